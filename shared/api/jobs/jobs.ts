/** Jobs on the wire: list, create, read, change and delete (spec/wire-contract.md 2.3, 2.4). */

import { TEMPLATE_IDS, type TemplateId } from '../../engine/schema/defaultSchema';
import type { Fields } from '../../engine/schema/parse/fields';
import { createJob, deleteJob, type NewJob } from '../../pipeline/jobs/createJob';
import { updateJob, withoutRemoved } from '../../pipeline/jobs/updateJob';
import { viewJob } from '../../pipeline/overview/viewJob';
import type { Needs } from '../../pipeline/ports';
import type { Job } from '../../store/jobs/jobs';
import { synchronizationContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { answerList, answerOne } from './answerResource';
import { findJob, findPrincipal, namedAmong, requireReach, storedJobs } from './findJob';
import { readJobPatch, readSettings } from './jobPatch';
import { type JobResource, toJobResource } from './jobResource';
import { otherPrincipals } from './otherPrincipals';
import { JOB } from './resourceTypes';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'jobs'
  | 'contexts'
  | 'secrets'
  | 'audit'
  | 'operations'
  | 'intake'
  | 'agents'
  | 'tenantId'
  | 'agentInactiveMs'
  | 'maxRequestBytes'
>;

const DONE: Reply = { status: 204 };

/** A principal that the list of principals shows has a list of jobs, were it an empty one: programs go through both. */
export async function listJobs(call: Call, ports: Ports & Needs<'clients'>): Promise<Reply> {
  const principals = await ports.jobs.listPrincipals();
  const principal = namedAmong(call, [...principals, ...(await otherPrincipals(principals, ports))]);
  requireReach(call, principal, READ_ANY_JOB);
  const stored = await Promise.all((await ports.jobs.listJobIds(principal.id)).map((id) => ports.jobs.get(id)));
  const found = stored.flatMap((job) => (job === undefined ? [] : [job.value]));
  const value = await Promise.all(found.map((job) => view(job, ports)));
  const context = (selection: string) => synchronizationContext(call, principal.id, `jobs${selection}`);
  return answerList(call, value, { type: JOB, context, expand: expansionOf(ports) });
}

export async function postJob(call: Call, ports: Ports): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, ...WRITE_ANY_JOB);
  const wanted = await readFields(call.request, ports.maxRequestBytes, readNewJob);
  const job = await createJob(principal, wanted, initiator(call), ports);
  return { ...(await entity(call, job, ports)), status: 201 };
}

export async function readJob(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  return entity(call, job, ports);
}

export async function patchJob(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const patch = await readFields(call.request, ports.maxRequestBytes, (fields) => readJobPatch(fields, job));
  await updateJob(job.id, patch, initiator(call), ports);
  return DONE;
}

export async function removeJob(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  await deleteJob(job, initiator(call), ports);
  return DONE;
}

/** Anything but a template's id is refused with the ids there are. */
export function readTemplateId(fields: Fields): TemplateId {
  const given = fields.text('templateId');
  return given === '' ? TEMPLATE_IDS[0] : fields.choice('templateId', TEMPLATE_IDS, TEMPLATE_IDS[0]);
}

function readNewJob(fields: Fields): NewJob {
  return { templateId: readTemplateId(fields), settings: withoutRemoved(readSettings(fields)) };
}

async function entity(call: Call, job: Job, ports: Ports): Promise<Reply> {
  const context = (selection: string) => {
    return synchronizationContext(call, job.servicePrincipalId, `jobs${selection}/$entity`);
  };
  return answerOne(call, await view(job, ports), { type: JOB, context, expand: expansionOf(ports) });
}

const expansionOf = (ports: Ports) => (job: JobResource) => ({
  schema: async () => (await ports.jobs.getSchema(job.id))?.value ?? null,
});

const view = async (job: Job, ports: Ports): Promise<JobResource> => toJobResource(await viewJob(job, ports));

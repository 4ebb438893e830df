/** Jobs on the wire: list and read (spec/wire-contract.md 2.3). */
import type { JobContext, JobContexts } from '../pipeline/jobContext';
import type { IntakeStore } from '../store/intake';
import type { Job, JobStore } from '../store/jobs';
import type { Call, Reply } from './endpoint';
import { findJob, requireOwner } from './findJob';
import { resourceNotFound } from './graphError';
import { toJobResource } from './jobResource';
import { READ_ANY_JOB } from './roles';

export interface JobPorts {
  readonly jobs: JobStore;
  readonly contexts: JobContexts;
  readonly accept: { readonly intake: IntakeStore };
}

export async function listJobs(call: Call, ports: JobPorts): Promise<Reply> {
  const { servicePrincipalId = '' } = call.params;
  const principal = await ports.jobs.getPrincipal(servicePrincipalId);
  if (principal === undefined) throw resourceNotFound(servicePrincipalId);
  if (!READ_ANY_JOB.some((role) => call.caller.roles.has(role))) requireOwner(call, principal.ownerAppIds);
  const contexts = await Promise.all((await ports.jobs.listJobIds(principal.id)).map((id) => ports.contexts.get(id)));
  const found = contexts.filter((context): context is JobContext => context !== undefined);
  const value = await Promise.all(found.map(({ job }) => view(job, ports)));
  return { status: 200, body: { '@odata.context': contextUrl(call, principal.id), value } };
}

export async function readJob(call: Call, ports: JobPorts): Promise<Reply> {
  const { job, principal } = await findJob(call, ports.contexts, ...READ_ANY_JOB);
  const body = { '@odata.context': `${contextUrl(call, principal.id)}/$entity`, ...(await view(job, ports)) };
  return { status: 200, body };
}

async function view(job: Job, { accept }: JobPorts): Promise<object> {
  const [intake, status] = await Promise.all([accept.intake.read(job.id), accept.intake.readStatus(job.id)]);
  return toJobResource({ job, intake: intake?.state, status });
}

function contextUrl(call: Call, principalId: string): string {
  return `${call.origin}/${call.version}/$metadata#servicePrincipals('${principalId}')/synchronization/jobs`;
}

/** Jobs on the wire: list and read (spec/wire-contract.md 2.3). */
import type { IntakeStore } from '../store/intake';
import type { Job, JobStore } from '../store/jobs';
import type { Call, Reply } from './endpoint';
import { findJob, findPrincipal, storedJobs } from './findJob';
import { toJobResource } from './jobResource';
import { READ_ANY_JOB } from './roles';

export interface JobPorts {
  readonly jobs: JobStore;
  readonly accept: { readonly intake: IntakeStore };
}

export async function listJobs(call: Call, ports: JobPorts): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, ...READ_ANY_JOB);
  const stored = await Promise.all((await ports.jobs.listJobIds(principal.id)).map((id) => ports.jobs.get(id)));
  const found = stored.flatMap((job) => (job === undefined ? [] : [job.value]));
  const value = await Promise.all(found.map((job) => view(job, ports)));
  return { status: 200, body: { '@odata.context': contextUrl(call, principal.id), value } };
}

export async function readJob(call: Call, ports: JobPorts): Promise<Reply> {
  const { job, principal } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
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

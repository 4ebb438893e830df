/** `GET /muster/jobs/{jobId}/audit`: what was done to a job, by whom, and what that changed. */
import type { Needs } from '../../pipeline/ports';
import type { AuditRecord } from '../../store/jobs/audit';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { toInitiator } from '../http/initiator';
import { page, pageOf } from '../http/page';
import { READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from './findJob';

type Ports = Needs<'jobs' | 'audit'>;

/** Also of a job that was deleted, for those who reach every job: who deleted it is in there. */
export async function listAudit(call: Call, ports: Ports): Promise<Reply> {
  const { jobId = '' } = call.params;
  const { top, after } = pageOf(call);
  const isGone = (await ports.jobs.get(jobId)) === undefined;
  if (!isGone) await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { records, more } = await ports.audit.list(jobId, top, after);
  const reachesAll = READ_ANY_JOB.some((role) => call.caller.roles.has(role));
  if (isGone && (records.length === 0 || !reachesAll)) throw resourceNotFound(jobId);
  return page(call, records.map(toRecord), more ? records.at(-1)?.id : undefined);
}

function toRecord({ id, at, activity, by, detail, changes }: AuditRecord): object {
  return {
    id,
    activityDateTime: new Date(at).toISOString(),
    activity,
    initiatedBy: toInitiator(by),
    detail: detail ?? null,
    modifiedProperties: changes.map(({ name, before, after }) => ({
      displayName: name,
      oldValue: before,
      newValue: after,
    })),
  };
}

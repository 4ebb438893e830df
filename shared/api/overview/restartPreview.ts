/** `GET /muster/jobs/{jobId}/restart?resetScope=`: what a restart would cost, before anybody asks for it. */
import { parseResetScope } from '../../engine/job/resetScope';
import { previewRestart } from '../../pipeline/overview/previewRestart';
import type { Needs } from '../../pipeline/ports';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { OPERATE_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';

type Ports = Needs<'jobs' | 'intake' | 'packs' | 'people' | 'index'>;

export async function readRestart(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...OPERATE_ANY_JOB);
  const verdict = parseResetScope(call.query.get('resetScope') ?? undefined);
  if (!verdict.ok) throw badRequest(verdict.message.replace('criteria.', ''));
  const { purgedUploads, ...preview } = await previewRestart(job, verdict.scopes, ports);
  const ids = purgedUploads.map((first) => uploadId({ jobId: job.id, first }));
  return { status: 200, body: { ...preview, purgedUploads: ids } };
}

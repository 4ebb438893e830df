/** `GET /muster/jobs/{jobId}/uploads`: what was sent to a job and by whom, newest first. What became of each is in its receipt. */
import type { Needs } from '../../pipeline/ports';
import { browseUploads, type FoundUpload } from '../../pipeline/uploads/browseUploads';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { toInitiator } from '../http/initiator';
import { page, pageOf } from '../http/page';
import { READ_LOGS } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';

type Ports = Needs<'clock' | 'jobs' | 'intake' | 'keepMs'>;

export async function listUploads(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_LOGS);
  const { top, after } = pageOf(call);
  const { uploads, next } = await browseUploads(job.id, { top, below: parseNumber(after) }, ports);
  return page(
    call,
    uploads.map((upload) => toResource(job.id, upload)),
    next === undefined ? undefined : String(next),
  );
}

/** @throws {GraphError} 400 for a token that is none of ours */
function parseNumber(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(token)) throw badRequest(`'${token}' is no $skiptoken of this list.`);
  return Number(token);
}

function toResource(jobId: string, { first, cycleId, acceptedAt, count, sentBy }: FoundUpload): object {
  return {
    id: uploadId({ jobId, first }),
    cycleId,
    acceptedDateTime: new Date(acceptedAt).toISOString(),
    totalOperations: count,
    sentBy: sentBy === undefined ? null : toInitiator(sentBy),
  };
}

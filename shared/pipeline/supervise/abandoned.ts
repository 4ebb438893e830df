/**
 * What no message is left for. Uploads that an older release accepted are in their queue message alone: when that is gone
 * they are lost, and each of their operations is told as a failure, because whoever wakes them finds nothing
 * (`handlePoison.ts`). Work of Muster's own that is lost is begun again by whoever gave it out, and keeps no cycle open.
 */
import type { Job } from '../../store/jobs/jobs';
import type { ListedUpload } from '../../store/uploads/intake';
import type { Needs } from '../ports';

type Ports = Needs<'jobs' | 'operations' | 'parking'>;

/** How long nothing may have been answered before what is missing is given up, milliseconds: longer than any message is hidden. */
export const GIVE_UP_MS = 15 * 60_000;

/** @returns whether nothing is left that could still answer an operation of the job */
export async function isNothingLeft(jobId: string, { jobs, operations, parking }: Ports): Promise<boolean> {
  const job = (await jobs.get(jobId))?.value;
  if (job !== undefined && !(await operations.isEmpty(job))) return false;
  for await (const _ of parking.list(jobId)) return false;
  return true;
}

export function isFromOlderRelease({ count }: ListedUpload): boolean {
  return count === undefined;
}

/** @param upload from an older release */
export async function isAbandoned(job: Job, { acceptedAt }: ListedUpload, now: number, ports: Ports): Promise<boolean> {
  return now - acceptedAt >= GIVE_UP_MS && (await isNothingLeft(job.id, ports));
}

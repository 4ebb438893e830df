/**
 * Numbers nobody will ever use: the process that took them died before it sent its message, so its client got no 202
 * (decision 0002). They must not keep a cycle open for ever.
 */

import type { Needs } from '../ports';

type Ports = Needs<'jobs' | 'operations' | 'parking'>;

/** How long nothing may have been answered before numbers are given up, milliseconds: longer than any message is hidden. */
export const GIVE_UP_MS = 15 * 60_000;

/** @returns whether nothing is left that could still answer an operation of the job */
export async function isNothingLeft(jobId: string, { jobs, operations, parking }: Ports): Promise<boolean> {
  const job = (await jobs.get(jobId))?.value;
  if (job !== undefined && !(await operations.isEmpty(job))) return false;
  for await (const _ of parking.list(jobId)) return false;
  return true;
}

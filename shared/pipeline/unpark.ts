/** Messages that were parked while their job did not work go back into the queue, in order, when it does again. */

import type { JobStore } from '../store/jobs/jobs';
import type { ParkingStore } from '../store/jobs/parking';
import type { JobQueues } from './ports';
import { whyParked } from './whyParked';

export interface UnparkPorts {
  readonly jobs: JobStore;
  readonly parking: ParkingStore;
  readonly operations: JobQueues;
}

/** Sent before it is removed: a crash in between sends it twice, which is harmless. */
export async function unpark(jobId: string, { jobs, parking, operations }: UnparkPorts): Promise<void> {
  const job = (await jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return;
  for await (const { rowKey, text } of parking.list(jobId)) {
    await operations.send(jobId, text);
    await parking.remove(jobId, rowKey);
  }
}

/** What was kept of operations until they were answered goes when everything of their time is, a part in each round. */
import type { Needs } from '../ports';
import { underWay } from '../uploads/underWay';

/** Rows in one round of the timer; the hourly purge takes what it does not come to. */
const MOST_ROWS = 1_000;

export async function removeAnswered(
  jobId: string,
  { intake, payloads, putOff }: Needs<'intake' | 'payloads' | 'putOff'>,
): Promise<void> {
  const found = await intake.read(jobId);
  if (found === undefined) return;
  const { from } = underWay(found.state);
  if ((await intake.readStatus(jobId)).removedBelow >= from) return;
  const removed = await payloads.purge(jobId, from, MOST_ROWS);
  const notes = removed < MOST_ROWS ? await putOff.purge(jobId, from, MOST_ROWS - removed) : 0;
  if (removed + notes < MOST_ROWS) {
    await intake.changeStatus(jobId, (status) => ({ ...status, removedBelow: from }));
  }
}

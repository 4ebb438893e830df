/** All there is of a job's outlets, removed: the job is gone, or is made anew under its id. */

import type { Row, Table } from '../contract/table';
import { SHARDS } from '../people/personRow';
import { removeRows } from '../rows/removeRows';
import { lanePartition } from './eventRows';
import { createOutletStore, outletsPartition } from './outlets';

/** Events first: whoever finds none of the outlets would not find them. @returns how many rows, `most` at most */
export async function removeOutlets(table: Table, jobId: string, most: number): Promise<number> {
  const store = createOutletStore(table);
  const ids = [...(await store.list(jobId)).map(({ outlet }) => outlet.id), ...(await store.gone(jobId))];
  const events = await removeRows(table, eventRows(table, jobId, ids), most);
  if (events >= most) return events;
  const rows = table.query({ partitionKey: outletsPartition(jobId), select: [] });
  const removed = events + (await removeRows(table, rows, most - events));
  if (removed < most) await store.forgetJob(jobId);
  return removed;
}

async function* eventRows(table: Table, jobId: string, ids: readonly string[]): AsyncIterable<Row> {
  for (const id of ids) {
    for (let lane = 0; lane < SHARDS; lane += 1) {
      yield* table.query({ partitionKey: lanePartition({ jobId, id }, lane), select: [] });
    }
  }
}

/** The old end of what the intake keeps of uploads. Keys: see `intake.ts`. */

import type { Row, Table } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { keysUnder } from '../rows/keys';
import { removeRows } from '../rows/removeRows';
import { REQUESTS, UPLOADS, uploadKey } from '../uploads/intakeRows';

export interface PastUploads {
  /**
   * Removes receipts of uploads that were accepted before then, milliseconds since the epoch, and lie whole below a number.
   * @returns how many, `most` at most
   */
  purgeReceipts(jobId: string, before: number, belowSequence: number, most: number): Promise<number>;
  /** Removes what `client-request-id`s sent before then were answered with. @returns how many, `most` at most */
  purgeRequests(jobId: string, before: number, most: number): Promise<number>;
}

export function createPastUploads(table: Table): PastUploads {
  return {
    purgeReceipts: (jobId, before, belowSequence, most) =>
      removeRows(table, receipts(table, jobId, before, belowSequence), most),
    purgeRequests: (jobId, before, most) => removeRows(table, requests(table, jobId, before), most),
  };
}

/** Receipts lie in order of acceptance: the first that is too young ends the search. */
async function* receipts(table: Table, jobId: string, before: number, belowSequence: number): AsyncIterable<Row> {
  const range = { ...keysUnder(UPLOADS), to: uploadKey(belowSequence) };
  const rows = table.query({ partitionKey: jobPartition(jobId), ...range, select: ['acceptedAt'] });
  for await (const row of rows) {
    if (Number(row.properties.acceptedAt) >= before) return;
    yield row;
  }
}

/** In order of their ids, not of time: all of them are looked at, by their time alone. */
async function* requests(table: Table, jobId: string, before: number): AsyncIterable<Row> {
  const rows = table.query({ partitionKey: jobPartition(jobId), ...keysUnder(REQUESTS), select: ['at'] });
  for await (const row of rows) if (Number(row.properties.at) < before) yield row;
}

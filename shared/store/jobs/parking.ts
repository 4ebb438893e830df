/**
 * Messages of a job that is paused or quarantined, in the order their operations were accepted (design, section 3).
 *
 * | partition  | row                                  | holds                     |
 * |------------|--------------------------------------|---------------------------|
 * | `job!`job  | `parked!`first sequence`!`hash       | the message, packed       |
 */
import { createHash } from 'node:crypto';
import type { Table } from '../contract/table';
import { joinKey, keysUnder } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { jobPartition } from './jobs';

export interface ParkedMessage {
  readonly rowKey: string;
  readonly text: string;
}

export interface ParkingStore {
  /** Parking the same message twice keeps it once. */
  park(jobId: string, firstSequence: number, text: string): Promise<void>;
  /** In order. */
  list(jobId: string): AsyncIterable<ParkedMessage>;
  remove(jobId: string, rowKey: string): Promise<void>;
}

const PARKED = 'parked';
const SEQUENCE_DIGITS = 16;

export function createParkingStore(table: Table): ParkingStore {
  return {
    async park(jobId, firstSequence, text) {
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
      const rowKey = joinKey(PARKED, String(firstSequence).padStart(SEQUENCE_DIGITS, '0'), hash);
      await table.upsert({ partitionKey: jobPartition(jobId), rowKey, ...packInto('text', text) });
    },
    async *list(jobId) {
      for await (const row of table.query({ partitionKey: jobPartition(jobId), ...keysUnder(PARKED) })) {
        yield { rowKey: row.rowKey, text: String(unpackFrom('text', row.properties)) };
      }
    },
    remove: (jobId, rowKey) => table.remove(jobPartition(jobId), rowKey),
  };
}

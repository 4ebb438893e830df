/**
 * Operations that wait for a while although their message has come: told beside the upload, so that the timer neither sends
 * them again nor takes them for lost. A row says what was true when it was written; whether the operation is answered by
 * now, the person's row knows.
 *
 * | partition  | row                  | holds                                          |
 * |------------|----------------------|------------------------------------------------|
 * | `job!`job  | `putOff!`sequence    | until when, and why                            |
 */
import { chunk } from '../../collections';
import { MAX_TRANSACTION_ACTIONS } from '../contract/limits';
import type { Table, TableAction } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { joinKey, keysUnder, splitKey } from '../rows/keys';
import { removeRows } from '../rows/removeRows';
import { sequencePart } from './intakeRows';

/**
 * - `turn`: it waits for its turn: for another worker's claim, or for a target that throttles.
 * - `refused`: storage refuses to write what comes of it; it is tried again alone.
 * - `givenUp`: that was so for too long. Its entry says so, and nobody works on it any more.
 */
export type WhyPutOff = 'turn' | 'refused' | 'givenUp';

export interface PutOff {
  readonly sequence: number;
  /** The source anchor. */
  readonly anchor: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly why: WhyPutOff;
}

export interface PutOffStore {
  note(jobId: string, operations: readonly PutOff[]): Promise<void>;
  /** They are answered. */
  clear(jobId: string, sequences: readonly number[]): Promise<void>;
  /** Of the operations numbered from `from` to below `end`, in order. */
  list(jobId: string, from: number, end: number): Promise<readonly PutOff[]>;
  /** Removes what is noted of operations below a number. @returns how many, `most` at most */
  purge(jobId: string, below: number, most: number): Promise<number>;
}

const PUT_OFF = 'putOff';
const putOffKey = (sequence: number) => joinKey(PUT_OFF, sequencePart(sequence));

export function createPutOffStore(table: Table): PutOffStore {
  const between = (jobId: string, from: number, end: number) =>
    table.query({ partitionKey: jobPartition(jobId), from: putOffKey(from), to: putOffKey(end) });

  return {
    async note(jobId, operations) {
      for (const part of chunk(operations, MAX_TRANSACTION_ACTIONS)) {
        await table.transact(
          part.map(({ sequence, ...about }): TableAction => {
            const keys = { partitionKey: jobPartition(jobId), rowKey: putOffKey(sequence) };
            return { kind: 'upsert', entity: { ...keys, ...about } };
          }),
        );
      }
    },
    async clear(jobId, sequences) {
      for (const sequence of sequences) await table.remove(jobPartition(jobId), putOffKey(sequence));
    },
    async list(jobId, from, end) {
      const found: PutOff[] = [];
      for await (const { rowKey, properties } of between(jobId, from, end)) {
        found.push({
          sequence: Number(splitKey(rowKey)[1]),
          anchor: String(properties.anchor),
          until: Number(properties.until),
          why: properties.why as WhyPutOff,
        });
      }
      return found;
    },
    purge: (jobId, below, most) =>
      removeRows(
        table,
        table.query({
          partitionKey: jobPartition(jobId),
          ...keysUnder(PUT_OFF),
          to: putOffKey(below),
          select: [],
        }),
        most,
      ),
  };
}

/**
 * Rows that make people of a certain state findable without reading everybody. They lie in the person's own partition
 * and change in the person's own transaction, so they are always true.
 *
 * | row                                  | stands for                                             |
 * |--------------------------------------|--------------------------------------------------------|
 * | `x!`next attempt`!`source anchor     | an escrow, in order of when it is due                  |
 * | `h!`held since`!`source anchor       | a deletion the guard holds                             |
 * | `w!`source anchor                    | a reference that waits                                 |
 */
import { joinKey, keyPart, keysUnder } from './keys';
import { type Person, peoplePartition, SHARDS } from './people';
import type { Table } from './table';

export type IndexKind = 'escrow' | 'held' | 'waiting';

const PREFIX: Readonly<Record<IndexKind, string>> = { escrow: 'x', held: 'h', waiting: 'w' };
const TIME_DIGITS = 14;
const timePart = (ms: number) => String(ms).padStart(TIME_DIGITS, '0');

/** The index rows this state of a person has. */
export function indexKeys({ anchor, escrow, held, waiting }: Person): string[] {
  const part = keyPart(anchor);
  return [
    ...(escrow === null ? [] : [joinKey(PREFIX.escrow, timePart(escrow.nextAttempt), part)]),
    ...(held === null ? [] : [joinKey(PREFIX.held, timePart(held.since), part)]),
    ...(waiting === null ? [] : [joinKey(PREFIX.waiting, part)]),
  ];
}

export interface IndexedPerson {
  readonly anchor: string;
}

export interface PersonIndex {
  /** Everyone of that kind, shard by shard; escrows only those due at `dueBy` when it is given. */
  list(jobId: string, kind: IndexKind, dueBy?: number): AsyncIterable<IndexedPerson>;
}

export function createPersonIndex(table: Table): PersonIndex {
  return {
    async *list(jobId, kind, dueBy) {
      const prefix = PREFIX[kind];
      const range = { ...keysUnder(prefix), ...(dueBy !== undefined && { to: joinKey(prefix, timePart(dueBy + 1)) }) };
      for (let shard = 0; shard < SHARDS; shard += 1) {
        const partitionKey = peoplePartition(jobId, shard);
        for await (const { properties } of table.query({ partitionKey, ...range })) {
          yield { anchor: String(properties.anchor) };
        }
      }
    },
  };
}

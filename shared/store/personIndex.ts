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
  /** Where the row lies: a list can be taken up again behind it. */
  readonly place: string;
}

export interface IndexRange {
  /** Escrows due until then only, milliseconds since the epoch. */
  readonly dueBy?: number | undefined;
  /** Only what comes behind this place. */
  readonly after?: string | undefined;
}

export interface PersonIndex {
  /** Everyone of that kind, shard by shard. */
  list(jobId: string, kind: IndexKind, range?: IndexRange): AsyncIterable<IndexedPerson>;
}

export function createPersonIndex(table: Table): PersonIndex {
  return {
    async *list(jobId, kind, { dueBy, after } = {}) {
      const prefix = PREFIX[kind];
      const range = { ...keysUnder(prefix), ...(dueBy !== undefined && { to: joinKey(prefix, timePart(dueBy + 1)) }) };
      const behind = after === undefined ? undefined : parsePlace(after);
      for (let shard = behind?.shard ?? 0; shard < SHARDS; shard += 1) {
        const partitionKey = peoplePartition(jobId, shard);
        const from = shard === behind?.shard && behind.rowKey > range.from ? { from: behind.rowKey } : {};
        for await (const { rowKey, properties } of table.query({ partitionKey, ...range, ...from })) {
          if (shard === behind?.shard && rowKey === behind.rowKey) continue;
          yield { anchor: String(properties.anchor), place: placeOf(shard, rowKey) };
        }
      }
    },
  };
}

const placeOf = (shard: number, rowKey: string) => `${shard.toString(16)}!${rowKey}`;

/** Whatever it is, it is a place: behind one that was never given out there is something or nothing. */
function parsePlace(place: string): { readonly shard: number; readonly rowKey: string } {
  const end = place.indexOf('!');
  return { shard: Number.parseInt(place.slice(0, end), 16) || 0, rowKey: place.slice(end + 1) };
}

/**
 * Rows that make people of a certain state findable without reading everybody. They lie in the person's own partition
 * and change in the person's own transaction, so they are always true.
 *
 * | row                                  | stands for                                             |
 * |--------------------------------------|--------------------------------------------------------|
 * | `x!`next attempt`!`source anchor     | an escrow, in order of when it is due, with its cause  |
 * | `t!`failed at`!`source anchor        | the same once more, where it is the target that is waited for |
 * | `h!`held since`!`source anchor       | a deletion the guard holds, with what the guard goes by |
 * | `w!`source anchor                    | references that wait, with when the first is tried again |
 * | `a!`source anchor                    | another account than before: who refers to it is told  |
 * | `m!`hash of an anchor`!`source anchor | a reference to that person, with the account it points to |
 */

import { type Stranded, waitsForTarget } from '../../engine/job/targetOutage';
import type { Row, Table } from '../contract/table';
import { hashOf, joinKey, keyPart, keysUnder } from '../rows/keys';
import {
  aheadColumn,
  type Columns,
  type EscrowSummary,
  escrowColumns,
  type HeldSummary,
  heldColumns,
  readEscrow,
  readHeld,
} from './indexColumns';
import type { Escrow, Person } from './people';
import { peoplePartition, SHARDS } from './personRow';
import { dueAt, referredTo } from './references';

/** What people are listed by. */
export type PersonState = 'escrow' | 'held' | 'waiting';
export type IndexKind = PersonState | 'stranded' | 'moved';

const PREFIX: Readonly<Record<IndexKind, string>> = {
  escrow: 'x',
  stranded: 't',
  held: 'h',
  waiting: 'w',
  moved: 'a',
};
const REFERRING = 'm';
const TIME_DIGITS = 14;
const timePart = (ms: number) => String(ms).padStart(TIME_DIGITS, '0');

/** The index rows this state of a person has, by key. */
export function indexRows(person: Person): ReadonlyMap<string, Columns> {
  const { anchor, escrow, held, waiting, moved } = person;
  const part = keyPart(anchor);
  const stranded = strandedIn(escrow);
  const rows: [string, Columns][] = [
    ...(escrow === null
      ? []
      : [row(joinKey(PREFIX.escrow, timePart(escrow.nextAttempt), part), escrowColumns(escrow, person))]),
    ...(stranded === undefined
      ? []
      : [row(joinKey(PREFIX.stranded, timePart(stranded.failedAt), part), { ...stranded, ...waysOf(escrow) })]),
    ...(held === null ? [] : [row(joinKey(PREFIX.held, timePart(held.since), part), heldColumns(held))]),
    ...(waiting.length === 0 ? [] : [row(joinKey(PREFIX.waiting, part), { dueAt: dueAt(waiting) })]),
    ...(moved === undefined ? [] : [row(joinKey(PREFIX.moved, part))]),
    ...[...referredTo(person)].map(([referred, to]) => row(joinKey(REFERRING, hashOf(referred), part), { to })),
  ];
  return new Map(rows);

  function row(rowKey: string, more: Columns = {}): [string, Columns] {
    return [rowKey, { anchor, ...more }];
  }
}

const waysOf = (escrow: Escrow | null) => (escrow === null ? {} : aheadColumn(escrow));

/** @returns `undefined` for whoever waits for something else, or has a place in the target's own line */
function strandedIn(escrow: Escrow | null): Stranded | undefined {
  if (escrow?.failedAt === undefined || escrow.turnSince !== undefined) return undefined;
  const { failure, firstFailureAt, failedAt, retried = false } = escrow;
  return waitsForTarget(failure.code) ? { firstFailureAt, failedAt, retried } : undefined;
}

function readStranded({ properties: { firstFailureAt, failedAt, retried } }: Row): Stranded | undefined {
  if (firstFailureAt === undefined) return undefined;
  return { firstFailureAt: Number(firstFailureAt), failedAt: Number(failedAt), retried: retried === true };
}

export interface IndexedPerson {
  readonly anchor: string;
  /** Of a held deletion; `undefined` also where older code wrote the row without. */
  readonly held: HeldSummary | undefined;
  /** Of an escrow; `undefined` also where older code wrote the row without. */
  readonly escrow: EscrowSummary | undefined;
  /** Of somebody who is stranded. */
  readonly stranded: Stranded | undefined;
  /** Of an escrow, or somebody who is stranded: the retry travels in the first lane. */
  readonly ahead: boolean;
  /** Of references that wait: when the first of them is to be looked at, milliseconds since the epoch; 0: at any time. */
  readonly dueAt: number;
  /** Where the row lies: a list can be taken up again behind it. */
  readonly place: string;
}

/** Somebody who refers to somebody else. */
export interface Referrer {
  readonly anchor: string;
  /** Target anchor of the account that is referred to, or was tried to be; empty where there are several. */
  readonly to: string;
}

export interface IndexRange {
  /** Escrows due until then only, or who was stranded until then; milliseconds since the epoch. */
  readonly dueBy?: number | undefined;
  /** Only what comes behind this place. */
  readonly after?: string | undefined;
}

export interface PersonIndex {
  /** Everyone of that kind, shard by shard. */
  list(jobId: string, kind: IndexKind, range?: IndexRange): AsyncIterable<IndexedPerson>;
  /** Everyone of the job whose reference points to this person's account. */
  referrers(jobId: string, anchor: string): Promise<readonly Referrer[]>;
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
        for await (const row of table.query({ partitionKey, ...range, ...from })) {
          if (shard === behind?.shard && row.rowKey === behind.rowKey) continue;
          const anchor = String(row.properties.anchor);
          yield {
            anchor,
            held: kind === 'held' ? readHeld(row) : undefined,
            escrow: kind === 'escrow' ? readEscrow(row) : undefined,
            stranded: kind === 'stranded' ? readStranded(row) : undefined,
            ahead: row.properties.ahead === true,
            dueAt: Number(row.properties.dueAt ?? 0), // older code wrote none
            place: placeOf(shard, row.rowKey),
          };
        }
      }
    },

    async referrers(jobId, anchor) {
      const range = keysUnder(REFERRING, hashOf(anchor));
      const shards = Array.from({ length: SHARDS }, async (_, shard) => {
        const found: Referrer[] = [];
        for await (const { properties } of table.query({ partitionKey: peoplePartition(jobId, shard), ...range })) {
          found.push({ anchor: String(properties.anchor), to: String(properties.to) });
        }
        return found;
      });
      return (await Promise.all(shards)).flat();
    },
  };
}

const placeOf = (shard: number, rowKey: string) => `${shard.toString(16)}!${rowKey}`;

/** Whatever it is, it is a place: behind one that was never given out there is something or nothing. */
function parsePlace(place: string): { readonly shard: number; readonly rowKey: string } {
  const end = place.indexOf('!');
  return { shard: Number.parseInt(place.slice(0, end), 16) || 0, rowKey: place.slice(end + 1) };
}

/**
 * What a job knows of each person, and the provisioning log, side by side.
 *
 * | partition            | row                          | holds                                            |
 * |----------------------|------------------------------|--------------------------------------------------|
 * | job`!`shard          | `p!`source anchor            | the person: link, last data, escrow, claim, …    |
 * | job`!`shard          | `e!`inverted time`!`pack id  | packed log entries of people of this shard       |
 *
 * A person's state and the entry that explains it lie in one partition so that they are committed in one transaction:
 * neither can exist without the other, which is what makes "exactly one entry per attempt" (I2, I3) hold whatever
 * crashes. Decision 0002 says what this costs.
 *
 * A person's record lies in a column of its own, with what is seldom there beside it: who said what of it, and what is owed
 * to the account. It is plain JSON (`dataText`) as long as that is short, for packing one person costs a worker more than all
 * else of its row, and packed beyond (`data0`, `data1`, …); rows of older code are packed. Never both. What changes with
 * every attempt is in the state, which is written alone where the record is as it was.
 */
import { createHash } from 'node:crypto';
import { NOTHING_OWED, type Owed, type Paid } from '../../engine/person/owed';
import { NONE_OLDER, type Older } from '../../engine/person/record';
import type { JsonObject } from '../../scim/json';
import type { Entity, Row } from '../contract/table';
import { joinKey, keyPart } from '../rows/keys';
import { deflated, inflatedFrom, pack, spread } from '../rows/packing';
import type { Person, ResolvedReference, StoredPerson, WaitingReference } from './people';

/**
 * Few enough that a lone upload of 50 touches few partitions, enough that one job reaches 32,000 entities a second
 * (2,000 a partition). Fixed for good: a person's shard must never move.
 */
export const SHARDS = 16;

export const peoplePartition = (jobId: string, shard: number) =>
  joinKey(keyPart(jobId), shard.toString(16).padStart(2, '0'));

/** Anchors whose shard is remembered: each is asked for several times on its way through a worker. */
const REMEMBERED_SHARDS = 4_096;
const shards = new Map<string, number>();

export function shardOf(anchor: string): number {
  const known = shards.get(anchor);
  if (known !== undefined) return known;
  const first = createHash('sha256').update(anchor).digest()[0] ?? 0;
  const shard = first % SHARDS;
  if (shards.size === REMEMBERED_SHARDS) shards.delete(shards.keys().next().value ?? ''); // the oldest
  shards.set(anchor, shard);
  return shard;
}

export const PEOPLE = 'p';
export const personKey = (anchor: string) => joinKey(PEOPLE, keyPart(anchor));

/**
 * The most a person may take, packed: its row, with all else a row holds, must stay under the 1 MiB of an entity.
 */
export const MAX_PERSON_BYTES = 512 * 1024;

/** @param record what is known of a person, and who said what of it; what is owed besides is small (`owed.ts`) */
export function fitsIntoRow({ data, older }: Pick<Person, 'data' | 'older'>): boolean {
  const packed = packedPart({ data, older, owed: NOTHING_OWED, paid: null });
  const mostBytes = 3 * JSON.stringify(packed).length; // of UTF-8; most people are far from it, and packing one to see is dear
  return mostBytes <= MAX_PERSON_BYTES || pack(packed).byteLength <= MAX_PERSON_BYTES;
}

/** The whole row. @param recordText of this person, where the caller has it */
export function personEntity(person: Person, recordText = recordTextOf(person)): Entity {
  return { ...stateEntity(person), ...(recordText !== undefined && recordColumns(recordText)) };
}

/** A record of so many characters is kept as text: that is twice as many bytes at rest, half of what a column takes. */
const LONGEST_TEXT = 16 * 1024;

/** The record's columns: one of text, or the packed ones. */
export function recordColumns(text: string): Readonly<Record<string, string | Uint8Array>> {
  return text.length <= LONGEST_TEXT ? { [RECORD_TEXT]: text } : spread(PACKED_RECORD, deflated(text));
}

const RECORD_TEXT = 'dataText';
const PACKED_RECORD = 'data';

/** The record as a row of today's or of older code spells it; `undefined` where there is none. */
export function recordTextIn(properties: Row['properties']): string | undefined {
  const { [RECORD_TEXT]: text } = properties;
  return typeof text === 'string' ? text : inflatedFrom(PACKED_RECORD, properties);
}

/** The row without the record, to be merged over one that has it already: most of what is written of a person never changes. */
export function stateEntity({
  data: _,
  older: __,
  owed: ___,
  paid: ____,
  outOfScope,
  waiting,
  ...person
}: Person): Entity {
  const { jobId, anchor, ...state } = person;
  return {
    partitionKey: peoplePartition(jobId, shardOf(anchor)),
    rowKey: personKey(anchor),
    anchor,
    state: JSON.stringify({ ...state, waiting: asWritten(waiting), ...(outOfScope && { outOfScope }) }),
  };
}

/** None or one as older code wrote it, so that it can read what it has written before once more. */
function asWritten(waiting: readonly WaitingReference[]): WrittenWaiting {
  return waiting.length > 1 ? waiting : (waiting[0] ?? null);
}

type WrittenWaiting = readonly WaitingReference[] | WaitingReference | null;

type Packed = Pick<Person, 'data' | 'older' | 'owed' | 'paid'>;

/** Whether the record, and what is noted beside it, are the very ones, so that they need not be looked at. */
export function isSameRecord(one: Packed, other: Packed): boolean {
  return one.data === other.data && one.older === other.older && one.owed === other.owed && one.paid === other.paid;
}

/** What a row holds of the record; `undefined` where there is none. Two of one text are one record. */
export function recordTextOf(person: Packed): string | undefined {
  return person.data === null ? undefined : JSON.stringify(packedPart(person));
}

interface Notes {
  readonly older?: Older;
  readonly owed?: Owed;
  readonly paid?: Paid;
}

/** The data alone, as older code wrote it, where there is nothing to note; else a list of it and the notes. */
function packedPart({ data, older, owed, paid }: Packed): unknown {
  const notes: Notes = {
    ...(Object.keys(older).length > 0 && { older }),
    ...(owed.length > 0 && { owed }),
    ...(paid !== null && { paid }),
  };
  return Object.keys(notes).length === 0 ? data : [data, notes];
}

/**
 * Older code wrote no history, and knew no record. One reference as it resolved it, which no index row finds again, is
 * looked up anew.
 */
type WrittenState = Omit<
  Person,
  'jobId' | 'anchor' | 'data' | 'older' | 'owed' | 'paid' | 'history' | 'outOfScope' | 'waiting' | 'resolved'
> &
  Partial<Pick<Person, 'history' | 'outOfScope'>> & {
    readonly waiting: WrittenWaiting;
    readonly resolved: readonly ResolvedReference[] | object | null;
  };

export function readPerson(jobId: string, row: Row): StoredPerson {
  const { anchor, state } = row.properties;
  const written = JSON.parse(String(state)) as WrittenState;
  const recordText = recordTextIn(row.properties);
  const packed =
    recordText === undefined ? undefined : (JSON.parse(recordText) as JsonObject | readonly [JsonObject, Notes]);
  const [data, notes]: readonly [JsonObject | undefined, Notes] = isNoted(packed) ? packed : [packed, {}];
  const person: Person = {
    ...written,
    outOfScope: written.outOfScope ?? false,
    history: written.history ?? { packs: [], all: false },
    waiting: written.waiting === null ? [] : [written.waiting].flat(),
    resolved: Array.isArray(written.resolved) ? written.resolved : [],
    jobId,
    anchor: String(anchor),
    data: data ?? null,
    older: notes.older ?? NONE_OLDER,
    owed: notes.owed ?? owedUnnamed(written),
    paid: notes.paid ?? null,
  };
  return { person, etag: row.etag, saved: person, savedText: recordText };
}

const isNoted = (packed: unknown): packed is readonly [JsonObject, Notes] => Array.isArray(packed);

/** Of whom older code left unfinished it is not known what was said last: whatever was said is owed. */
function owedUnnamed({ link, escrow, held }: WrittenState): Owed {
  return link !== null && (escrow !== null || held !== null) ? 'all' : NOTHING_OWED;
}

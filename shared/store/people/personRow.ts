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
 * A person's record is packed, with what is seldom there beside it: who said what of it, and what is owed to the account.
 * What changes with every attempt is in the state, which is written alone where the packed part is as it was.
 */
import { createHash } from 'node:crypto';
import { NOTHING_OWED, type Owed } from '../../engine/person/owed';
import { NONE_OLDER, type Older } from '../../engine/person/record';
import type { JsonObject } from '../../scim/json';
import type { Entity, Row } from '../contract/table';
import { joinKey, keyPart } from '../rows/keys';
import { pack, packInto, unpackFrom } from '../rows/packing';
import type { Person, StoredPerson } from './people';

/**
 * Few enough that a lone upload of 50 touches few partitions, enough that one job reaches 32,000 entities a second
 * (2,000 a partition). Fixed for good: a person's shard must never move.
 */
export const SHARDS = 16;

export const peoplePartition = (jobId: string, shard: number) =>
  joinKey(keyPart(jobId), shard.toString(16).padStart(2, '0'));

export function shardOf(anchor: string): number {
  const first = createHash('sha256').update(anchor).digest()[0] ?? 0;
  return first % SHARDS;
}

export const PEOPLE = 'p';
export const personKey = (anchor: string) => joinKey(PEOPLE, keyPart(anchor));

/**
 * The most a person may take, packed: its row, with all else a row holds, must stay under the 1 MiB of an entity.
 */
export const MAX_PERSON_BYTES = 512 * 1024;

/** @param record what is known of a person, and who said what of it; what is owed besides is small (`owed.ts`) */
export function fitsIntoRow({ data, older }: Pick<Person, 'data' | 'older'>): boolean {
  const packed = packedPart({ data, older, owed: NOTHING_OWED });
  const mostBytes = 3 * JSON.stringify(packed).length; // of UTF-8; most people are far from it, and packing one to see is dear
  return mostBytes <= MAX_PERSON_BYTES || pack(packed).byteLength <= MAX_PERSON_BYTES;
}

/** The whole row. */
export function personEntity(person: Person): Entity {
  return { ...stateEntity(person), ...(person.data !== null && packInto('data', packedPart(person))) };
}

/** The row without the record, to be merged over one that has it already: most of what is written of a person never changes. */
export function stateEntity({ data: _, older: __, owed: ___, outOfScope, ...person }: Person): Entity {
  const { jobId, anchor, ...state } = person;
  return {
    partitionKey: peoplePartition(jobId, shardOf(anchor)),
    rowKey: personKey(anchor),
    anchor,
    state: JSON.stringify({ ...state, ...(outOfScope && { outOfScope }) }),
  };
}

type Packed = Pick<Person, 'data' | 'older' | 'owed'>;

/** Whether the packed part of a row stays as it is. */
export function isPackedAlike(one: Packed, other: Packed): boolean {
  if (one.data === other.data && one.older === other.older && one.owed === other.owed) return true;
  return JSON.stringify(packedPart(one)) === JSON.stringify(packedPart(other));
}

interface Notes {
  readonly older?: Older;
  readonly owed?: Owed;
}

/** The data alone, as older code wrote it, where there is nothing to note; else a list of it and the notes. */
function packedPart({ data, older, owed }: Packed): unknown {
  const notes: Notes = {
    ...(Object.keys(older).length > 0 && { older }),
    ...(owed.length > 0 && { owed }),
  };
  return Object.keys(notes).length === 0 ? data : [data, notes];
}

/** Older code wrote no history, and knew no record. */
type WrittenState = Omit<Person, 'jobId' | 'anchor' | 'data' | 'older' | 'owed' | 'history' | 'outOfScope'> &
  Partial<Pick<Person, 'history' | 'outOfScope'>>;

export function readPerson(jobId: string, row: Row): StoredPerson {
  const { anchor, state } = row.properties;
  const written = JSON.parse(String(state)) as WrittenState;
  const packed = unpackFrom('data', row.properties) as JsonObject | readonly [JsonObject, Notes] | undefined;
  const [data, notes]: readonly [JsonObject | undefined, Notes] = isNoted(packed) ? packed : [packed, {}];
  const person: Person = {
    ...written,
    outOfScope: written.outOfScope ?? false,
    history: written.history ?? { packs: [], all: false },
    jobId,
    anchor: String(anchor),
    data: data ?? null,
    older: notes.older ?? NONE_OLDER,
    owed: notes.owed ?? owedUnnamed(written),
  };
  return { person, etag: row.etag, saved: person };
}

const isNoted = (packed: unknown): packed is readonly [JsonObject, Notes] => Array.isArray(packed);

/** Of whom older code left unfinished it is not known what was said last: whatever was said is owed. */
function owedUnnamed({ link, escrow, held }: WrittenState): Owed {
  return link !== null && (escrow !== null || held !== null) ? 'all' : NOTHING_OWED;
}

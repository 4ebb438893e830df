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
 */
import { createHash } from 'node:crypto';
import { groupBy } from '../../collections';
import type { Failure } from '../../errors';
import type { JsonObject } from '../../scim/json';
import type { Entity, Row, Table } from '../contract/table';
import { joinKey, keyPart, keysUnder } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';

/** The person's account in the target. */
export interface Link {
  readonly targetAnchor: string;
  /** What logs call the account: its UPN, userName or DN. */
  readonly reportableIdentifier: string;
  readonly displayName: string;
}

/** A worker's word that it alone is creating this person's account (I3). Void after `until`. */
export interface Claim {
  readonly by: string;
  readonly until: number;
}

/** The last attempt failed; it will be tried again at `nextAttempt`. */
export interface Escrow {
  readonly failure: Failure;
  readonly firstFailureAt: number;
  readonly attempts: number;
  readonly nextAttempt: number;
  /** What failed was a deletion that the guard had released, or an administrator allowed: it is not held again. */
  readonly released?: boolean;
}

/** A reference that could not be written yet because its person has no account. */
export interface WaitingReference {
  readonly attribute: string;
  /** Source anchor of the person it points to. */
  readonly anchor: string;
}

/** A delete or disable that the guard against accidental deletion holds (design, I5). */
export interface Held {
  readonly since: number;
  readonly cycleId: string;
  /** The operation it belongs to, answered when it runs; `null` when a retry or a new evaluation came to it. */
  readonly operation: HeldOperation | null;
  /** The guard tripped: logged as `stagedDelete`, and waiting for an administrator. */
  readonly staged: boolean;
}

export interface HeldOperation {
  readonly sequence: number;
  readonly uploadFirst: number;
  readonly acceptedAt: number;
  readonly bulkId: string;
}

/** A reference as last written: saves looking up an unchanged manager at every upload. */
export interface ResolvedReference extends WaitingReference {
  readonly targetAnchor: string;
}

export interface Person {
  readonly jobId: string;
  readonly anchor: string;
  readonly link: Link | null;
  /** Sequence number of the newest operation whose data was applied; 0 before the first. */
  readonly sequence: number;
  /** Sequence numbers that have their log entry, newest last; what is older than the first kept is taken as logged too. */
  readonly logged: readonly number[];
  readonly claim: Claim | null;
  readonly escrow: Escrow | null;
  readonly waiting: WaitingReference | null;
  readonly held: Held | null;
  readonly resolved: ResolvedReference | null;
  /** Source anchors of the people whose reference waits for this person to get an account. */
  readonly waitedForBy: readonly string[];
  readonly history: History;
  /** Which restart this state knows of: what is older than the job's own is forgotten (`Generation`). */
  readonly generation: Generation;
  /** The newest data received, as sent; `null` while the person is only waited for. */
  readonly data: JsonObject | null;
}

/** Where the newest log entries of a person lie: their history is read without looking through everybody's. */
export interface History {
  /** Row keys of packs in the person's shard, newest first. */
  readonly packs: readonly string[];
  /** Whether these are all there ever were. */
  readonly all: boolean;
}

/**
 * A restart can forget every link or every escrow of a job in one write: it moves the job's number, and whatever carries
 * a lower one counts as gone.
 */
export interface Generation {
  readonly links: number;
  readonly escrows: number;
}

/** Before the first restart. */
export const FIRST_GENERATION: Generation = { links: 0, escrows: 0 };

export interface StoredPerson {
  readonly person: Person;
  /** The version of the row that writes are conditional on; `undefined`: there is no row yet. */
  readonly etag: string | undefined;
  /** What the row holds at that version; `person` may be ahead of it. */
  readonly saved: Person;
}

export interface PeopleStore {
  shardOf(anchor: string): number;
  /** The people named, each with the version to write against; one that is not known yet comes back empty. */
  load(jobId: string, anchors: readonly string[]): Promise<Map<string, StoredPerson>>;
  /** Source anchors of one shard behind `after`, in order. */
  anchors(jobId: string, shard: number, after: string | null, most: number): Promise<readonly string[]>;
  /** Everyone of the job, shard by shard; for lists and re-evaluation, not for the hot path. */
  all(jobId: string): AsyncIterable<StoredPerson>;
}

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

export function newPerson(jobId: string, anchor: string): Person {
  return {
    jobId,
    anchor,
    link: null,
    sequence: 0,
    logged: [],
    claim: null,
    escrow: null,
    waiting: null,
    held: null,
    resolved: null,
    waitedForBy: [],
    history: { packs: [], all: true },
    generation: FIRST_GENERATION,
    data: null,
  };
}

function unknownPerson(jobId: string, anchor: string): StoredPerson {
  const person = newPerson(jobId, anchor);
  return { person, etag: undefined, saved: person };
}

/** The person as the job's generation leaves it. */
export function sinceRestart(person: Person, { links, escrows }: Generation): Person {
  const forgetLink = person.generation.links < links;
  const forgetEscrow = person.generation.escrows < escrows;
  if (!forgetLink && !forgetEscrow) return person;
  return {
    ...person,
    generation: { links, escrows },
    ...(forgetLink && { link: null, resolved: null }),
    ...(forgetEscrow && { escrow: null }),
  };
}

/** Whether the person knows of a newer restart than whoever asks: the job has been reset since that one looked. */
export function isAhead({ generation }: Person, { links, escrows }: Generation): boolean {
  return generation.links > links || generation.escrows > escrows;
}

const PEOPLE = 'p';
const personKey = (anchor: string) => joinKey(PEOPLE, keyPart(anchor));

/**
 * A shard is read row by row up to this many people, and as one range beyond: ranges are one call for many people, but
 * cost the service a look at every row between the first and the last.
 */
const MOST_POINT_READS = 2;

/** A range that brings this many rows more than were wanted is given up for point reads. */
const MOST_STRANGERS = 1_000;

export function createPeopleStore(table: Table): PeopleStore {
  async function loadShard(jobId: string, shard: number, anchors: readonly string[], found: Map<string, StoredPerson>) {
    const missing = new Set(anchors);
    const take = (row: Row) => {
      const stored = toPerson(jobId, row);
      if (missing.delete(stored.person.anchor)) found.set(stored.person.anchor, stored);
    };
    const partitionKey = peoplePartition(jobId, shard);
    if (anchors.length > MOST_POINT_READS) {
      const keys = anchors.map(personKey).sort();
      let strangers = -anchors.length;
      for await (const row of table.query({
        partitionKey,
        from: keys[0] ?? '',
        to: keysUnder(keys.at(-1) ?? '').from,
      })) {
        take(row);
        strangers += 1;
        if (strangers > MOST_STRANGERS) break;
      }
      if (strangers <= MOST_STRANGERS) return;
    }
    await Promise.all(
      [...missing].map(async (anchor) => {
        const row = await table.get(partitionKey, personKey(anchor));
        if (row !== undefined) take(row);
      }),
    );
  }

  return {
    shardOf,
    async load(jobId, anchors) {
      const found = new Map<string, StoredPerson>();
      const shards = groupBy(new Set(anchors), shardOf);
      await Promise.all([...shards].map(([shard, members]) => loadShard(jobId, shard, members, found)));
      for (const anchor of anchors) {
        if (!found.has(anchor)) found.set(anchor, unknownPerson(jobId, anchor));
      }
      return found;
    },
    async anchors(jobId, shard, after, most) {
      const partitionKey = peoplePartition(jobId, shard);
      const range = { ...keysUnder(PEOPLE), ...(after !== null && { from: keysUnder(personKey(after)).from }) };
      const anchors: string[] = [];
      for await (const row of table.query({ partitionKey, ...range, select: ['anchor'], pageSize: most })) {
        anchors.push(String(row.properties.anchor));
        if (anchors.length === most) break;
      }
      return anchors;
    },
    async *all(jobId) {
      for (let shard = 0; shard < SHARDS; shard += 1) {
        const partitionKey = peoplePartition(jobId, shard);
        for await (const row of table.query({ partitionKey, ...keysUnder(PEOPLE) })) yield toPerson(jobId, row);
      }
    },
  };
}

/** The whole row. */
export function personEntity(person: Person): Entity {
  const { data } = person;
  return { ...stateEntity(person), ...(data !== null && packInto('data', data)) };
}

/** The row without the data, to be merged over one that has it already: most of what is written of a person never changes. */
export function stateEntity({ data: _, ...person }: Person): Entity {
  const { jobId, anchor, ...state } = person;
  return {
    partitionKey: peoplePartition(jobId, shardOf(anchor)),
    rowKey: personKey(anchor),
    anchor,
    state: JSON.stringify(state),
  };
}

/** Older code wrote no history. */
type WrittenState = Omit<Person, 'jobId' | 'anchor' | 'data' | 'history'> & Partial<Pick<Person, 'history'>>;

function toPerson(jobId: string, row: Row): StoredPerson {
  const { anchor, state } = row.properties;
  const { history, ...written } = JSON.parse(String(state)) as WrittenState;
  const person = {
    ...written,
    history: history ?? { packs: [], all: false },
    jobId,
    anchor: String(anchor),
    data: (unpackFrom('data', row.properties) as JsonObject | undefined) ?? null,
  };
  return { person, etag: row.etag, saved: person };
}

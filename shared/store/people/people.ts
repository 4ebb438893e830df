/** What a job knows of each person, as everything reads it; `personRow.ts` tells where it lies and how. */
import type { RefusedReference } from '../../engine/job/refusedReference';
import { NOTHING_OWED, type Owed, type Paid } from '../../engine/person/owed';
import { NO_RECORD, type PersonRecord } from '../../engine/person/record';
import type { Failure } from '../../errors';
import { hashOf } from '../rows/keys';

/** The person's account in the target. */
export interface Link {
  readonly targetAnchor: string;
  /** What logs call the account: its UPN, userName or DN. */
  readonly reportableIdentifier: string;
  readonly displayName: string;
  /**
   * Whether the account is enabled, as last written with success to a target that does not say so itself (spec/payload.md
   * 5.5); absent where nothing was written, or the target says.
   */
  readonly enabled?: boolean;
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
  /** When the last attempt failed; absent in rows of older code. */
  readonly failedAt?: number;
  /** A retry failed, and not only uploads that came by. */
  readonly retried?: boolean;
  /** Since when the retry waits for its turn at a target that throttles; absent: it does not. */
  readonly turnSince?: number;
  /** What failed was a deletion that the guard had released, or an administrator allowed: it is not held again. */
  readonly released?: boolean;
  /** What is to be tried again takes access away: the retry travels in the first lane. */
  readonly ahead?: true;
}

/** A reference that is still to be written: its person has no account yet, or the target refused it. */
export interface WaitingReference {
  readonly attribute: string;
  /** Source anchor of the person it points to; `null`: it is to be taken away, which the target refused. */
  readonly anchor: string | null;
  /** Absent: it waits for its person's account. */
  readonly refused?: RefusedReference;
}

/** References of a person that wait at a time, one an attribute; of more, the next upload finds what is left. */
export const MOST_WAITING = 8;

/** A delete or disable that the guard against accidental deletion holds (design, I5). */
export interface Held {
  readonly since: number;
  readonly cycleId: string;
  /** The operation it belongs to, answered when it runs; `null` when a retry or a new evaluation came to it. */
  readonly operation: HeldOperation | null;
  /** The guard tripped: logged as `stagedDelete`, and waiting for an administrator. */
  readonly staged: boolean;
  /** What the account is to lose, and why (`deletionWish.ts`). Absent in rows of older code. */
  readonly action?: 'disable' | 'delete';
  readonly reason?: string;
}

export interface HeldOperation {
  readonly sequence: number;
  readonly uploadFirst: number;
  readonly acceptedAt: number;
  readonly bulkId: string;
  /** It travels in the first lane. */
  readonly ahead?: true;
}

/**
 * A reference as last written: saves looking up an unchanged manager at every upload. It is dropped when that person gets
 * another account: an index row finds everybody who refers to the person (`references.ts`).
 */
export interface ResolvedReference {
  readonly attribute: string;
  /** Source anchor of the person it points to. */
  readonly anchor: string;
  readonly targetAnchor: string;
  /** The account is one that another job of the same directory has made: it is looked up each time. */
  readonly elsewhere?: boolean;
}

/**
 * Writes that the target answered with success and that are not known to have taken, by target attribute
 * (`pipeline/person/writeMemory.ts`).
 */
export interface Writes {
  /** The account was seen without the value: a hash of what was written over what. */
  readonly untaken?: Readonly<Record<string, string>>;
  /** Nobody has looked. */
  readonly unseen?: readonly string[];
}

export interface Person extends PersonRecord {
  readonly jobId: string;
  readonly anchor: string;
  readonly link: Link | null;
  /** Out of scope when last looked at: all that was ever said flows when the person comes back (spec/payload.md 2). */
  readonly outOfScope: boolean;
  /** Leaving the scope took the account's access, and it has not been given back: who comes back gets it (decision 0035). */
  readonly disabledByScope?: boolean;
  /** Sequence numbers that have their log entry, newest last; what is older than the first kept is taken as logged too. */
  readonly logged: readonly number[];
  readonly claim: Claim | null;
  readonly escrow: Escrow | null;
  /** One an attribute, `MOST_WAITING` at most. */
  readonly waiting: readonly WaitingReference[];
  readonly held: Held | null;
  /** An administrator rejected the deletion that was held: only what says so again, or a new evaluation, asks for it anew. */
  readonly rejected?: boolean;
  /** One an attribute. */
  readonly resolved: readonly ResolvedReference[];
  /**
   * Since when the person's account is another one than before, or gone, milliseconds since the epoch: whoever refers to
   * the person is to be told. Absent: everybody has been.
   */
  readonly moved?: number;
  /** Hash of the target anchor that the person had when the link was forgotten: that account is left alone, and others may refer to it. */
  readonly formerly?: string;
  /** Source anchors of the people whose reference waits for this person to get an account. */
  readonly waitedForBy: readonly string[];
  readonly history: History;
  /** Which restart this state knows of: what is older than the job's own is forgotten (`Generation`). */
  readonly generation: Generation;
  /** What was said and is not carried out yet. */
  readonly owed: Owed;
  /** What was owed and is paid; `null` where nothing was. */
  readonly paid: Paid | null;
  /** Absent: there are none, as in rows of older code. */
  readonly writes?: Writes;
  /** How many entries of the log outlets were to be told of; absent: none. */
  readonly told?: number;
  /** When the newest upload that names the person was accepted, milliseconds since the epoch; absent in rows of older code. */
  readonly namedAt?: number;
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

export function newestOf(one: Generation, other: Generation): Generation {
  return { links: Math.max(one.links, other.links), escrows: Math.max(one.escrows, other.escrows) };
}

export interface StoredPerson {
  readonly person: Person;
  /** The version of the row that writes are conditional on; `undefined`: there is no row yet. */
  readonly etag: string | undefined;
  /** What the row holds at that version; `person` may be ahead of it. */
  readonly saved: Person;
  /** The record of `saved` as the row spells it; absent where it is not known, or there is none. */
  readonly savedText?: string | undefined;
}

export function newPerson(jobId: string, anchor: string): Person {
  return {
    jobId,
    anchor,
    link: null,
    outOfScope: false,
    logged: [],
    claim: null,
    escrow: null,
    waiting: [],
    held: null,
    resolved: [],
    waitedForBy: [],
    history: { packs: [], all: true },
    generation: FIRST_GENERATION,
    owed: NOTHING_OWED,
    paid: null,
    ...NO_RECORD,
  };
}

/**
 * The person forgotten (spec/payload.md 1.7). The number, and what was answered, stay: an operation that comes once more
 * finds its answer and revives nobody. Who waits for the person is others' concern, and stays too.
 */
export function forgotten(person: Person): Person {
  const { jobId, anchor, sequence, logged, waitedForBy, history, generation, moved, told } = person;
  const formerly = person.link === null ? person.formerly : hashOf(person.link.targetAnchor);
  return {
    ...newPerson(jobId, anchor),
    ...{ sequence, logged, waitedForBy, history, generation },
    ...(moved !== undefined && { moved }),
    ...(told !== undefined && { told }),
    ...(formerly !== undefined && { formerly }),
  };
}

/** The person as the job's generation leaves it. */
export function sinceRestart(person: Person, { links, escrows }: Generation): Person {
  const forgetLink = person.generation.links < links;
  const forgetEscrow = person.generation.escrows < escrows;
  if (!forgetLink && !forgetEscrow) return person;
  // What did not take is tried again, whatever the restart is for.
  const { writes: _, formerly, ...known } = person;
  return {
    ...known,
    generation: { links, escrows },
    ...(forgetLink ? { link: null, resolved: [] } : formerly !== undefined && { formerly }),
    ...(forgetEscrow && { escrow: null }),
    waiting: person.waiting.map(anew),
    ...(person.held === null && { owed: NOTHING_OWED }), // everybody is evaluated anew
  };
}

/** What the target refused is tried as if it never had. */
function anew({ attribute, anchor }: WaitingReference): WaitingReference {
  return { attribute, anchor };
}

/** Whether the person knows of a newer restart than whoever asks: the job has been reset since that one looked. */
export function isAhead({ generation }: Person, { links, escrows }: Generation): boolean {
  return generation.links > links || generation.escrows > escrows;
}

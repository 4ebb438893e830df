/** What is known of one person's writeback: what was written, what is to be looked at again, and what stopped it. */
import type { Value } from '../../value';

export interface WritebackState {
  readonly anchor: string;
  /** The account that the values are of. */
  readonly targetId: string;
  /** The newest entry of the person that was looked at; 0: none. */
  readonly told: number;
  /** Counts changes: the sequence of the person's events, and what a mark names. */
  readonly revision: number;
  /** When values last changed, milliseconds; 0: never. */
  readonly changedAt: number;
  /** By HR attribute. */
  readonly written: Readonly<Record<string, Written>>;
  /** What HR is to hold, where it is fetched; by HR attribute, `null` to be cleared. */
  readonly values: Readonly<Record<string, Value>>;
  /** What was written within a day, oldest first. */
  readonly recent: readonly Recent[];
  readonly parked: Parked | null;
  /** HR attributes that the account has no value for. */
  readonly missing: readonly string[];
  /** By HR attribute: why it gives no value. */
  readonly faults: Readonly<Record<string, string>>;
  readonly again: NextLook;
  /** Why the account could not be read when it was last tried. */
  readonly unread: string | null;
  /** Key of the person's last event, where events are sent. */
  readonly lastEvent: string | null;
  /** Id of the HR user, once it was found. */
  readonly hrId: string | null;
  /** What the account holds at the next look is noted as written, and not sent. */
  readonly isBaseline: boolean;
}

/** That a value was written, or is on its way; never the value. */
export interface Written {
  readonly hash: string;
  /** Milliseconds. */
  readonly at: number;
  /** The event that says so. */
  readonly event?: string;
  /** That event was given up: the value counts as not written. */
  readonly failed?: true;
}

export interface Recent {
  readonly name: string;
  readonly at: number;
  readonly value: Value;
}

/** The same attribute was written too often: nothing more is, until an administrator says so. */
export interface Parked {
  readonly at: number;
  readonly name: string;
  /** Oldest first; the last one was not written any more. */
  readonly seen: readonly Value[];
}

/** When the account is read again, whatever is heard of it. */
export interface NextLook {
  /** What the waits count from, milliseconds. */
  readonly since: number;
  /** How many of the waits are over; as many as there are: only the refresh is left. */
  readonly step: number;
  readonly at: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After a change, for what others fill in later, such as a mailbox. */
export const WAITS_MS: readonly number[] = [15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];

/** Somebody of whom nothing was written yet, to be looked at now. */
export function newState(anchor: string, targetId: string, now: number): WritebackState {
  return {
    anchor,
    targetId,
    told: 0,
    revision: 0,
    changedAt: 0,
    written: {},
    values: {},
    recent: [],
    parked: null,
    missing: [],
    faults: {},
    again: { since: now, step: WAITS_MS.length, at: now },
    unread: null,
    lastEvent: null,
    hrId: null,
    isBaseline: false,
  };
}

/** The same person, to be looked at now. */
export function lookNow(state: WritebackState, now: number, isBaseline = state.isBaseline): WritebackState {
  return { ...state, isBaseline, again: { since: now, step: WAITS_MS.length, at: now } };
}

/** The account could not be read: its turn comes again. */
export function notRead(state: WritebackState, why: string, now: number): WritebackState {
  return { ...state, unread: why, again: { ...state.again, at: now + (WAITS_MS[0] ?? 0) } };
}

/** The event was given up: what it said counts as not written. */
export function givenUp(state: WritebackState, event: string): WritebackState {
  return changeWritten(state, event, (written) => ({ ...written, failed: true }));
}

/** The event is to be sent once more. */
export function sentAgain(state: WritebackState, event: string): WritebackState {
  return changeWritten(state, event, ({ failed: _, ...written }) => written);
}

function changeWritten(state: WritebackState, event: string, change: (written: Written) => Written): WritebackState {
  const written = Object.entries(state.written).map(
    ([name, one]) => [name, one.event === event ? change(one) : one] as const,
  );
  return { ...state, written: Object.fromEntries(written) };
}

/** An administrator says that the person's writeback is to go on: from now, as if nothing had been written within the day. */
export function unparked(state: WritebackState, now: number): WritebackState {
  return lookNow({ ...state, parked: null, recent: [] }, now);
}

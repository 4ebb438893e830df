/**
 * A reference that the target refused: when it is tried again. It has a ladder of its own, that of escrows (`escrow.ts`), or
 * while the target is away that of an outage (`targetOutage.ts`), and never fails the person whose reference it is. What
 * asks for it anew, an upload or a new account of whom it refers to, need not wait for the next rung, but may neither try it
 * more than three times in a minute nor eight times between two rungs: a target that refuses for good is left in peace,
 * however many uploads repeat themselves.
 */
import type { Failure, FailureCode } from '../../errors';
import { escrowAfter, isPersonGivenUp, type RetrySchedule } from './escrow';
import { freedFrom, isOutOfReach } from './targetOutage';

export interface RefusedReference {
  readonly code: FailureCode;
  /** In the target's words. */
  readonly message: string;
  /** Tries that were refused so far. */
  readonly attempts: number;
  /** Milliseconds since the epoch, as all times here. */
  readonly firstAt: number;
  readonly nextAttempt: number;
  /** When it was tried since the last rung, oldest first. */
  readonly tries: readonly number[];
  /** Target anchor of the account that was to be referred to; `null`: the reference was to be taken away. */
  readonly to: string | null;
}

const MOST_A_MINUTE = 3;
const MOST_A_RUNG = 8;
const MINUTE_MS = 60_000;

/** A row has 64 KiB for all that is known of a person but the record. */
const LONGEST_MESSAGE = 400;

/** @param isAskedFor something new asks for it: it need not wait for its rung */
export function mayTryReference({ nextAttempt, tries }: RefusedReference, now: number, isAskedFor: boolean): boolean {
  const isNext = now >= nextAttempt;
  const lately = tries.filter((at) => now - at < MINUTE_MS).length;
  return lately < MOST_A_MINUTE && (isNext || (isAskedFor && tries.length < MOST_A_RUNG));
}

/**
 * @param to the account that was to be referred to
 * @param previous what the person's row says of an earlier refusal of this attribute
 * @param now when it was tried
 * @param retryAfterMs how long the target asks to be left alone, if it does
 */
export function refusedAgain(
  failure: Failure,
  to: string | null,
  previous: RefusedReference | undefined,
  now: number,
  schedule: RetrySchedule,
  retryAfterMs = 0,
): RefusedReference {
  const isSame = previous !== undefined && previous.to === to;
  const before = isSame
    ? { failure, firstFailureAt: previous.firstAt, attempts: previous.attempts, nextAttempt: previous.nextAttempt }
    : null;
  const { attempts, firstFailureAt, nextAttempt: rung } = escrowAfter(failure, before, now, schedule, { retryAfterMs });
  const { code, message } = failure;
  const freed = Math.max(freedFrom({ firstFailureAt, failedAt: now }), now + retryAfterMs);
  const nextAttempt = isOutOfReach(code) ? Math.min(rung, freed) : rung;
  // Whoever it refers to: it is the same call to the same target.
  const isNewRung = previous === undefined || now >= previous.nextAttempt;
  const kept = isNewRung ? previous?.tries.filter((at) => now - at < MINUTE_MS) : previous.tries;
  const tries = [...(kept ?? []), now].slice(-MOST_A_RUNG);
  return { code, message: cut(message), attempts, firstAt: firstFailureAt, nextAttempt, tries, to };
}

/** Whether it is left alone from here on, until the next upload. */
export function isReferenceGivenUp({ firstAt }: RefusedReference, now: number, schedule: RetrySchedule): boolean {
  return isPersonGivenUp({ firstFailureAt: firstAt }, now, schedule);
}

function cut(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  return `${[...message].slice(0, LONGEST_MESSAGE - 1).join('')}…`; // never half a character
}

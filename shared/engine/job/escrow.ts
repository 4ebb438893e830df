/**
 * When a failed person is tried again (spec/engine.md 7.3, 7.4). Trouble of the moment is retried within minutes to
 * 40 minutes; trouble with the data or the mapping climbs the documented ladder, counted from the first failure.
 */
import { type Failure, failureCategory } from '../../errors';

export interface Escrowed {
  readonly failure: Failure;
  readonly firstFailureAt: number;
  /** Attempts that failed so far. */
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly nextAttempt: number;
  /** When the last attempt failed; absent in rows of older code. */
  readonly failedAt?: number;
  /** A retry failed, and not only uploads that came by; absent: none did, or older code wrote the row. */
  readonly retried?: boolean;
}

/** What else is known of an attempt that failed. */
export interface Setback {
  /** How long the target asks to be left alone, if it does. */
  readonly retryAfterMs?: number | undefined;
  /** Whether it was a retry. */
  readonly isRetry?: boolean;
}

export interface RetrySchedule {
  /** Waits after the 1st, 2nd, … failure of the moment, milliseconds; the last one repeats. */
  readonly transientMs: readonly number[];
  /** Retries after the first failure, counted from it, milliseconds; then once every `dailyMs`. */
  readonly ladderMs: readonly number[];
  readonly dailyMs: number;
  /** How long after its first failure somebody is retried for the last time. */
  readonly giveUpMs: number;
  /** How long somebody waits for a turn with a target that throttles before that is told as a failure. */
  readonly throttledMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** "in about 40 minutes" for trouble of the moment, 6, 12 and 24 hours and then daily for the rest. */
export const DOCUMENTED_SCHEDULE: RetrySchedule = {
  transientMs: [1 * MINUTE, 5 * MINUTE, 40 * MINUTE],
  ladderMs: [6 * HOUR, 12 * HOUR, 24 * HOUR],
  dailyMs: 24 * HOUR,
  giveUpMs: 28 * 24 * HOUR,
  // A first load of a million people with their managers takes Graph's quota of writes 28 hours.
  throttledMs: 48 * HOUR,
};

/** @param previous the escrow the person was in before this attempt failed */
export function escrowAfter(
  failure: Failure,
  previous: Escrowed | null,
  now: number,
  schedule: RetrySchedule = DOCUMENTED_SCHEDULE,
  { retryAfterMs = 0, isRetry = false }: Setback = {},
): Escrowed {
  const attempts = (previous?.attempts ?? 0) + 1;
  const firstFailureAt = previous?.firstFailureAt ?? now;
  const planned = endsForEverybody(failure)
    ? now + (schedule.transientMs[Math.min(attempts, schedule.transientMs.length) - 1] ?? 0)
    : nextRung(firstFailureAt, now, schedule);
  // A rung may lie seconds ahead when an upload failed just before it: never retry at once.
  const earliest = now + Math.max(retryAfterMs, MINUTE);
  const nextAttempt = Math.max(planned, earliest);
  const retried = isRetry || previous?.retried === true;
  return { failure, firstFailureAt, attempts, failedAt: now, nextAttempt, ...(retried && { retried }) };
}

/** What the log says of it. */
export function nextTry({ failure, nextAttempt }: Escrowed): string {
  // What refuses one refuses all: the job is in quarantine by now.
  if (failureCategory(failure.code) === 'credentials') {
    return "It is retried when the job leaves quarantine, or with the person's next upload.";
  }
  return `It is retried at ${new Date(nextAttempt).toISOString()}, or with the person's next upload.`;
}

/**
 * Trouble of the moment, and trouble of the whole job: that quarantines it, and whoever it hit is tried again as soon as
 * the quarantine ends, not hours later.
 */
function endsForEverybody({ code }: Failure): boolean {
  const category = failureCategory(code);
  return category === 'transient' || category === 'credentials';
}

/** Whether somebody who failed again is left alone from here on, until the next upload. */
export function isPersonGivenUp(
  { firstFailureAt }: Pick<Escrowed, 'firstFailureAt'>,
  now: number,
  { giveUpMs }: RetrySchedule = DOCUMENTED_SCHEDULE,
): boolean {
  return now - firstFailureAt >= giveUpMs;
}

/**
 * The first rung that lies ahead, not the one of the number of attempts: a person whose every upload fails must not
 * climb to the top, out of reach of the retries, within a day.
 */
function nextRung(firstFailureAt: number, now: number, { ladderMs, dailyMs }: RetrySchedule): number {
  const elapsed = now - firstFailureAt;
  const rung = ladderMs.find((ms) => ms > elapsed);
  if (rung !== undefined) return firstFailureAt + rung;
  const last = ladderMs.at(-1) ?? 0;
  const days = Math.floor((elapsed - last) / dailyMs) + 1;
  return firstFailureAt + last + days * dailyMs;
}

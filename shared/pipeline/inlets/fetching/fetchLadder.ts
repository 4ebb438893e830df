/** When a person who could not be fetched is fetched again: eight tries within 24 hours (spec/hands.md 3.6, step 5). */
import { type Outcome, parked } from '../outcome';

const MINUTE_MS = 60_000;
/** From each try to the next. */
const PAUSES_MS = [1, 5, 15, 60, 240, 480, 600].map((minutes) => minutes * MINUTE_MS);

/** @param tries that failed before this one */
export function afterFailure(tries: number, now: number, message: string): Outcome {
  const pauseMs = PAUSES_MS[tries];
  if (pauseMs === undefined) return parked('FetchFailed', `${message} Tried ${tries + 1} times; the last was this.`);
  return { kind: 'later', due: now + pauseMs, reason: { code: 'FetchFailed', message }, isTry: true };
}

const FIRST_BREAK_MS = 30_000;
const LONGEST_BREAK_MS = 15 * MINUTE_MS;

/**
 * How long nobody is fetched when the HR system asks for a break and does not say how long.
 *
 * @param throttled how often in a row it has asked before
 */
export function breakMs(throttled: number): number {
  return Math.min(LONGEST_BREAK_MS, FIRST_BREAK_MS * 2 ** Math.min(throttled, 20));
}

/** When what was not delivered is tried again, and when it is given up. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** After the try before: the example of the Standard Webhooks specification. */
export const WAITS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** Tries of an event whose receiver is in trouble: one, and one after each wait. */
const MOST_TRIES = WAITS_MS.length + 1;
/** Tries of an event that its receiver refuses: it means this event, and will not mean it less tomorrow. */
const MOST_REFUSED = 3;
const SPREAD = 0.1;
/** A receiver that asks for more is not obeyed. */
const LONGEST_ASKED_MS = 24 * HOUR_MS;

/**
 * What a try came to. `gone`: the receiver wants nothing any more. `notYet`: this event cannot be taken now, and may be in hours:
 * an HR system refuses while somebody's approval is pending, or does not know the person yet.
 */
export type Verdict = 'delivered' | 'gone' | 'later' | 'notYet' | 'refused';

const LATER: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** @param status of the answer; `null`: there was none */
export function judgeAnswer(status: number | null): Verdict {
  if (status === null || status < 200) return 'later';
  if (status < 300) return 'delivered';
  if (status === 410) return 'gone';
  return status < 400 || status >= 500 || LATER.has(status) ? 'later' : 'refused';
}

/** @param tries so far, this one included */
export function isGivenUp(verdict: Verdict, tries: number): boolean {
  return tries >= (verdict === 'refused' ? MOST_REFUSED : MOST_TRIES);
}

/**
 * @param tries so far, from 1; beyond the schedule its last wait repeats
 * @param chance from 0 to 1: tries that failed together do not come back together
 * @param askedMs what `Retry-After` asked for
 * @returns milliseconds until the next one
 */
export function waitMs(tries: number, chance: number, askedMs = 0): number {
  const wait = WAITS_MS[Math.min(Math.max(1, tries), WAITS_MS.length) - 1] ?? 0;
  const spread = wait * (1 - SPREAD + 2 * SPREAD * chance);
  return Math.round(Math.max(spread, Math.min(askedMs, LONGEST_ASKED_MS)));
}

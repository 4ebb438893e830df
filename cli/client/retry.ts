/** When a call that failed is made again (spec/hands.md 1.2). Pure. */

export const TRIES = 6;
const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const SPREAD = 0.2;

/** Statuses that say "not now". */
export function isPassing(status: number): boolean {
  return status === 429 || (status >= 502 && status <= 504);
}

/**
 * @param failed tries that failed, from 1
 * @param chance from 0 up to 1
 * @returns milliseconds: what the service asks for, else half a second, doubling, within a fifth, 30 s at most
 */
export function delayMs(failed: number, retryAfterMs: number | undefined, chance: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  const middle = Math.min(FIRST_MS * 2 ** (failed - 1), LONGEST_MS);
  return Math.round(middle * (1 - SPREAD + 2 * SPREAD * chance));
}

/** @param header seconds, or a date (RFC 9110, 10.2.3) @returns `undefined` for what is neither */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** What the status of a vendor's answer means for the event, and when to come back (spec/hands.md 3.6, steps 4 and 5). */
import { parseInstant } from '../../engine/values/instant';
import type { HeaderReader } from '../signatures/request';

export type Judgement =
  | { readonly kind: 'notFound' }
  /** Our credentials, or what they may see: nobody is fetched until somebody has put it right. */
  | { readonly kind: 'credentials'; readonly message: string }
  /** `untilMs` since the epoch, where the vendor says; else the caller's own schedule. */
  | { readonly kind: 'wait'; readonly untilMs: number | null; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** @returns `undefined` for an answer that is to be read */
export function judgeStatus(status: number, headers: HeaderReader, now: number): Judgement | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 404 || status === 410) return { kind: 'notFound' };
  const message = `The vendor answered ${status}.`;
  if (status === 401 || status === 403) return { kind: 'credentials', message };
  if (status === 429 || status === 503) return { kind: 'wait', untilMs: untilOf(headers, now), message };
  if (status >= 300 && status < 400) return { kind: 'failed', message: `${message} Redirects are not followed.` };
  return { kind: 'failed', message };
}

/** `Retry-After` in seconds or as a date, else `X-RateLimit-Reset` in seconds from now or since the epoch. */
function untilOf(headers: HeaderReader, now: number): number | null {
  const retryAfter = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,7}$/.test(retryAfter)) return now + Number(retryAfter) * 1_000;
  const date = retryAfter === '' ? Number.NaN : Date.parse(retryAfter);
  if (Number.isFinite(date)) return Math.max(date, now);
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? '';
  if (/^\d{1,13}(?:\.\d+)?$/.test(reset)) return resetAt(Number(reset), now);
  const at = parseInstant(reset);
  return at === undefined ? null : Math.max(at, now);
}

/** Vendors send seconds to wait, seconds since the epoch or milliseconds since it: the sizes tell which. */
function resetAt(reset: number, now: number): number {
  if (reset < 1e8) return now + reset * 1_000;
  return Math.max(reset < 1e11 ? reset * 1_000 : reset, now);
}

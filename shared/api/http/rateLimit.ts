/**
 * Limits of so many requests in so much time, counted back from each request; one count for each key. Counted by this
 * instance alone: with several, each allows as much (docs/operations.md, "Rate limits").
 */
import type { Clock } from '../../ports';
import { tooManyRequests } from './graphError';

export interface Quota {
  readonly most: number;
  readonly windowMs: number;
}

export interface RateLimit {
  /** @returns 0 when the request may go on; otherwise after how many milliseconds one may, and it does not count */
  take(key: string): number;
}

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/**
 * Uploads to one job, by the name of a profile. The two documented rules disagree (spec/wire-contract.md 10.2): the reference page and the concept
 * page have the first, the newer troubleshooting page the second.
 */
export const UPLOAD_QUOTAS = {
  off: [],
  graph: [{ most: 40, windowMs: SECOND }],
  entra: [
    { most: 40, windowMs: 5 * SECOND },
    { most: 6_000, windowMs: DAY },
  ],
} satisfies Record<string, readonly Quota[]>;

/** Queries of the provisioning log by one application, Graph's limit for its reporting services (spec/wire-contract.md 2.12). */
const LOG_QUOTA: Quota = { most: 5, windowMs: 10 * SECOND };
export const LOG_QUOTAS = {
  off: [],
  graph: [LOG_QUOTA],
  entra: [LOG_QUOTA],
} satisfies Record<keyof typeof UPLOAD_QUOTAS, readonly Quota[]>;

/** A key costs a number for each request of its largest quota, and nothing when its windows have passed. */
export function createRateLimit(quotas: readonly Quota[], clock: Pick<Clock, 'now'>): RateLimit {
  const remembered = Math.max(0, ...quotas.map(({ most }) => most));
  const longestMs = Math.max(0, ...quotas.map(({ windowMs }) => windowMs));
  const keys = new Map<string, RecentTimes>();

  function timesOf(key: string, now: number): RecentTimes {
    const known = keys.get(key);
    if (known !== undefined) return known;
    for (const [other, times] of keys) if (now - times.back(1) >= longestMs) keys.delete(other);
    const times = recentTimes(remembered);
    keys.set(key, times);
    return times;
  }

  return {
    take(key) {
      if (remembered === 0) return 0;
      const now = clock.now();
      const times = timesOf(key, now);
      const waitMs = Math.max(...quotas.map(({ most, windowMs }) => times.back(most) + windowMs - now));
      if (waitMs > 0) return waitMs;
      times.add(now);
      return 0;
    },
  };
}

/** @throws {GraphError} 429 with a `Retry-After` in whole seconds, rounded up so that it is true */
export function requireTurn(limit: RateLimit, key: string): void {
  const waitMs = limit.take(key);
  if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / SECOND));
}

interface RecentTimes {
  add(at: number): void;
  /** The `count`-th newest, 1 being the newest; minus infinity when there were not so many. */
  back(count: number): number;
}

/** A ring: what is added to a full one takes the place of the oldest. */
function recentTimes(capacity: number): RecentTimes {
  const ring: number[] = [];
  let next = 0;
  return {
    add(at) {
      ring[next] = at;
      next = (next + 1) % capacity;
    },
    back: (count) => ring[(next - count + capacity) % capacity] ?? Number.NEGATIVE_INFINITY,
  };
}

/** A limit of so many requests in so much time, counted back from each request; one count for each key. */
import type { Clock } from '../ports';

export interface SlidingWindow {
  /** @returns 0 when the request may go on; otherwise after how many milliseconds one may, and it does not count */
  take(key: string): number;
}

/** Counted by this instance alone. */
export function createSlidingWindow(most: number, windowMs: number, clock: Pick<Clock, 'now'>): SlidingWindow {
  const taken = new Map<string, readonly number[]>();
  return {
    take(key) {
      const now = clock.now();
      const recent = (taken.get(key) ?? []).filter((at) => at > now - windowMs);
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= most) return oldest + windowMs - now;
      taken.set(key, [...recent, now]);
      return 0;
    },
  };
}

/** A bucket that holds `capacity` tokens and fills evenly, `capacity` of them in `windowMs`. */

export interface TokenBucket {
  /** Milliseconds until `count` tokens are there; 0: now. */
  waitMs(count: number): number;
  /** Takes tokens that are there. */
  take(count: number): void;
  /** Share of the capacity that is used up, 0 to 1. */
  used(): number;
}

export function createTokenBucket(capacity: number, windowMs: number, now: () => number): TokenBucket {
  let tokens = capacity;
  let filledAt = now();

  function fill(): void {
    const at = now();
    tokens = Math.min(capacity, tokens + ((at - filledAt) * capacity) / windowMs);
    filledAt = at;
  }

  return {
    waitMs(count) {
      fill();
      return Math.max(0, Math.ceil(((count - tokens) * windowMs) / capacity));
    },
    take(count) {
      fill();
      tokens -= count;
    },
    used() {
      fill();
      return 1 - tokens / capacity;
    },
  };
}

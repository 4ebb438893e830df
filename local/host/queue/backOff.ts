/** How long to leave an empty queue alone: short after work was seen, then twice as long each time, up to a maximum. */
export interface BackOff {
  /** Milliseconds to wait now; the next wait is longer. */
  next(): number;
  reset(): void;
}

export const SHORTEST_POLL_MS = 50;

export function createBackOff(longestMs: number): BackOff {
  let waitMs = SHORTEST_POLL_MS;
  return {
    next() {
      const now = Math.min(waitMs, longestMs);
      waitMs = Math.min(waitMs * 2, longestMs);
      return now;
    },
    reset() {
      waitMs = SHORTEST_POLL_MS;
    },
  };
}

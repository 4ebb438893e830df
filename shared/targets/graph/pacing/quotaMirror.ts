/**
 * Our image of one of the service's token buckets: so much in a window, filling evenly. The service's own is out of sight,
 * and others may drink from it, so ours keeps a reserve and is put right by what answers say.
 */

export interface Quota {
  readonly capacity: number;
  readonly windowMs: number;
}

export interface QuotaMirror {
  /** Milliseconds until `count` may be spent; 0: now. */
  waitMs(count: number): number;
  spend(count: number): void;
  /** What was spent has been answered, so that the service has counted it. */
  settle(count: number): void;
  /** More was counted than was thought: it is gone already. */
  spendUnasked(count: number): void;
  /** Share of the capacity that we believe is used, 0 to 1. */
  used(): number;
  /** The service tells the share that is used; above 1 when more was asked for than there is. */
  correct(usedShare: number): void;
  /** The service refuses for so long. */
  refused(forMs: number): void;
}

/** Never spent by us: it absorbs what others spend between two of our answers. */
export const RESERVE = 0.05;
/** After a refusal the bucket is taken to fill slower than documented: others share it, or it is smaller. */
const SLOWED = 0.75;
const SLOWEST = 0.125;
/** From `SLOWEST` back to the documented speed. */
const RECOVERY_MS = 5 * 60_000;

export function createQuotaMirror({ capacity, windowMs }: Quota, now: () => number): QuotaMirror {
  const reserve = capacity * RESERVE;
  let left = capacity;
  let speed = 1;
  let unanswered = 0;
  let refusedUntil = 0;
  let filledAt = now();

  const perMs = () => (capacity / windowMs) * speed;

  function fill(): void {
    const passed = now() - filledAt;
    filledAt += passed;
    left = Math.min(capacity, left + passed * perMs());
    speed = Math.min(1, speed + ((1 - SLOWEST) * passed) / RECOVERY_MS);
  }

  return {
    waitMs(count) {
      fill();
      const missingMs = Math.max(0, count + reserve - left) / perMs();
      return Math.ceil(Math.max(missingMs, refusedUntil - now()));
    },
    spend(count) {
      fill();
      left -= count;
      unanswered += count;
    },
    settle(count) {
      unanswered -= count;
    },
    spendUnasked(count) {
      fill();
      left -= count;
    },
    used() {
      fill();
      return 1 - left / capacity;
    },
    correct(usedShare) {
      fill();
      // What is under way may not be counted in the share yet; ours is only ever lowered, for time fills it by itself.
      left = Math.min(left, capacity * (1 - usedShare) - unanswered);
    },
    refused(forMs) {
      fill();
      if (refusedUntil <= now()) speed = Math.max(SLOWEST, speed * SLOWED); // once for all requests refused together
      refusedUntil = Math.max(refusedUntil, now() + forMs);
      left = Math.min(left, reserve - forMs * perMs()); // nothing saved up when the wait is over
    },
  };
}

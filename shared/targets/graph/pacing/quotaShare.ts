/** What this instance has been promised of a quota that others share (`sharedQuota.ts`), and what of it is left. */
import type { Quota } from './quotaMirror';
import type { Grant } from './sharedQuota';

export interface QuotaShare {
  /** Milliseconds until `count` may be spent, as far as can be told; 0: now. */
  waitMs(count: number): number;
  spend(count: number): void;
  /** What may be spent now and is promised for later. */
  inHand(): number;
  /** How much more is to be asked for; 0: nothing. @param waiting all that waits to be spent */
  wanted(waiting: number): number;
  add(grant: Grant): void;
}

/** Spent before anything is promised, and made up for by the next grant, which is asked for with the last of it: a lone change waits for nobody. */
const CREDIT = 1 / 1_000;
/** The next grant is asked for so long before the last one is used up. */
const AHEAD_MS = 500;
/** Whoever spends goes on: what was spent in about this time is asked for beyond what waits, so that storage is asked seldom. */
const LATELY_MS = 2_000;
/** What nobody wants is not saved up for longer: others may have been promised it again. */
const KEPT_MS = 10_000;

export function createQuotaShare({ capacity, windowMs }: Quota, now: () => number): QuotaShare {
  const credit = Math.ceil(capacity * CREDIT);
  let left = 0;
  let ahead: Grant[] = [];
  let endsAt = Number.NEGATIVE_INFINITY;
  /** Milliseconds for each, at the pace of the last grants. */
  let pace = windowMs / capacity;
  let wantedAt = now();
  let [spent, spentAt] = [0, now()];

  const spentLately = () => spent * Math.exp((spentAt - now()) / LATELY_MS);

  function mature(): void {
    const current = now();
    ahead = ahead.flatMap((grant) => {
      const ripe = Math.min(grant.count, Math.max(0, Math.floor((current - grant.from) / grant.msEach)));
      left += ripe;
      if (ripe === grant.count) return [];
      return [{ ...grant, from: grant.from + ripe * grant.msEach, count: grant.count - ripe }];
    });
    if (current - wantedAt > KEPT_MS) left = Math.min(left, 0);
  }

  const inHand = () => {
    mature();
    return left + ahead.reduce((sum, { count }) => sum + count, 0);
  };

  return {
    inHand,
    waitMs(count) {
      mature();
      let missing = count - left - credit;
      if (missing <= 0) return 0;
      for (const grant of ahead) {
        if (missing <= grant.count) return Math.max(1, Math.ceil(grant.from + missing * grant.msEach - now()));
        missing -= grant.count;
      }
      return Math.max(1, Math.ceil(Math.max(0, endsAt - now()) + missing * pace));
    },
    spend(count) {
      mature();
      left -= count;
      [spent, spentAt] = [spentLately() + count, now()];
    },
    wanted(waiting) {
      const missing = waiting - inHand();
      if (waiting > 0) wantedAt = now();
      return missing < credit || endsAt > now() + AHEAD_MS ? 0 : missing + Math.floor(spentLately());
    },
    add(grant) {
      mature();
      const end = grant.from + grant.count * grant.msEach;
      pace = Math.max(grant.msEach, (end - Math.max(endsAt, now())) / grant.count);
      endsAt = end;
      ahead.push(grant);
    },
  };
}

/**
 * What an application may still ask of a tenant (spec/wire-contract.md 7.5): resource units and writes, each mirrored, and
 * how the answers' headers put the mirrors right.
 *
 * Graph says how much is used only above 80 %, and not reliably; so the mirrors pace by the documented numbers on their
 * own, and what is said only ever slows them down.
 */
import { parseRetryAfter } from '../../kit/retryAfter';
import type { GraphAnswer } from '../call';
import type { TenantSize } from '../settings';
import type { Cost } from './cost';
import { createQuotaMirror, type Quota, type QuotaMirror } from './quotaMirror';

export interface Allowance {
  /** Milliseconds until this may be spent; 0: now. */
  waitMs(cost: Cost): number;
  spend(cost: Cost): void;
  /** Puts the mirrors right by the answer to something spent. @param answer `undefined` when none came */
  learn(cost: Cost, answer: GraphAnswer | undefined): void;
  /** Whether a quota is nearly used up, so that much under way at once would overshoot it. */
  isTight(): boolean;
  /**
   * Has more promised of quotas that are shared, where what waits needs it; what was asked for already is not asked for again.
   *
   * @returns resolves when it is promised, which need not be for now; `undefined` where nothing is to be asked for
   */
  replenish(waiting: Waiting): Promise<void> | undefined;
}

/** What waits for a turn. A write costs units too, when its turn comes. */
export interface Waiting {
  readonly unitsOfReads: number;
  readonly writes: number;
}

const UNITS_PER_10_SECONDS: Readonly<Record<TenantSize, number>> = { small: 3_500, medium: 5_000, large: 8_000 };
const WRITES_PER_150_SECONDS = 3_000;
const TIGHT = 0.8;
/** For a refusal that does not say how long it lasts. */
const UNSTATED_REFUSAL_MS = 10_000;

export interface Quotas {
  readonly units: Quota;
  readonly writes: Quota;
}

/** What Graph gives an application in a tenant of this size. */
export const quotasOf = (size: TenantSize): Quotas => ({
  units: { capacity: UNITS_PER_10_SECONDS[size], windowMs: 10_000 },
  writes: { capacity: WRITES_PER_150_SECONDS, windowMs: 150_000 },
});

/** As if nobody else spent of it. */
export function createAllowance(quotas: Quotas, now: () => number): Allowance {
  const units = createQuotaMirror(quotas.units, now);
  const writes = createQuotaMirror(quotas.writes, now);

  /** The header does not say which quota it speaks of: most likely of the one we believe to be fuller used. */
  const tightest = () => (writes.used() > units.used() ? writes : units);

  function refusedOnes(answer: GraphAnswer): readonly QuotaMirror[] {
    const limit = answer.header('x-ms-throttle-information');
    if (limit === 'WriteLimitExceeded') return [writes];
    if (limit === 'ResourceUnitLimitExceeded') return [units];
    return [units, writes];
  }

  return {
    waitMs: (cost) => Math.max(units.waitMs(cost.units), cost.writes === 0 ? 0 : writes.waitMs(cost.writes)),
    spend(cost) {
      units.spend(cost.units);
      writes.spend(cost.writes);
    },
    learn(cost, answer) {
      units.settle(cost.units);
      writes.settle(cost.writes);
      if (answer === undefined) return;
      if (answer.status === 429) {
        const forMs = parseRetryAfter(answer.header('retry-after'), now()) ?? UNSTATED_REFUSAL_MS;
        for (const mirror of refusedOnes(answer)) mirror.refused(forMs);
        return;
      }
      const unforeseen = Number(answer.header('x-ms-resource-unit')) - cost.units;
      if (unforeseen > 0) units.spendUnasked(unforeseen);
      const used = Number(answer.header('x-ms-throttle-limit-percentage'));
      if (used > 0) tightest().correct(used);
    },
    isTight: () => Math.max(units.used(), writes.used()) > TIGHT,
    replenish: () => undefined,
  };
}

/**
 * What an application may still ask of a tenant where other instances ask too: no more than its own mirrors afford, and no
 * more than this instance was promised of what all share.
 */
import type { Clock } from '../../../ports';
import { type Allowance, createAllowance, type Quotas, type Waiting } from './allowance';
import type { Cost } from './cost';
import { createQuotaShare } from './quotaShare';
import { type Grant, promise, type SharedQuotas } from './sharedQuota';

/** Before storage is asked again that did not answer. */
const PAUSE_MS = 1_000;
const PARTS = ['units', 'writes'] as const;

/** @param name of the quota: the same in every instance that spends of it */
export function createSharedAllowance(
  quotas: Quotas,
  name: string,
  { clock, quotas: shared }: { readonly clock: Clock; readonly quotas: SharedQuotas },
): Allowance {
  const now = () => clock.now();
  const alone = createAllowance(quotas, now);
  const shares = { units: createQuotaShare(quotas.units, now), writes: createQuotaShare(quotas.writes, now) };
  let underWay: Promise<void> | undefined;

  /** A write that has no turn yet needs no units yet: they would be saved up here while others wait for them. */
  function wanted({ unitsOfReads, writes }: Waiting): Cost {
    const goingSoon = Math.max(0, Math.min(writes, shares.writes.inHand()));
    return { units: shares.units.wanted(unitsOfReads + goingSoon), writes: shares.writes.wanted(writes) };
  }

  async function ask(more: Cost): Promise<void> {
    const parts = PARTS.filter((part) => more[part] > 0);
    let grants: (readonly [(typeof PARTS)[number], Grant])[] = [];
    try {
      await shared.change(name, (before) => {
        const promised = parts.map((part) => [part, promise(before[part], more[part], quotas[part], now())] as const);
        grants = promised.map(([part, { grant }]) => [part, grant]);
        return { ...before, ...Object.fromEntries(promised.map(([part, { fullAt }]) => [part, fullAt])) };
      });
    } catch {
      // Without storage nobody is promised anything, and who waits is given back in time: nothing can be claimed now either.
      await clock.sleep(PAUSE_MS);
      return;
    }
    for (const [part, grant] of grants) shares[part].add(grant);
  }

  return {
    ...alone,
    waitMs: (cost) =>
      Math.max(
        alone.waitMs(cost),
        shares.units.waitMs(cost.units),
        cost.writes === 0 ? 0 : shares.writes.waitMs(cost.writes),
      ),
    spend(cost) {
      alone.spend(cost);
      for (const part of PARTS) shares[part].spend(cost[part]);
    },
    replenish(waiting) {
      const more = wanted(waiting);
      if (underWay === undefined && PARTS.some((part) => more[part] > 0)) {
        underWay = ask(more).finally(() => {
          underWay = undefined;
        });
      }
      return underWay;
    },
  };
}

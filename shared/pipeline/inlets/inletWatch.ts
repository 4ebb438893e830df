/**
 * What this instance notices at an inlet's door, and tells its health row now and then: a flood of refused requests, or a
 * secret that is used a thousand times a minute, costs a write a minute or an hour.
 */
import type { Clock, Logger } from '../../ports';
import type { InletHealth, InletHealthStore } from '../../store/inlets/inletHealth';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { InletWatch } from '../inletPorts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURS_KEPT = 24;

export function createInletWatch(ports: {
  readonly inletHealth: InletHealthStore;
  readonly clock: Clock;
  readonly logger: Logger;
}): InletWatch {
  const { inletHealth, clock, logger } = ports;
  const rejections = new Map<string, { untold: number; toldAt: number }>();
  const usedAt = new Map<string, number>();
  const turns = new Map<string, { readonly minute: number; count: number }>();
  const idOf = ({ jobId, inlet }: InletPlace) => `${jobId} ${inlet}`;

  /** Nothing of what is only noticed keeps a delivery from being answered. */
  async function tell(place: InletPlace, change: (health: InletHealth) => InletHealth): Promise<void> {
    try {
      await inletHealth.change(place, change);
    } catch (error) {
      logger.warn('The health of an inlet could not be noted', { ...place, error: String(error) });
    }
  }

  return {
    async rejected(place) {
      const now = clock.now();
      const known = rejections.get(idOf(place)) ?? { untold: 0, toldAt: Number.NEGATIVE_INFINITY };
      rejections.set(idOf(place), known);
      known.untold += 1;
      if (now - known.toldAt < MINUTE_MS) return;
      const count = known.untold;
      Object.assign(known, { untold: 0, toldAt: now });
      await tell(place, (health) => withRejections(health, count, now));
    },
    async used(place, secretIds) {
      const now = clock.now();
      const fresh = secretIds.filter((id) => now - (usedAt.get(id) ?? Number.NEGATIVE_INFINITY) >= HOUR_MS);
      if (fresh.length === 0) return;
      for (const id of fresh) usedAt.set(id, now);
      const used = Object.fromEntries(fresh.map((id) => [id, now]));
      await tell(place, (health) => ({ ...health, secretsUsed: { ...health.secretsUsed, ...used } }));
    },
    takeTurn(place, perMinute) {
      const now = clock.now();
      const minute = Math.floor(now / MINUTE_MS);
      const known = turns.get(idOf(place));
      const turn = known?.minute === minute ? known : { minute, count: 0 };
      turns.set(idOf(place), turn);
      if (turn.count >= perMinute) return (minute + 1) * MINUTE_MS - now;
      turn.count += 1;
      return 0;
    },
  };
}

function withRejections(health: InletHealth, count: number, now: number): InletHealth {
  const hour = Math.floor(now / HOUR_MS);
  const recent = Object.entries(health.rejected).filter(([one]) => Number(one) > hour - HOURS_KEPT);
  const rejected = { ...Object.fromEntries(recent) };
  return { ...health, rejectedLast: now, rejected: { ...rejected, [hour]: (rejected[hour] ?? 0) + count } };
}

/** How many in the last 24 hours, to the hour. */
export function rejectedLately({ rejected }: InletHealth, now: number): number {
  const hour = Math.floor(now / HOUR_MS);
  return Object.entries(rejected).reduce(
    (sum, [one, count]) => (Number(one) > hour - HOURS_KEPT ? sum + count : sum),
    0,
  );
}

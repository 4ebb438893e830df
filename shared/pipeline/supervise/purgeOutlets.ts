/** The end of what is kept for outlets: events that were sent, those of outlets that are gone, and whatever is too much. */
import type { Needs } from '../ports';

type Ports = Needs<'clock' | 'logger' | 'jobs' | 'outlets' | 'outletEvents' | 'outbox' | 'news'>;

const DAY_MS = 24 * 60 * 60_000;
/** What was sent may be sent once more for so long. */
const KEPT_MS = 30 * DAY_MS;
/** Events that an outlet which takes none is kept; of more, the oldest are dropped. */
const MOST_KEPT = 1_000_000;
/** A worker that knows of outlets which are gone inserts pointers for a few seconds more. */
const STALE_MS = 10 * 60_000;

/** @param mostKept events kept for one outlet @returns how many rows, `most` at most */
export async function purgeOutlets(jobId: string, most: number, ports: Ports, mostKept = MOST_KEPT): Promise<number> {
  const { clock, outlets, outletEvents } = ports;
  const now = clock.now();
  const stored = await outlets.list(jobId);
  let removed = await purgeGone(jobId, most, ports);
  for (const { outlet } of stored) {
    if (removed < most) removed += await outletEvents.purge(outlet, now - KEPT_MS, most - removed);
    const dropped = await outletEvents.dropAbove(outlet, mostKept);
    if (dropped === 0) continue;
    ports.logger.warn('An outlet takes too little: its oldest events are dropped', {
      jobId,
      outlet: outlet.name,
      dropped,
    });
    await outlets.changeHealth(jobId, outlet.name, (health) => ({ ...health, dropped: health.dropped + dropped }));
  }
  if (stored.length > 0 || removed >= most) return removed;
  removed += await ports.outbox.purge(jobId, now - STALE_MS, most - removed);
  for (const news of await ports.news.list(jobId)) await ports.news.remove(jobId, news);
  return removed;
}

async function purgeGone(jobId: string, most: number, { outlets, outletEvents }: Ports): Promise<number> {
  let removed = 0;
  for (const id of await outlets.gone(jobId)) {
    if (removed >= most) break;
    removed += await outletEvents.purge({ jobId, id }, 'all', most - removed);
    if (removed < most) await outlets.forgetGone(jobId, id);
  }
  return removed;
}

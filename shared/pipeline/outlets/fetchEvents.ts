/**
 * Events of an outlet without an address, which somebody fetches. They count as taken when the next request names the places of
 * those that were handed out: whoever dies in between is handed the same events again.
 */
import type { EventPlace, FoundEvent } from '../../store/outlets/events';
import type { Outlet } from '../../store/outlets/outlets';
import { SHARDS } from '../../store/people/personRow';
import type { Needs } from '../ports';

type Ports = Needs<'clock' | 'outlets' | 'outletEvents'>;

const POLL_MS = 1_000;
/** Events handed out at once, and what their places may come to, characters: they travel in an address. */
const MOST_AT_ONCE = 50;
const MOST_CHARACTERS = 4_000;
const LANES: readonly number[] = Array.from({ length: SHARDS }, (_, lane) => lane);

/** @param taken places that the answer before named @param waitMs how long to wait for the first event */
export async function fetchEvents(
  outlet: Outlet,
  taken: readonly EventPlace[],
  waitMs: number,
  ports: Ports,
): Promise<readonly FoundEvent[]> {
  const { clock, outlets, outletEvents } = ports;
  for (const place of taken) {
    const found = await outletEvents.get(outlet, place);
    if (found?.event.state === 'open') await outletEvents.settle(outlet, found, { state: 'delivered' }, undefined);
  }
  const now = clock.now();
  await outlets.changeHealth(outlet.jobId, outlet.name, (health) => ({
    ...health,
    verified: true,
    askedAt: now,
    ...(taken.length > 0 && { lastSuccessAt: now }),
  }));
  for (const until = now + waitMs; ; await clock.sleep(POLL_MS)) {
    const events = await openEvents(outlet, ports);
    if (events.length > 0 || clock.now() >= until) return events;
  }
}

async function openEvents(outlet: Outlet, { outletEvents }: Ports): Promise<readonly FoundEvent[]> {
  const events: FoundEvent[] = [];
  let characters = 0;
  for (const lane of LANES) {
    for await (const open of outletEvents.open(outlet, lane)) {
      characters += open.key.length;
      if (events.length > 0 && characters > MOST_CHARACTERS) return events;
      const found = await outletEvents.get(outlet, open);
      if (found !== undefined) events.push(found);
      if (events.length === MOST_AT_ONCE) return events;
    }
  }
  return events;
}

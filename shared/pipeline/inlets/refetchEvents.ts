/**
 * People whom Muster itself wants to be fetched, as events of the inlet like any other: on a date that their data names, and
 * because somebody names them as a manager whom nobody knows yet (spec/hands.md 3.7).
 */
import { createHash } from 'node:crypto';
import type { InletEvent } from '../../store/inlets/inletEvents';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { Refetch } from '../../store/inlets/refetches';
import type { Needs } from '../ports';
import { announceEvent, EVENT_VERSION } from './eventMessages';

/** By why somebody is fetched. */
const TYPES: Readonly<Record<Refetch['why'], string>> = {
  date: 'muster.date',
  reference: 'muster.reference',
  again: 'muster.again',
};

/** Ours hold no body; whatever a sender calls its own has one. */
export function isOwnType({ type, body, part }: Pick<InletEvent, 'type' | 'body' | 'part'>): boolean {
  return type !== null && Object.values(TYPES).includes(type) && body.byteLength === 0 && part === null;
}

/** Whom this one refers to is fetched for it once, and not again because of that fetch. */
export const mayAskForOthers = (type: string) => type !== TYPES.again;

/** Once a row, however often this is called: the event is named after it. */
export async function openRefetch(
  place: InletPlace,
  refetch: Refetch,
  ports: Needs<'inletEvents' | 'refetches' | 'events' | 'clock' | 'logger'>,
): Promise<void> {
  const { person, due, why } = refetch;
  const now = ports.clock.now();
  const key = `muster-${why}-${createHash('sha256').update(`${due} ${person}`).digest('hex').slice(0, 32)}`;
  const event: InletEvent = {
    key,
    type: TYPES[why],
    person,
    receivedAt: now,
    state: 'open',
    reason: null,
    anchor: null,
    uploadFirst: null,
    headers: {},
    body: new Uint8Array(),
    part: null,
    askedAt: now,
    tries: 0,
    due: now,
    version: EVENT_VERSION,
  };
  const added = await ports.inletEvents.add(place, [event]);
  await ports.refetches.remove(place, refetch);
  if (added.length > 0) await announceEvent({ ...place, key }, now, ports);
}

/**
 * Word of an event that failed every try: the event is put off as one whose person could not be fetched is, so that nothing
 * repeats without end, and is parked in the end (I6). While storage does not answer, nothing is said of it: it stays open,
 * and the timer gives it out again.
 */
import type { Needs } from '../ports';
import { UnreadableMessage } from '../queue/messages';
import { type EventMessage, readEventMessage } from './eventMessages';
import { afterFailure } from './fetching/fetchLadder';
import { settle } from './outcome';

type Ports = Needs<'inletEvents' | 'events' | 'clock' | 'logger' | 'parked'>;

export async function handlePoisonedEvent(raw: unknown, ports: Ports): Promise<void> {
  const message = tryToRead(raw);
  if (typeof message === 'string') {
    ports.logger.error('A message could not be processed and is parked', { reason: message });
    await ports.parked.park(typeof raw === 'string' ? raw : JSON.stringify(raw), message);
    return;
  }
  const { key, ...place } = message;
  const stored = await ports.inletEvents.get(place, key);
  if (stored?.event.state !== 'open') return;
  ports.logger.error('An event fails whenever it is tried', { ...message });
  const why = 'Muster failed whenever it tried this event; its own log says more.';
  await settle(place, [{ stored, outcome: afterFailure(stored.event.tries, ports.clock.now(), why) }], ports);
}

/** @returns the message, or what is wrong with it */
function tryToRead(raw: unknown): EventMessage | string {
  try {
    return readEventMessage(raw);
  } catch (error) {
    if (error instanceof UnreadableMessage) return error.message;
    throw error;
  }
}

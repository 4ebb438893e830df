/** Word that an event is to be worked on: a hint, which the timer repeats where it was lost (spec/hands.md 3.6). */
import { isJsonObject } from '../../scim/json';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { Needs } from '../ports';
import { UnreadableMessage } from '../queue/messages';

export interface EventMessage extends InletPlace {
  readonly key: string;
}

const VERSION = 1;
/** Of an event as it is kept; another release may keep more. */
export const EVENT_VERSION = 1;

export function writeEventMessage({ jobId, inlet, key }: EventMessage): string {
  return JSON.stringify({ kind: 'event', jobId, inlet, key, version: VERSION });
}

/** @throws {UnreadableMessage} saying what is wrong with it */
export function readEventMessage(raw: unknown): EventMessage {
  const value = typeof raw === 'string' ? parse(raw) : raw;
  if (!isJsonObject(value)) throw new UnreadableMessage('The message is not a JSON object.');
  const { kind, jobId, inlet, key, version } = value;
  if (version !== VERSION) {
    throw new UnreadableMessage(`The message has version ${String(version)}; this code reads ${VERSION}.`);
  }
  if (kind !== 'event' || typeof jobId !== 'string' || typeof inlet !== 'string' || typeof key !== 'string') {
    throw new UnreadableMessage('The message names no event of an inlet.');
  }
  return { jobId, inlet, key };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableMessage('The message is not JSON.');
  }
}

/** Seven days is the longest a message may be hidden; the timer has the rest. */
const LONGEST_DELAY_SECONDS = 7 * 24 * 60 * 60;

/** @param dueAt when it is to be worked on, milliseconds since the epoch */
export async function announceEvent(
  message: EventMessage,
  dueAt: number,
  { events, clock, logger }: Needs<'events' | 'clock' | 'logger'>,
): Promise<void> {
  const delaySeconds = Math.min(LONGEST_DELAY_SECONDS, Math.max(0, Math.ceil((dueAt - clock.now()) / 1_000)));
  try {
    await events.send(writeEventMessage(message), { delaySeconds });
  } catch (error) {
    const { jobId, inlet, key } = message;
    logger.warn('Word of an event could not be sent; the timer sends it again', {
      jobId,
      inlet,
      key,
      error: String(error),
    });
  }
}

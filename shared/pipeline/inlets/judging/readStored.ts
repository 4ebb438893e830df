/** An event as it was kept, read with today's definition: whom it is about, and what is to be done. */
import type { InletDefinition } from '../../../inlets/definition';
import { type Consequence, consequenceOf } from '../../../inlets/events/effects';
import { type EventsVerdict, type InletEvent as ReadEvent, readEvents } from '../../../inlets/events/events';
import type { StoredEvent } from '../../../store/inlets/inletEvents';
import { EVENT_VERSION } from '../eventMessages';
import { readerOf } from '../keptHeaders';
import { ignored, type Outcome, parked } from '../outcome';
import { isOwnType } from '../refetchEvents';

/** What is to be done about a person because of an event. */
export interface Task {
  readonly stored: StoredEvent;
  readonly type: string;
  /** As the HR system names the person; `null` where the event does not, and holds the person whole. */
  readonly person: string | null;
  readonly consequence: Exclude<Consequence, { readonly kind: 'recorded' }>;
  /** When it happened, milliseconds since the epoch: as the sender says, and never later than it came. */
  readonly happenedAt: number;
  /** What mappings read as `event`. */
  readonly document: ReadEvent['document'];
}

export type Reading =
  | { readonly kind: 'task'; readonly task: Task }
  /** It tells of several people, or of nobody. */
  | { readonly kind: 'parts'; readonly parts: readonly ReadEvent[] }
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly type?: string; readonly person?: string | null };

/** @param whole the event whose body holds this one, where it is a part; `undefined`: it is gone */
export function readStored(definition: InletDefinition, stored: StoredEvent, whole: StoredEvent | undefined): Reading {
  const { event } = stored;
  if (event.version > EVENT_VERSION) {
    const message = `The event was kept by a newer release, as version ${event.version}; this code reads ${EVENT_VERSION}.`;
    return { kind: 'outcome', outcome: parked('UnknownInletVersion', message) };
  }
  if (isOwnType(event)) return ownTask(definition, stored);
  const source = event.part === null ? stored : whole;
  if (source === undefined) return unreadable('The event that held this one is gone.');
  const verdict = read(definition, source);
  if (!verdict.ok) return { kind: 'outcome', outcome: parked(verdict.code, verdict.message) };
  if (event.part !== null) {
    const part = verdict.events[event.part.index];
    return part === undefined
      ? unreadable('The event that held this one holds fewer, as the definition reads it now.')
      : judge(definition, stored, part);
  }
  const [only] = verdict.events;
  return only !== undefined && verdict.events.length === 1
    ? judge(definition, stored, only)
    : { kind: 'parts', parts: verdict.events };
}

const unreadable = (message: string): Reading => ({ kind: 'outcome', outcome: parked('Unreadable', message) });

const read = (definition: InletDefinition, { event: { headers, body } }: StoredEvent): EventsVerdict =>
  readEvents(definition, { headers: readerOf(headers), body });

const RECORDED: Readonly<Record<Extract<Consequence, { kind: 'recorded' }>['as'], readonly [string, string]>> = {
  deleted: ['Deleted', 'The person is gone there. A deletion disables nobody unless onDeleted says so.'],
  ping: ['Ping', 'The sender asked whether somebody is there.'],
  ignored: ['Ignored', 'The definition says that events of this type are of no interest.'],
  unknownType: ['UnknownType', 'The definition does not know events of this type: see "effects" of the inlet.'],
};

function judge(definition: InletDefinition, stored: StoredEvent, { type, person, at, document }: ReadEvent): Reading {
  const consequence = consequenceOf(definition, type);
  if (consequence.kind === 'recorded') {
    return { kind: 'outcome', outcome: ignored(...RECORDED[consequence.as]), type, person };
  }
  if (person === null && consequence.kind !== 'full') {
    const message = 'The event names nobody: see "event" of the inlet, which says where the person stands.';
    return { kind: 'outcome', outcome: parked('NoPerson', message), type, person };
  }
  const { receivedAt } = stored.event;
  const happenedAt = Math.min(at ?? receivedAt, receivedAt);
  return { kind: 'task', task: { stored, type, person, consequence, happenedAt, document } };
}

/** Somebody whom Muster itself wants to be fetched. */
function ownTask(definition: InletDefinition, stored: StoredEvent): Reading {
  const { type, person, receivedAt } = stored.event;
  if (type === null || person === null || definition.fetch === null) {
    return { kind: 'outcome', outcome: ignored('Ignored', 'Nobody is fetched by this inlet any more.') };
  }
  const consequence = { kind: 'fetch' } as const;
  return { kind: 'task', task: { stored, type, person, consequence, happenedAt: receivedAt, document: {} } };
}

export const codeOfUnknownType = RECORDED.unknownType[0];

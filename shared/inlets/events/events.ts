/** From a body that was proved to be the sender's to the events in it (spec/hands.md 3.6, step 2). */
import { parseInstant } from '../../engine/values/instant';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { EventShape, InletDefinition } from '../definition';
import type { Delivery } from '../signatures/request';
import { readBody } from './body';
import { fitsType } from './effects';
import { firstText, firstValue, partOf } from './paths';

export interface InletEvent {
  readonly type: string;
  /** The vendor's id of the person; `null` where the event names nobody. */
  readonly person: string | null;
  /** When it happened, as the sender says, in milliseconds since the epoch; `null` where it does not say. */
  readonly at: number | null;
  /** What mappings read as `event`. */
  readonly document: JsonObject;
}

export type EventsVerdict =
  | { readonly ok: true; readonly events: readonly InletEvent[] }
  /** Kept as a dead letter: the sender is who it says, and did its part. */
  | { readonly ok: false; readonly code: 'Unreadable' | 'WrongCompany'; readonly message: string };

export function readEvents(definition: InletDefinition, delivery: Delivery): EventsVerdict {
  const body = readBody(definition.event, delivery);
  if (!body.ok) return { ok: false, code: 'Unreadable', message: body.message };
  const events: InletEvent[] = [];
  for (const document of body.documents) {
    const stranger = unexpected(definition, document);
    if (stranger !== undefined) return { ok: false, code: 'WrongCompany', message: stranger };
    const found = eventsIn(definition.event.shapes, document);
    if (found === undefined) {
      const message = 'The body has none of the forms that the definition knows: see "event" of the inlet.';
      return { ok: false, code: 'Unreadable', message };
    }
    events.push(...found);
  }
  return { ok: true, events };
}

/** @returns what stands there instead, where it is not what the definition expects */
function unexpected({ expect }: InletDefinition, document: Json): string | undefined {
  for (const [path, wanted] of Object.entries(expect)) {
    const found = firstText([document], [path]);
    if (found !== wanted) return `${path} is ${found === null ? 'missing' : `"${found}"`}; expected "${wanted}".`;
  }
  return undefined;
}

function eventsIn(shapes: readonly EventShape[], document: Json): readonly InletEvent[] | undefined {
  for (const shape of shapes) {
    const elements = elementsOf(shape, document);
    if (elements === undefined) continue;
    const events = elements.map((element) => readEvent(shape, element, document));
    if (events.every((event) => event !== undefined)) return events;
  }
  return undefined;
}

function elementsOf({ list }: EventShape, document: Json): readonly JsonObject[] | undefined {
  if (list === null) return isJsonObject(document) ? [document] : undefined;
  const found = partOf(document, list);
  if (!Array.isArray(found) || found.length === 0) return undefined;
  return found.every(isJsonObject) ? (found as readonly JsonObject[]) : undefined;
}

/** Type and time may be said once for a whole list; who it is about is said of each. */
function readEvent(shape: EventShape, element: JsonObject, whole: Json): InletEvent | undefined {
  const type = firstText([element, whole], shape.type) ?? shape.typeElse;
  if (type === null || (shape.only !== null && !fitsType(shape.only, type))) return undefined;
  const person = firstText([element], shape.person);
  return { type, person, at: readTime(shape, [element, whole]), document: element };
}

const UNITS = { s: 1_000, ms: 1 } as const;

/** Text without a zone is UTC; what is no time is none, for the order of events never depends on it alone. */
function readTime({ time, timeUnit }: EventShape, documents: readonly Json[]): number | null {
  const value = firstValue(documents, time);
  if (typeof value === 'number') return value * UNITS[timeUnit];
  const text = String(value ?? '');
  if (/^\d{9,15}$/.test(text)) return Number(text) * UNITS[timeUnit];
  return parseInstant(text) ?? null;
}

/** The body of a delivery as JSON: sent as such, as a form, or as a CloudEvent in one of its modes. */

import type { Json, JsonObject } from '../../scim/json';
import { payloadFaults } from '../../scim/payload';
import type { EventReading } from '../definition';
import type { Delivery } from '../signatures/request';
import { cloudEventsIn } from './cloudEvents';

export type BodyVerdict =
  /** Several only where they were sent as a batch. */
  { readonly ok: true; readonly documents: readonly Json[] } | { readonly ok: false; readonly message: string };

const FORM = 'application/x-www-form-urlencoded';

/** Media types that are taken at the door; the others are 415. */
export function isReadable(contentType: string | null): boolean {
  const type = mediaType(contentType);
  return type === '' || type === FORM || /[/+]json$/.test(type) || type === 'application/cloudevents-batch+json';
}

const mediaType = (contentType: string | null) => (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

export function readBody(reading: EventReading, { headers, body }: Delivery): BodyVerdict {
  const type = mediaType(headers.get('content-type'));
  const text = decodeUtf8(body);
  if (text === undefined) return unreadable('The body is not UTF-8.');
  if (type === FORM) return readForm(reading, text);
  const value = parseJson(text);
  if (value === undefined) return unreadable('The body is not JSON.');
  if (reading.format === 'json') return sound([value]);
  const events = cloudEventsIn(type, headers, value);
  return typeof events === 'string' ? unreadable(events) : sound(events);
}

function readForm({ formField }: EventReading, text: string): BodyVerdict {
  const fields = new URLSearchParams(text);
  if (formField === null) return sound([unfolded(fields)]);
  const value = parseJson(fields.get(formField) ?? '');
  return value === undefined ? unreadable(`The form has no field "${formField}" that holds JSON.`) : sound([value]);
}

type Folder = { [name: string]: string | Folder };

/** `data[employeeId]=5` as forms of PHP, and BambooHR's, write what is nested; a list is an object of its numbers. */
function unfolded(fields: URLSearchParams): JsonObject {
  const root: Folder = Object.create(null);
  for (const [name, value] of fields) {
    const path = [name.split('[', 1)[0] ?? '', ...[...name.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step)];
    const last = path.pop() ?? '';
    let folder: Folder | undefined = root;
    for (const step of path) folder = folder && open(folder, step);
    if (folder !== undefined) folder[last] ??= value;
  }
  return root;
}

function open(folder: Folder, name: string): Folder | undefined {
  folder[name] ??= Object.create(null) as Folder;
  const inner = folder[name];
  return typeof inner === 'string' ? undefined : inner;
}

/** What would be rounded or is nested without end is nothing that could be believed. */
function sound(documents: readonly Json[]): BodyVerdict {
  const [fault] = documents.flatMap((document) => payloadFaults({ body: document } as JsonObject, ''));
  return fault === undefined ? { ok: true, documents } : unreadable(fault.message.replace(/^\./, ''));
}

const unreadable = (message: string): BodyVerdict => ({ ok: false, message });

export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** @returns `undefined` for text that is no JSON */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

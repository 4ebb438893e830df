/**
 * CloudEvents 1.0 over HTTP in its three modes, as one kind of document: the context attributes with `data` beside them. Binary
 * mode has the attributes in headers `ce-…`, structured mode is the document itself, batched mode a list of those.
 */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { HeaderReader } from '../signatures/request';

const STRUCTURED = 'application/cloudevents+json';
const BATCHED = 'application/cloudevents-batch+json';
/** More in one request are refused whole: each becomes a fetch. */
const LARGEST_BATCH = 500;
/** What binary mode may carry and a definition can read; other extensions stand in no header that can be listed. */
const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'dataschema', 'sequence', 'partitionkey'];

/** @returns the events, or why it is none */
export function cloudEventsIn(mediaType: string, headers: HeaderReader, value: Json): readonly Json[] | string {
  if (mediaType === BATCHED) {
    if (!Array.isArray(value)) return 'A batch of CloudEvents is a JSON array.';
    if (value.length > LARGEST_BATCH) return `A batch holds at most ${LARGEST_BATCH} events, got ${value.length}.`;
    return firstFault(value) ?? value;
  }
  const event = mediaType === STRUCTURED ? value : binary(headers, value);
  return firstFault([event]) ?? [event];
}

function binary(headers: HeaderReader, data: Json): JsonObject {
  const attributes = ATTRIBUTES.flatMap((name) => {
    const value = headers.get(`ce-${name}`);
    return value === null ? [] : [[name, decodePercent(value)] as const];
  });
  return { ...Object.fromEntries(attributes), data };
}

/** Header values are percent-encoded where they are not ASCII (CloudEvents HTTP binding, 3.1.3.2). */
function decodePercent(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;

function firstFault(events: readonly Json[]): string | undefined {
  for (const [index, event] of events.entries()) {
    const place = events.length === 1 ? 'The event' : `Event ${index + 1} of the batch`;
    if (!isJsonObject(event)) return `${place} is no JSON object.`;
    const missing = REQUIRED.filter((name) => typeof event[name] !== 'string' || event[name] === '');
    if (missing.length > 0) return `${place} is no CloudEvent: ${missing.join(', ')} must be a text.`;
    if (!/^1\./.test(String(event.specversion))) return `${place} is of version ${event.specversion}; expected 1.0.`;
  }
  return undefined;
}

/** CloudEvents 1.0 in structured mode, JSON (https://github.com/cloudevents/spec, version 1.0.2). */
import type { JsonObject } from '../scim/json';
import type { EventType } from './eventTypes';

export const CONTENT_TYPE = 'application/cloudevents+json';

export interface CloudEvent {
  readonly id: string;
  /** A URI reference: within one source, events are in order of their sequence. */
  readonly source: string;
  readonly type: EventType;
  /** Whom it is about; absent in what is about no person. */
  readonly subject?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** From 1, growing within its source; not without gaps, where an outlet does not subscribe to everything. */
  readonly sequence: number;
  readonly data: JsonObject;
}

/** Bytes of a body: Standard Webhooks asks for less than 20 KB, and some receivers take no more. */
export const MOST_BODY_BYTES = 20_000;

/** The `sequence` extension compares as text, so it has as many digits as the largest number that is kept exactly. */
const SEQUENCE_DIGITS = 16;

export const jobSource = (jobId: string) => `/muster/jobs/${encodeURIComponent(jobId)}`;
/** @param under whose count of the person it is */
export const personSource = (jobId: string, anchor: string, under = jobSource(jobId)) =>
  `${under}/people/${encodeURIComponent(wellFormed(anchor))}`;

/**
 * The body, as it is signed and sent.
 *
 * Where it is too large `data.changes` is left out, and `data.truncated` says so.
 */
export function bodyOf(event: CloudEvent): string {
  const whole = written(event, event.data);
  if (Buffer.byteLength(whole) <= MOST_BODY_BYTES || event.data.changes === undefined) return whole;
  const { changes: _, ...rest } = event.data;
  return written(event, { ...rest, truncated: true });
}

function written({ id, source, type, subject, at, sequence }: CloudEvent, data: JsonObject): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject !== undefined && { subject: printable(subject) }),
    time: new Date(at).toISOString(),
    sequence: String(sequence).padStart(SEQUENCE_DIGITS, '0'),
    datacontenttype: 'application/json',
    data,
  });
}

/** Attributes of an event must not hold control characters (CloudEvents 1.0, *Type System*); data may. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const printable = (text: string) => wellFormed(text).replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');

/** Halves of surrogate pairs have no UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

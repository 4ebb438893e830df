/** An event and the rows it is kept in, made from each other. Keys: see `inletRows.ts`. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Entity, Row, TableAction } from '../contract/table';
import { invertedTime, joinKey } from '../rows/keys';
import { gather, packInto, spread, unpackFrom } from '../rows/packing';
import { BY_TIME, EVENT, type InletPlace, inletPartition, OPEN, PARKED, timePart } from './inletRows';

/**
 * - `open`: it is to be worked on.
 * - `split`: it tells of several people, each of whom has an event of their own.
 * - `accepted`: it became an operation of an upload; `coalesced`: a fetch for another event holds what it tells.
 * - `overtaken`: newer data of the person was accepted before.
 * - `ignored`: nothing is to be done about it; `parked`: nothing can be, until somebody has looked.
 */
export type EventState = 'open' | 'split' | 'accepted' | 'coalesced' | 'overtaken' | 'ignored' | 'parked';

/** Why it is as it is. */
export interface EventReason {
  readonly code: string;
  readonly message: string;
}

export interface EventSummary {
  /** Names the event within its inlet, and can stand in a row key. */
  readonly key: string;
  readonly type: string | null;
  /** As the HR system names the person. */
  readonly person: string | null;
  /** The person's source anchor, once it is known: what the upload calls her. */
  readonly anchor: string | null;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly state: EventState;
  readonly reason: EventReason | null;
  /** First sequence number of the upload it went into. */
  readonly uploadFirst: number | null;
}

export interface InletEvent extends EventSummary {
  /** Those that were kept. Never signatures, never authorization. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was received. Of a part, and of what is too large to keep: nothing. */
  readonly body: Uint8Array;
  /** The event whose body holds this one, and at which place. */
  readonly part: { readonly of: string; readonly index: number } | null;
  /** When it came, or was last asked to be worked on anew; milliseconds since the epoch. */
  readonly askedAt: number;
  /** How often fetching the person has failed. */
  readonly tries: number;
  /** When it is to be worked on, or was last, milliseconds since the epoch. */
  readonly due: number;
  readonly version: number;
}

export interface StoredEvent {
  readonly event: InletEvent;
  readonly etag: string;
}

/** Packed; more does not fit a row with all that stands beside it. */
export const MOST_BODY_BYTES = 512 * 1024;
const LONGEST_REASON = 1_000;

export const eventKey = (key: string) => joinKey(EVENT, key);
const byTimeKey = ({ key, receivedAt }: EventSummary) => joinKey(BY_TIME, invertedTime(receivedAt), key);
const parkedKey = ({ key, receivedAt }: EventSummary) => joinKey(PARKED, invertedTime(receivedAt), key);
const openKey = ({ key, due }: InletEvent) => joinKey(OPEN, timePart(due), key);

/** Everything there is of an event whose rows are taken away; its own row first, its place in the list last. */
export function keysOfEvent(event: EventSummary): readonly string[] {
  return [eventKey(event.key), ...(event.state === 'parked' ? [parkedKey(event)] : []), byTimeKey(event)];
}

export function insertActions(place: InletPlace, event: InletEvent): TableAction[] {
  const body = event.body.byteLength === 0 ? {} : spread('body', packBody(event.body));
  const entity = { ...at(place, eventKey(event.key)), ...columnsOf(event), ...packInto('headers', event.headers) };
  const part = event.part === null ? {} : { partOf: event.part.of, partIndex: event.part.index };
  const own: Entity = { ...entity, ...body, ...part, version: event.version };
  return [own, ...besides(place, event)].map((one) => ({ kind: 'insert', entity: one }));
}

/**
 * What becomes of an event: its own row as it was read at `etag`, and the others with it.
 *
 * @param before as it was read
 */
export function changeActions(
  place: InletPlace,
  { event: before, etag }: StoredEvent,
  after: InletEvent,
): TableAction[] {
  const actions: TableAction[] = [
    { kind: 'merge', entity: { ...at(place, eventKey(after.key)), ...columnsOf(after) }, etag },
  ];
  const gone = sideKeys(before).filter((key) => !sideKeys(after).includes(key));
  for (const rowKey of gone) actions.push({ kind: 'remove', ...at(place, rowKey), etag: '*' });
  for (const entity of besides(place, after)) actions.push({ kind: 'upsert', entity });
  return actions;
}

/** Rows beside its own that come and go with the state. */
function sideKeys(event: InletEvent): readonly string[] {
  if (event.state === 'open') return [openKey(event)];
  return event.state === 'parked' ? [parkedKey(event)] : [];
}

function besides(place: InletPlace, event: InletEvent): readonly Entity[] {
  const [side] = sideKeys(event);
  const listed = { ...at(place, byTimeKey(event)), ...summaryColumns(event) };
  if (side === undefined) return [listed];
  const columns = event.state === 'open' ? { key: event.key } : summaryColumns(event);
  return [listed, { ...at(place, side), ...columns }];
}

const at = (place: InletPlace, rowKey: string) => ({ partitionKey: inletPartition(place), rowKey });

/** What merges over what was there: nothing of the old may be left, so that what is not is said, too. */
const columnsOf = (event: InletEvent) => {
  const { tries, due, askedAt } = event;
  return { ...summaryColumns(event), tries, due, askedAt };
};

function summaryColumns({ key, type, person, anchor, receivedAt, state, reason, uploadFirst }: EventSummary) {
  return {
    key,
    state,
    receivedAt,
    type: type ?? '',
    person: person ?? '',
    anchor: anchor ?? '',
    code: reason?.code ?? '',
    reason: reason?.message.slice(0, LONGEST_REASON) ?? '',
    uploadFirst: uploadFirst ?? 0,
  };
}

export function toSummary({ properties }: Row): EventSummary {
  const { key, type, person, anchor, receivedAt, state, code, reason, uploadFirst } = properties;
  return {
    key: String(key),
    type: textOf(type),
    person: textOf(person),
    anchor: textOf(anchor),
    receivedAt: Number(receivedAt),
    state: state as EventState,
    reason: code === '' ? null : { code: String(code), message: String(reason) },
    uploadFirst: uploadFirst === 0 ? null : Number(uploadFirst), // numbers begin with one
  };
}

const textOf = (value: unknown) => (value === '' || value === undefined ? null : String(value));

export function toEvent(row: Row): StoredEvent {
  const { tries, due, askedAt, partOf, partIndex, version } = row.properties;
  const body = gather('body', row.properties);
  const event: InletEvent = {
    ...toSummary(row),
    headers: unpackFrom('headers', row.properties) as Readonly<Record<string, string>>,
    body: body.byteLength === 0 ? body : inflateRawSync(body),
    part: partOf === undefined ? null : { of: String(partOf), index: Number(partIndex) },
    askedAt: Number(askedAt),
    tries: Number(tries),
    due: Number(due),
    version: Number(version),
  };
  return { event, etag: row.etag };
}

const packBody = (body: Uint8Array) => deflateRawSync(body, { level: 1 });

/** Whether the body fits a row. */
export const fitsEvent = (body: Uint8Array) =>
  body.byteLength <= MOST_BODY_BYTES || packBody(body).byteLength <= MOST_BODY_BYTES;

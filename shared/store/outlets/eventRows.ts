/** Events of an outlet as rows, and back: where each lies is told in `events.ts`. */
import type { Entity, Row, TableAction } from '../contract/table';
import { shardOf } from '../people/personRow';
import { joinKey, keyPart } from '../rows/keys';
import { outletsPartition } from './outlets';

/** Whose events. */
export interface OutletRef {
  readonly jobId: string;
  readonly id: string;
}

export interface NewEvent {
  readonly id: string;
  readonly type: string;
  /** Source anchor of whom it is about; empty: of nobody. */
  readonly anchor: string;
  readonly sequence: number;
  /** Of the event, milliseconds. */
  readonly at: number;
  /** As it is sent. */
  readonly body: string;
}

export interface Try {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the answer; `null`: there was none. */
  readonly status: number | null;
  readonly ms: number;
  /** The beginning of the answer, or why there was none. */
  readonly answer: string;
}

export type EventState = 'open' | 'delivered' | 'failed';

export interface KeptEvent extends NewEvent {
  readonly state: EventState;
  readonly addedAt: number;
  /** How often it was tried since it was added, or replayed. */
  readonly attempts: number;
  /** The last ones, oldest first. */
  readonly tries: readonly Try[];
}

/** Where an event lies. */
export interface EventPlace {
  readonly lane: number;
  /** Person, sequence and id, as keys have them. */
  readonly key: string;
}

export interface OpenEvent extends EventPlace {
  /** As keys have it: events of one person have one. */
  readonly person: string;
  readonly addedAt: number;
  /** When it is due, milliseconds. */
  readonly nextAt: number;
  /** When it was last tried; 0: never. */
  readonly triedAt: number;
}

export interface FoundEvent extends EventPlace {
  readonly event: KeptEvent;
  readonly etag: string;
}

/** What became of a try: kept open until then, delivered, or given up. */
export type Settled = { readonly state: 'open'; readonly nextAt: number } | { readonly state: 'delivered' | 'failed' };

export const EVENT = 'n';
export const OPEN = 'u';
export const FAILED = 'f';
const SEQUENCE_DIGITS = 16;
/** With a sequence and an id beside it, a key still has room. */
const LONGEST_PERSON = 380;
export const KEPT_TRIES = 10;

export const personPart = (anchor: string) => keyPart(anchor, LONGEST_PERSON);

export function placeOf({ anchor, sequence, id }: NewEvent): EventPlace {
  const key = joinKey(personPart(anchor), String(sequence).padStart(SEQUENCE_DIGITS, '0'), keyPart(id, 64));
  return { lane: shardOf(anchor), key };
}

export const lanePartition = ({ jobId, id }: OutletRef, lane: number) =>
  joinKey(outletsPartition(jobId), keyPart(id), lane.toString(16).padStart(2, '0'));

export interface ListedIn {
  readonly was: EventState;
  readonly addedAt: number;
  readonly nextAt: number;
  readonly triedAt: number;
}

export function newActions(partitionKey: string, event: NewEvent, now: number): readonly TableAction[] {
  const { key } = placeOf(event);
  const kept: KeptEvent = { ...event, state: 'open', addedAt: now, attempts: 0, tries: [] };
  const listed = { addedAt: now, nextAt: now, triedAt: 0 };
  return [
    { kind: 'insert', entity: eventEntity(partitionKey, key, kept) },
    { kind: 'insert', entity: listEntity(partitionKey, OPEN, key, listed) },
  ];
}

export function eventEntity(partitionKey: string, key: string, { tries, ...event }: KeptEvent): Entity {
  return { partitionKey, rowKey: joinKey(EVENT, key), ...event, tries: JSON.stringify(tries) };
}

export function listEntity(
  partitionKey: string,
  kind: string,
  key: string,
  { addedAt, nextAt, triedAt }: Omit<ListedIn, 'was'>,
): Entity {
  return { partitionKey, rowKey: joinKey(kind, key), addedAt, nextAt, triedAt };
}

export function found(lane: number, { rowKey, etag, properties }: Row): FoundEvent {
  const event: KeptEvent = {
    id: String(properties.id),
    type: String(properties.type),
    anchor: String(properties.anchor),
    sequence: Number(properties.sequence),
    at: Number(properties.at),
    body: String(properties.body),
    state: properties.state as EventState,
    addedAt: Number(properties.addedAt),
    attempts: Number(properties.attempts),
    tries: JSON.parse(String(properties.tries)) as Try[],
  };
  return { lane, key: rowKey.slice(EVENT.length + 1), event, etag };
}

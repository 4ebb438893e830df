/**
 * What travels through the operations queue. A message says by version what it is, so that one left by an older release
 * is understood, and one from a newer is parked instead of guessed at: a wake-up without the operations it is about is
 * version 2, because code that keeps them in the message alone would take them for lost.
 */
import type { Owed } from '../../engine/person/owed';
import { isJsonObject, type JsonObject } from '../../scim/json';
import { pack, unpack } from '../../store/rows/packing';
import { currentTrace, parseTraceparent } from '../../telemetry/trace';
import type { Lane } from '../ports';

/** One operation on its way. */
export interface QueuedOperation {
  readonly sequence: number;
  readonly bulkId: string;
  /** The source anchor; `null` when the person has none. */
  readonly anchor: string | null;
  readonly data: JsonObject;
  /** It travels in the first lane, with all that its upload says of the person. */
  readonly ahead?: true;
}

interface Common {
  readonly jobId: string;
  readonly cycleId: string;
  /** W3C `traceparent` of what caused it. Absent in messages of older code, and while nothing is traced. */
  readonly traceparent?: string;
  /** It travels in the first lane, wherever it is sent on. Absent: in the ordinary one, as messages of older code. */
  readonly ahead?: true;
}

/** Operations of one upload: all of them, a part, or the few that had to wait for another worker. */
export interface OperationsMessage extends Common {
  readonly kind: 'operations';
  /** Names the upload within its job. */
  readonly uploadFirst: number;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** Packed; `null` when they are staged under `stagingId`, or are to be read where the upload was accepted. */
  readonly operations: readonly QueuedOperation[] | null;
  readonly stagingId: string | null;
  /**
   * Numbers of the operations that are not in the message, so that exactly these are answered should their rows be lost.
   * Absent: all of the upload. Absent also where the operations are in the message, and in messages of older code.
   */
  readonly sequences?: readonly number[];
  /** How often storage has refused what came of these operations already; absent: never. */
  readonly tries?: number;
}

/**
 * What Muster does for people on its own account, not in answer to an operation. A probe is a retry that is made although
 * the job is quarantined, to learn whether the trouble is over. The guard releases a held deletion, or has it staged; an
 * administrator allows or rejects it, staged or not.
 */
export const ERRANDS = [
  'resolveWaiting',
  'retry',
  'probe',
  'release',
  'allow',
  'reject',
  'stage',
  'reevaluate',
  'converge',
] as const;
export type Errand = (typeof ERRANDS)[number];

export interface ErrandMessage extends Common {
  readonly kind: 'errand';
  readonly errand: Errand;
  readonly anchors: readonly string[];
  /**
   * Of `release`, `allow`, `reject` and `stage`: since when each one's deletion is held, so that a message that comes late finds no
   * other deletion than the one it is about. Absent in messages of older code.
   */
  readonly since?: readonly number[];
  /** Of `converge`: which entries each one's look is about. Absent in messages of older code: about everything. */
  readonly about?: readonly Owed[];
  /** The cycle's name for this work, which keeps it open until the work is done. */
  readonly work: string | null;
}

/** Everybody of one shard is to be evaluated anew, from this row on. */
export interface ReevaluateAllMessage extends Common {
  readonly kind: 'sweep';
  readonly shard: number;
  /** Source anchor of the last one done; `null` at the beginning. */
  readonly after: string | null;
  readonly work: string;
}

export type Message = OperationsMessage | ErrandMessage | ReevaluateAllMessage;

export class UnreadableMessage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableMessage';
  }
}

const VERSION = 1;
/** Of a wake-up. */
const BARE_VERSION = 2;

/** Whether it only says that there is something to do. */
export function isBare({ operations, stagingId }: OperationsMessage): boolean {
  return operations === null && stagingId === null;
}

/** A message that is passed on keeps its trace; a new one is part of whatever writes it. */
export function writeMessage(message: Message): string {
  const traceparent = message.traceparent ?? currentTrace(); // `undefined` is left out
  const more = { traceparent, ...(isAhead(message) && { ahead: true }) };
  if (message.kind !== 'operations') return JSON.stringify({ v: VERSION, ...message, ...more });
  const { operations, ...rest } = message;
  return JSON.stringify({
    v: isBare(message) ? BARE_VERSION : VERSION,
    ...rest,
    ...more,
    operations: operations === null ? null : Buffer.from(packOperations(operations)).toString('base64'),
  });
}

/** What decides about a held deletion waits behind nobody's creation, and where deletions are released, so are they staged. */
const DECIDING: readonly Errand[] = ['release', 'allow', 'stage'];

export function isAhead(message: Message): boolean {
  return message.ahead === true || (message.kind === 'errand' && DECIDING.includes(message.errand));
}

/** Of a message as it is written; what cannot be read goes where it always went. */
export function laneOf(text: string): Lane {
  const value = tryToParse(text);
  return isJsonObject(value) && value.ahead === true ? 'first' : 'ordinary';
}

export function packOperations(operations: readonly QueuedOperation[]): Uint8Array {
  return pack(operations);
}

/** @throws {UnreadableMessage} when they are not what this code packs */
export function unpackOperations(bytes: Uint8Array): readonly QueuedOperation[] {
  const operations = tryToUnpack(bytes);
  if (!Array.isArray(operations)) throw new UnreadableMessage('The operations in the message cannot be unpacked.');
  const odd = operations.findIndex((operation) => !isOperation(operation));
  if (odd >= 0) throw new UnreadableMessage(`Operation ${odd} in the message is not as this code writes operations.`);
  return operations as QueuedOperation[];
}

function tryToUnpack(bytes: Uint8Array): unknown {
  try {
    return unpack(bytes);
  } catch {
    return undefined;
  }
}

function isOperation(value: unknown): value is QueuedOperation {
  if (!isJsonObject(value)) return false;
  const { sequence, bulkId, anchor, data } = value;
  const isNamed = typeof bulkId === 'string' && (anchor === null || typeof anchor === 'string');
  return Number.isInteger(sequence) && isNamed && isJsonObject(data);
}

/** @throws {UnreadableMessage} saying what is wrong with it */
export function readMessage(raw: unknown): Message {
  const value = typeof raw === 'string' ? parse(raw) : raw;
  if (!isJsonObject(value)) throw new UnreadableMessage('The message is not a JSON object.');
  const isWakeUp = value.v === BARE_VERSION && value.kind === 'operations' && value.operations === null;
  if (value.v !== VERSION && !isWakeUp)
    throw new UnreadableMessage(`The message has version ${String(value.v)}; this code reads 1, and 2 of a wake-up.`);
  const { jobId, cycleId } = value;
  if (typeof jobId !== 'string' || typeof cycleId !== 'string') {
    throw new UnreadableMessage('The message names no job and cycle.');
  }
  const common = {
    jobId,
    cycleId,
    ...traceOf(value.traceparent),
    ...(value.ahead === true && { ahead: true as const }),
  };
  const errand = ERRANDS.find((one) => one === value.errand);
  if (value.kind === 'errand' && errand !== undefined && Array.isArray(value.anchors)) {
    const work = typeof value.work === 'string' ? value.work : null;
    const since = Array.isArray(value.since) ? { since: value.since.map(Number) } : {};
    const about = Array.isArray(value.about) ? { about: value.about.map(readOwed) } : {};
    return { kind: 'errand', ...common, errand, anchors: value.anchors.map(String), ...since, ...about, work };
  }
  if (value.kind === 'sweep' && typeof value.shard === 'number' && typeof value.work === 'string') {
    const after = typeof value.after === 'string' ? value.after : null;
    return { kind: 'sweep', ...common, shard: value.shard, after, work: value.work };
  }
  const { uploadFirst, acceptedAt, operations, stagingId, sequences, tries } = value;
  if (value.kind === 'operations' && typeof uploadFirst === 'number' && typeof acceptedAt === 'number') {
    return {
      kind: 'operations',
      ...common,
      uploadFirst,
      acceptedAt,
      operations: typeof operations === 'string' ? unpackOperations(Buffer.from(operations, 'base64')) : null,
      stagingId: typeof stagingId === 'string' ? stagingId : null,
      ...(Array.isArray(sequences) && { sequences: sequences.map(Number) }),
      ...(typeof tries === 'number' && { tries }),
    };
  }
  throw new UnreadableMessage(`The message is of no known kind, or lacks what its kind needs: ${String(value.kind)}.`);
}

/** One that is malformed is as good as none: a trace decides nothing. */
function traceOf(value: unknown): Pick<Common, 'traceparent'> {
  return typeof value === 'string' && parseTraceparent(value) !== undefined ? { traceparent: value } : {};
}

const readOwed = (value: unknown): Owed => (Array.isArray(value) ? value.map(String) : 'all');

function parse(text: string): unknown {
  const value = tryToParse(text);
  if (value === undefined) throw new UnreadableMessage('The message is not JSON.');
  return value;
}

/** @returns `undefined` for what is no JSON */
function tryToParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

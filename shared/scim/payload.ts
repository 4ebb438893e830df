/**
 * What no person's data may hold, whatever it means: looked at once, at the door, before a number is taken (spec/payload.md
 * 1.6, 4.2, 4.3). Numbers that would be rounded and nesting without end are refused; passwords are dropped unread.
 */
import { isJsonObject, type Json, type JsonObject } from './json';

/** Deepest nesting of a person's data; the data itself is the first level. */
export const MAX_PAYLOAD_DEPTH = 64;

/** Something that cannot be taken as it was sent. */
export interface PayloadFault {
  readonly code: 'InvalidValue';
  readonly target: string;
  readonly message: string;
}

/** @param place of the data in the request: `Operations[3].data` */
export function payloadFaults(data: JsonObject, place: string): readonly PayloadFault[] {
  if (isSound(data, 1)) return SOUND;
  const faults: PayloadFault[] = [];
  inspect(data, place, 1, faults);
  return faults;
}

const SOUND: readonly PayloadFault[] = [];

/** As nearly everybody's data is: of which no place has to be told. */
function isSound(value: Json | undefined, depth: number): boolean {
  if (typeof value === 'number') return !isRounded(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_PAYLOAD_DEPTH) return false;
  if (isJsonObject(value)) {
    for (const name of Object.keys(value)) if (!isSound(value[name], depth + 1)) return false;
    return true;
  }
  return value.every((element) => isSound(element, depth + 1));
}

function inspect(value: Json | undefined, place: string, depth: number, faults: PayloadFault[]): void {
  if (typeof value === 'number') {
    if (isRounded(value))
      faults.push(fault(place, `is beyond ${Number.MAX_SAFE_INTEGER} and would be rounded: send it as text`));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_PAYLOAD_DEPTH) {
    faults.push(fault(place, `is nested deeper than ${MAX_PAYLOAD_DEPTH} levels`));
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) inspectMember(value[name], place, name, depth, faults);
  } else {
    value.forEach((element, index) => {
      if (mayFail(element)) inspect(element, `${place}[${index}]`, depth + 1, faults);
    });
  }
}

function inspectMember(
  value: Json | undefined,
  place: string,
  name: string,
  depth: number,
  faults: PayloadFault[],
): void {
  if (mayFail(value)) inspect(value, `${place}.${name}`, depth + 1, faults);
}

/** Nearly every value is text, of which nothing is asked: its place need not be put together. */
function mayFail(value: Json | undefined): boolean {
  return typeof value === 'number' ? isRounded(value) : typeof value === 'object' && value !== null;
}

/** JSON numbers are read as doubles: beyond 2^53 several spellings are one value, and `1e400` is none. */
function isRounded(value: number): boolean {
  return !(Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

function fault(target: string, what: string): PayloadFault {
  return { code: 'InvalidValue', target, message: `${target} ${what}.` };
}

/**
 * The data without `password`, in any case, of the user, of an extension or of a `passwordProfile`, nested or as a flattened key. Passwords are
 * generated, never provisioned: what was sent must not reach a row, a message or a log.
 *
 * @returns `data` itself where there is none, which is nearly always
 */
export function withoutPasswords(data: JsonObject): JsonObject {
  let kept: Record<string, Json | undefined> | undefined;
  for (const key of Object.keys(data)) {
    if (isPasswordName(key)) {
      kept ??= { ...data };
      delete kept[key];
      continue;
    }
    const value = data[key];
    if (!isJsonObject(value) || !mayHoldPassword(key)) continue;
    const extension = withoutPasswords(value);
    if (extension === value) continue;
    kept ??= { ...data };
    kept[key] = extension;
  }
  return kept ?? data;
}

/** Whether a source attribute is a password: `password`, or that member of an extension, or of Graph's `passwordProfile`. */
export function isPasswordName(name: string): boolean {
  return endsInD(name) && /^(?:urn:.*:)?(?:passwordProfile\.)?password$/is.test(name);
}

/** Asked of every name of every person, so the cheap question goes first. */
const endsInD = (name: string) => (name.charCodeAt(name.length - 1) | 0x20) === 0x64;

/** An extension, or what Graph calls a password. */
export const mayHoldPassword = (key: string) => /^(?:urn:|passwordProfile$)/i.test(key);

/**
 * JSON as compressed binary properties. Storage bills by call and limits a property to 64 KiB, so what is read and
 * written as a whole is kept as one compressed text, cut into as many properties as it needs.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PropertyValue } from '../contract/table';

/** Of one binary property; the service's limit is 64 KiB. */
const CHUNK_BYTES = 64 * 1024;

/** Speed over size: people's data shrinks to a third at the cheapest level already. */
const LEVEL = 1;

export function pack(value: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(value), { level: LEVEL });
}

export function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes).toString('utf8'));
}

/** Properties `name0`, `name1`, … that hold the packed value. */
export function packInto(name: string, value: unknown): Record<string, Uint8Array> {
  const bytes = pack(value);
  const properties: Record<string, Uint8Array> = {};
  for (let start = 0, part = 0; start < bytes.byteLength; start += CHUNK_BYTES, part += 1) {
    properties[`${name}${part}`] = bytes.subarray(start, start + CHUNK_BYTES);
  }
  return properties;
}

/** @returns the value `packInto` wrote; `undefined` when there is none */
export function unpackFrom(name: string, properties: Readonly<Record<string, PropertyValue>>): unknown {
  const parts: Uint8Array[] = [];
  for (let part = 0; properties[`${name}${part}`] instanceof Uint8Array; part += 1) {
    parts.push(properties[`${name}${part}`] as Uint8Array);
  }
  return parts.length === 0 ? undefined : unpack(Buffer.concat(parts));
}

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
  return deflated(JSON.stringify(value));
}

export function deflated(text: string): Uint8Array {
  return deflateRawSync(text, { level: LEVEL });
}

export function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes).toString('utf8'));
}

/** Properties `name0`, `name1`, … that hold the packed value. */
export function packInto(name: string, value: unknown): Record<string, Uint8Array> {
  return spread(name, pack(value));
}

/** @returns the value `packInto` wrote; `undefined` when there is none */
export function unpackFrom(name: string, properties: Readonly<Record<string, PropertyValue>>): unknown {
  const text = inflatedFrom(name, properties);
  return text === undefined ? undefined : JSON.parse(text);
}

/** @returns the text that was deflated into such properties; `undefined` when there are none */
export function inflatedFrom(name: string, properties: Readonly<Record<string, PropertyValue>>): string | undefined {
  const bytes = gather(name, properties);
  return bytes.byteLength === 0 ? undefined : inflateRawSync(bytes).toString('utf8');
}

/** Properties `name0`, `name1`, … that hold the bytes. */
export function spread(name: string, bytes: Uint8Array): Record<string, Uint8Array> {
  const parts = slices(bytes, CHUNK_BYTES);
  return Object.fromEntries(parts.map((part, index) => [`${name}${index}`, part]));
}

/** The bytes that `spread` was given; none when there are no such properties. */
export function gather(name: string, properties: Readonly<Record<string, PropertyValue>>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let part = 0; properties[`${name}${part}`] instanceof Uint8Array; part += 1) {
    parts.push(properties[`${name}${part}`] as Uint8Array);
  }
  return Buffer.concat(parts);
}

/** Bytes one row takes: the emulator refuses what is over 1 MiB as JSON, where binary stands as base64 (`limits.ts`). */
export const ROW_BYTES = 11 * CHUNK_BYTES;

/** Pieces of at most `size` bytes, in order. */
export function slices(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.byteLength; start += size) pieces.push(bytes.subarray(start, start + size));
  return pieces;
}

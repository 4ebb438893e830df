/**
 * Parts of table keys. Any text becomes a legal key part that keeps its order among others: letters, digits, `-`, `.`,
 * `_` and `@` stand as they are, other ASCII characters as `$` and two hex digits, everything else as `~` and the four
 * hex digits of its UTF-16 unit. Parts are joined by `!`, which no part contains and which sorts before all of them, so
 * that everything under a prefix is one contiguous range.
 */
import { createHash } from 'node:crypto';
import { MAX_KEY_LENGTH } from '../contract/limits';

const PLAIN = /^[0-9A-Za-z._@-]+$/;
const NOT_PLAIN = /[^0-9A-Za-z._@-]/g;
const ESCAPED = /\$([0-9a-f]{2})|~([0-9a-f]{4})/g;
/** No character encodes to two tildes, so a shortened part is never taken for a whole one. */
const HASHED = /~~[0-9A-Za-z_-]{43}$/;
const HASH_LENGTH = 45;
/** Stands for the empty text, because the emulator mistakes an empty row key for a missing one. */
const EMPTY = '$';
const SEPARATOR = '!';
/** Leaves room in a key for the parts that usually stand beside a long one, such as a shard or a time. */
const DEFAULT_MAX_LENGTH = MAX_KEY_LENGTH - 32;

/**
 * `text` as a part of a key. Different texts give different parts. A part that would be longer than `maxLength` is cut
 * and ends in a hash of the whole text: still unique, but `decodeKeyPart` cannot read it back.
 *
 * @param maxLength in characters, from 64 to 512
 */
export function keyPart(text: string, maxLength = DEFAULT_MAX_LENGTH): string {
  if (text === '') return EMPTY;
  const encoded = PLAIN.test(text) ? text : text.replace(NOT_PLAIN, escapeUnit);
  if (encoded.length <= maxLength) return encoded;
  // Hashed as UTF-16, which tells even broken surrogate pairs apart.
  const hash = createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('base64url');
  return `${encoded.slice(0, maxLength - HASH_LENGTH)}~~${hash}`;
}

function escapeUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  return code < 0x7b ? `$${hex(code, 2)}` : `~${hex(code, 4)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/** @returns the text `keyPart` was given, or undefined when it was too long to be kept whole */
export function decodeKeyPart(part: string): string | undefined {
  if (part === EMPTY) return '';
  if (HASHED.test(part)) return undefined;
  return part.replace(ESCAPED, (_, ascii?: string, unit?: string) =>
    String.fromCharCode(Number.parseInt(ascii ?? unit ?? '', 16)),
  );
}

/** A short stand-in for a text that a key has no room for, or that is not to be told: 132 bits, which no two texts share. */
export function hashOf(text: string): string {
  return createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('base64url').slice(0, SHORT_HASH_LENGTH);
}

const SHORT_HASH_LENGTH = 22;

/** Parts that are encoded already, joined into one key. */
export function joinKey(...parts: readonly string[]): string {
  return parts.join(SEPARATOR);
}

/** The parts `joinKey` was given. */
export function splitKey(key: string): string[] {
  return key.split(SEPARATOR);
}

/** The range of every key that `joinKey` made of these first parts and at least one more. */
export function keysUnder(...parts: readonly string[]): { readonly from: string; readonly to: string } {
  const prefix = joinKey(...parts);
  // The quotation mark is the character after the separator.
  return { from: `${prefix}${SEPARATOR}`, to: `${prefix}"` };
}

/** The year 2286, where milliseconds outgrow thirteen digits: the last moment that keys can hold. */
export const LAST_TIME_MS = 9_999_999_999_999;

/**
 * A moment as thirteen digits that sort newest first.
 *
 * @param timeMs milliseconds since the epoch
 * @throws {RangeError} when it is not a whole number from 0 to the year 2286
 */
export function invertedTime(timeMs: number): string {
  if (!Number.isInteger(timeMs) || timeMs < 0 || timeMs > LAST_TIME_MS) {
    throw new RangeError(`timeMs must be a whole number from 0 to ${LAST_TIME_MS}, got ${timeMs}`);
  }
  return String(LAST_TIME_MS - timeMs).padStart(13, '0');
}

/** @returns milliseconds since the epoch @throws {RangeError} when `inverted` is not thirteen digits */
export function fromInvertedTime(inverted: string): number {
  if (!/^\d{13}$/.test(inverted)) throw new RangeError(`an inverted time must be thirteen digits, got ${inverted}`);
  return LAST_TIME_MS - Number(inverted);
}

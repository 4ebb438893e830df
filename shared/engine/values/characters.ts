/**
 * Texts by their characters, as everybody but a computer counts them: one beyond the Basic Multilingual Plane is one, not
 * the two halves that UTF-16 makes of it. A half alone is no character, and nothing here ever leaves one behind.
 */
import type { Scalar, Value } from '../../value';

/** Without a half there is nothing to count differently, and most texts have none. */
const HALF = /[\ud800-\udfff]/;
const LONE_HALVES = /\p{Cs}/gu;
const LONE_HALF = /\p{Cs}/u;
const REPLACEMENT_CHARACTER = '\ufffd';

/** The text with U+FFFD in place of each lone half, which is what UTF-8 makes of it on the wire in any case. */
export function wellFormed(text: string): string {
  return HALF.test(text) ? text.replace(LONE_HALVES, REPLACEMENT_CHARACTER) : text;
}

export function wellFormedValue(value: Value): Value {
  if (typeof value === 'string') return wellFormed(value);
  return value !== null && typeof value === 'object' && value.some(hasHalf) ? value.map(wellFormedScalar) : value;
}

/** Half of a character without the other half: text that was cut within it. */
export function hasLoneHalf(text: string): boolean {
  return HALF.test(text) && LONE_HALF.test(text);
}

function hasHalf(value: Scalar): boolean {
  return typeof value === 'string' && HALF.test(value);
}

function wellFormedScalar(value: Scalar): Scalar {
  return typeof value === 'string' ? wellFormed(value) : value;
}

/** How many characters the text has. */
export function lengthOf(text: string): number {
  if (!HALF.test(text)) return text.length;
  let length = 0;
  for (let at = 0; at < text.length; at = afterCharacter(text, at)) length += 1;
  return length;
}

/**
 * Where a character starts, in UTF-16 code units; the text's length where there is none.
 *
 * @param character its number, from 0
 */
export function offsetOf(text: string, character: number): number {
  if (!HALF.test(text)) return Math.min(character, text.length);
  let at = 0;
  for (let passed = 0; passed < character && at < text.length; passed += 1) at = afterCharacter(text, at);
  return at;
}

/** The first characters of a text, all of them where there are no more. */
export function firstCharacters(text: string, many: number): string {
  return text.slice(0, offsetOf(text, many));
}

/** The offset behind the character at `at`, both in UTF-16 code units. */
export function afterCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

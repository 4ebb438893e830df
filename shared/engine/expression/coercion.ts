/** How values turn into what functions take (spec/engine.md 1.5). */
import { printScalar, type Scalar, type Value } from '../../value';
import { firstCharacters } from '../values/characters';
import { MAX_NUMBER_LENGTH } from './limits';
import { trimWhiteSpace } from './text/whiteSpace';

const INTEGER = /^[+-]?[0-9]+$/;
const HEXADECIMAL = /^&H[0-9A-Fa-f]+$/;

export function isList(value: unknown): value is readonly Scalar[] {
  return Array.isArray(value);
}

/** Null is empty text; everything else prints as the log prints it. */
export function textOf(value: Scalar | null): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : printScalar(value);
}

/** Whole numbers, also as text and as the hexadecimal literals Graph stores as text. */
export function integerOf(value: Scalar | null): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const digits = value.trim();
  if (digits.length > MAX_NUMBER_LENGTH) return undefined;
  if (INTEGER.test(digits)) return BigInt(digits);
  return HEXADECIMAL.test(digits) ? BigInt(`0x${digits.slice(2)}`) : undefined;
}

/** A boolean condition holds for the boolean and for the text `True`, exactly so written. */
export function isTrue(value: Value): boolean {
  return value === true || value === 'True';
}

/** No value where a value is needed: null, empty text, or text of white space only (spec/payload.md 3.1). */
export function isBlank(value: Scalar | null): boolean {
  return value === null || (typeof value === 'string' && trimWhiteSpace(value) === '');
}

/** Null, absent, or a list without values, which is the same thing. */
export function isNull(value: Value): boolean {
  return value === null || (isList(value) && value.length === 0);
}

/** The smallest representation, so that `7` from a function and `7` from a person compare equal. */
export function integerValue(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** A value for a message: quoted and cut, because what a person's attribute holds may be long. */
export function quoted(value: Scalar | null): string {
  if (value === null) return 'nothing';
  const text = textOf(value);
  const shown = firstCharacters(text, 40);
  return JSON.stringify(shown === text ? text : `${shown}…`);
}

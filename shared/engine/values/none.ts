/**
 * What a directory means by none, where an attribute cannot be empty: an account that never expires (MS-ADTS 2.2.14 and
 * MS-SAMR 2.2.1.7: `0`, and the largest number alike), a country and a code page that nobody chose.
 */
import { isScalar, printScalar, type Scalar, type Value } from '../../value';

const NONE: ReadonlyMap<string, readonly string[]> = new Map([
  ['accountexpires', ['0', '9223372036854775807']],
  ['countrycode', ['0']],
  ['codepage', ['0']],
]);

export function meansNone(attribute: string, value: Scalar): boolean {
  return NONE.get(attribute.toLowerCase())?.includes(printScalar(value)) === true;
}

/** What to write so that the attribute has no value; `undefined` where it can be empty. */
export function noneOf(attribute: string): string | undefined {
  return NONE.get(attribute.toLowerCase())?.[0];
}

/** Whether the account has nothing that could be cleared. */
export function holdsNone(attribute: string, value: Value): boolean {
  const held = value === null || isScalar(value) ? (value === null ? [] : [value]) : value;
  return held.every((item) => meansNone(attribute, item));
}

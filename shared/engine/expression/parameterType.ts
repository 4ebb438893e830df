/** The types of a function's parameters: how each reads an argument's value, and how Graph's function list names it. */

import type { Scalar, Value } from '../../value';
import type { AttributeType } from '../synchronizationSchema';
import { integerOf, isList, quoted, textOf } from './coercion';

export interface ParameterType<T> {
  readonly wireType: AttributeType;
  /** Takes single values, so a call with a multi-valued argument is made for each value (spec/engine.md 1.5). */
  readonly single: boolean;
  /** @throws EvaluationFailure through `argument`, when the value cannot be read as this type */
  read(value: Value, argument: ArgumentSite): T;
}

/** The place of one argument, for messages. */
export interface ArgumentSite {
  /** Fails the evaluation: `expected` completes the sentence "start must be …". */
  reject(expected: string, value: Scalar | null): never;
}

export function singleType<T>(
  wireType: AttributeType,
  read: (value: Scalar | null, argument: ArgumentSite) => T,
): ParameterType<T> {
  return {
    wireType,
    single: true,
    // Lists were taken apart before; `single` says so.
    read: (value, argument) => read(value as Scalar | null, argument),
  };
}

/** Text; null is empty text. */
export const text = singleType('String', textOf);

/** A single value as it is: text, number, boolean or null. */
export const scalar = singleType('String', (value) => value);

/** A whole number within what a double holds exactly; larger ones are cut off there, which no position or count misses. */
export const integer = singleType('Integer', (value, argument) => {
  const whole = integerOf(value) ?? argument.reject('a whole number', value);
  return Math.min(Math.max(Number(whole), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
});

/** A whole number of any size. */
export const bigInteger = singleType('Integer', (value, argument) => {
  return integerOf(value) ?? argument.reject('a whole number', value);
});

/** Whatever the argument gives, lists and null included. */
export const anything: ParameterType<Value> = { wireType: 'String', single: false, read: (value) => value };

/** The values of a multi-valued attribute; a single value is a list of one, null a list of none. */
export const list: ParameterType<readonly Scalar[]> = {
  wireType: 'String',
  single: false,
  read(value) {
    if (isList(value)) return value;
    return value === null ? [] : [value];
  },
};

/** One of a few words, exactly so written. */
export function oneOf<const W extends string>(...words: readonly W[]): ParameterType<W> {
  return singleType('String', (value, argument) => {
    const given = textOf(value);
    return words.find((word) => word === given) ?? argument.reject(`one of ${words.map(quoted).join(', ')}`, value);
  });
}

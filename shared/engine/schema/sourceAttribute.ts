/**
 * A source attribute, read as its declared type (spec/payload.md 4.1): whatever reads it sees real booleans and numbers, and
 * what is none of its type fails instead of passing for a no. Values are kept as they were sent; a schema that declares
 * another type needs no rewriting of what is stored.
 */
import { compileAttributePath, hasValuelessElements, valueIn } from '../../scim/attributePath';
import type { JsonObject } from '../../scim/json';
import { isNoValue, isScalar, listOf, quoteValue, type Scalar, type Value } from '../../value';
import { readAny } from '../expression/dates/readAny';
import type { AttributeDefinition, AttributeType } from '../synchronizationSchema';
import { Refusal, toBoolean, toInteger } from '../values/convert';

export interface SourceAttribute {
  readonly name: string;
  /** Of the declared type. Blank text in place of a boolean, a number or a date is no value. */
  readonly read: (data: JsonObject) => Value | Refusal;
  /** As it was sent: what logs show. */
  readonly sent: (data: JsonObject) => Value;
  /** Whether anything was said about it, be it that it has no value (`attributePath.ts`). */
  readonly said: (data: JsonObject) => boolean;
}

export type Declared = Pick<AttributeDefinition, 'type'>;

/**
 * @param declared `undefined` for a name the schema does not have, which is taken as it comes
 * @param isSecret faults do not tell the value
 */
export function compileSourceAttribute(
  name: string,
  declared: Declared | undefined,
  isSecret: boolean,
): SourceAttribute {
  const path = compileAttributePath(name);
  const type = declared && TYPES[declared.type];
  const show = (value: Value) => (isSecret ? '[Redact]' : quoteValue(value));
  return {
    name,
    sent: path.read,
    said: path.said,
    read: (data) => {
      const part = path.part(data);
      if (hasValuelessElements(part)) return valueless(name);
      const value = valueIn(part);
      if (type === undefined || value === null) return value;
      const typed = typedValue(value, type);
      return typed === undefined ? mistyped(name, show(value), type) : typed;
    },
  };
}

interface SourceType {
  /** As it is called in a fault, with its article. */
  readonly called: string;
  /** The spellings that are taken. */
  readonly accepted: string;
  /** `undefined`: no value of the type. */
  readonly of: (value: Scalar) => Scalar | undefined;
}

/** Text, references and binaries are whatever was sent. */
const TYPES: Readonly<Partial<Record<AttributeType, SourceType>>> = {
  Boolean: { called: 'a Boolean', accepted: 'true and false in any case, 1 and 0', of: toBoolean },
  Integer: { called: 'an Integer', accepted: 'whole numbers and their digits', of: toInteger },
  DateTime: {
    called: 'a DateTime',
    accepted: 'what CDate reads, such as 2024-05-01 or 2024-05-01T08:00:00Z',
    of: (value) => (typeof value === 'string' && readAny(value) !== undefined ? value : undefined),
  },
};

function typedValue(value: Scalar | readonly Scalar[], { of }: SourceType): Value | undefined {
  if (isScalar(value)) return isNoValue(value) ? null : of(value);
  const typed = listOf(value).map(of);
  return typed.includes(undefined) ? undefined : (typed as readonly Scalar[]);
}

function mistyped(name: string, value: string, { called, accepted }: SourceType): Refusal {
  const message =
    `${name} is ${value}, which is not ${called}: ${accepted} are taken. ` +
    'Declare the attribute as String and map the words with Switch, if the source sends words.';
  return new Refusal('InvalidValue', message);
}

function valueless(name: string): Refusal {
  const message = `${name} has elements without a "value", so no list of values can be had from it.`;
  return new Refusal('InvalidValue', message);
}

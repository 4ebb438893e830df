/**
 * Mapped values become values of the target attribute's type, so that every target is handed what its schema promises:
 * booleans as booleans, integers as numbers (bigints beyond 2^53), points in time as ISO 8601 in UTC, multi-valued
 * attributes as lists. Empty text flows as it is into text (spec/engine.md 3.3); elsewhere it is no value.
 */
import type { FailureCode } from '../../errors';
import { isScalar, listOf, printScalar, type Scalar, type Value } from '../../value';
import type { AttributeDefinition, AttributeType } from '../synchronizationSchema';
import { parseInstant, printInstant } from './instant';

/** Why a value cannot be had as the target's type. */
export class Refusal {
  constructor(
    readonly code: FailureCode,
    readonly message: string,
  ) {}
}

export type Converter = (value: Value) => Value | Refusal;

type Definition = Pick<AttributeDefinition, 'name' | 'type' | 'multivalued'>;

export function converterFor(definition: Definition): Converter {
  return definition.multivalued ? manyValues(definition) : oneValue(definition);
}

function oneValue({ name, type }: Definition): Converter {
  const toType = SCALARS[type];
  return (value) => {
    if (value === null) return null;
    if (isScalar(value)) return convertScalar(value, toType, name, type);
    if (value.length > 1) {
      return new Refusal('SchemaPropertyCanOnlyAcceptValue', `${name} takes one value, got ${value.length}.`);
    }
    const [only] = value;
    return only === undefined ? null : convertScalar(only, toType, name, type);
  };
}

function manyValues({ name, type }: Definition): Converter {
  const toType = SCALARS[type];
  return (value) => {
    if (value === null) return null;
    const converted: Scalar[] = [];
    for (const each of listOf(value)) {
      const result = convertScalar(each, toType, name, type);
      if (result instanceof Refusal) return result;
      if (result !== null) converted.push(result);
    }
    return converted.length === 0 ? null : converted;
  };
}

function convertScalar(value: Scalar, toType: ScalarConverter, name: string, type: AttributeType) {
  const converted = toType(value);
  if (converted !== undefined) return converted;
  return new Refusal('InvalidValue', `${name} takes ${EXPECTED[type]}, got "${printScalar(value)}".`);
}

/** `null`: no value. `undefined`: not a value of the type. */
type ScalarConverter = (value: Scalar) => Scalar | null | undefined;

const SCALARS: Readonly<Record<AttributeType, ScalarConverter>> = {
  String: toText,
  Reference: (value) => (value === '' ? null : toText(value)),
  Binary: toText,
  Boolean: (value) => (value === '' ? null : toBoolean(value)),
  Integer: (value) => (value === '' ? null : toInteger(value)),
  DateTime: (value) => {
    if (value === '') return null;
    const instant = parseInstant(printScalar(value));
    return instant === undefined ? undefined : printInstant(instant);
  },
};

const EXPECTED: Readonly<Record<AttributeType, string>> = {
  String: 'text',
  Reference: 'the source anchor of a person',
  Binary: 'base64 text',
  Boolean: 'True or False',
  Integer: 'a whole number',
  DateTime: 'a date or a point in time such as 2024-05-01T08:00:00Z',
};

function toText(value: Scalar): string {
  return typeof value === 'string' ? value : printScalar(value);
}

/** True and False whatever their case, and 1 and 0, which is how spreadsheets write them. */
export function toBoolean(value: Scalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = printScalar(value).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** A number where it is exact, otherwise a bigint. Longer than any directory's integers is none: reading it would take long. */
export function toInteger(value: Scalar): number | bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const text = printScalar(value).trim();
  if (typeof value === 'boolean' || !/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const exact = BigInt(text.replace('+', ''));
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

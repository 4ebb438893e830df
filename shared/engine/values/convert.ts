/**
 * Mapped values become values of the target attribute's type, so that every target is handed what its schema promises:
 * booleans as booleans, integers as numbers (bigints beyond 2^53), points in time as ISO 8601 in UTC, multi-valued
 * attributes as lists. Blank text is no value, neither alone nor within a list (spec/payload.md 3.1, 3.3).
 */
import type { FailureCode } from '../../errors';
import { isNoValue, listOf, printScalar, quoteValue, type Scalar, type Value } from '../../value';
import type { AttributeDefinition, AttributeType } from '../synchronizationSchema';
import { hasLoneHalf } from './characters';
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

/** @returns milliseconds since the epoch; `undefined` for text that is no date */
export type ReadInstant = (text: string) => number | undefined;

/** @param readInstant what of a date's text is understood, where that is more than what directories write */
export function converterFor(definition: Definition, readInstant: ReadInstant = parseInstant): Converter {
  const scalars = definition.type === 'DateTime' ? dateConverter(readInstant) : SCALARS[definition.type];
  return definition.multivalued ? manyValues(definition, scalars) : oneValue(definition, scalars);
}

function oneValue({ name, type }: Definition, toType: ScalarConverter): Converter {
  return (value) => {
    const values = present(value);
    const [only] = values;
    if (values.length > 1) {
      const message = `${name} takes one value, got ${values.length}.`;
      return new Refusal('SchemaPropertyCanOnlyAcceptValue', message);
    }
    return only === undefined ? null : convertScalar(only, toType, name, type);
  };
}

function manyValues({ name, type }: Definition, toType: ScalarConverter): Converter {
  return (value) => {
    const converted: Scalar[] = [];
    for (const each of present(value)) {
      const result = convertScalar(each, toType, name, type);
      if (result instanceof Refusal) return result;
      converted.push(result);
    }
    return converted.length === 0 ? null : converted;
  };
}

/** The values that are any. */
function present(value: Value): readonly Scalar[] {
  return listOf(value).filter((each) => !isNoValue(each));
}

function convertScalar(value: Scalar, toType: ScalarConverter, name: string, type: AttributeType): Scalar | Refusal {
  const converted = toType(value);
  if (typeof converted === 'string' && hasLoneHalf(converted)) {
    return new Refusal('InvalidValue', `${name} would get half of a character, which no directory can keep.`);
  }
  if (converted !== undefined) return converted;
  return new Refusal('InvalidValue', `${name} takes ${EXPECTED[type]}, got ${quoteValue(value)}.`);
}

/** `undefined`: not a value of the type. */
type ScalarConverter = (value: Scalar) => Scalar | undefined;

const SCALARS: Readonly<Record<Exclude<AttributeType, 'DateTime'>, ScalarConverter>> = {
  String: printScalar,
  Reference: printScalar,
  Binary: printScalar,
  Boolean: toBoolean,
  Integer: toInteger,
};

function dateConverter(readInstant: ReadInstant): ScalarConverter {
  return (value) => {
    const instant = readInstant(printScalar(value));
    return instant === undefined ? undefined : printInstant(instant);
  };
}

const EXPECTED: Readonly<Record<AttributeType, string>> = {
  String: 'text',
  Reference: 'the source anchor of a person',
  Binary: 'base64 text',
  Boolean: 'True or False',
  Integer: 'a whole number',
  DateTime: 'a date or a point in time such as 2024-05-01T08:00:00Z',
};

/** True and False whatever their case, and 1 and 0, which is how spreadsheets write them. */
export function toBoolean(value: Scalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = printScalar(value).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** A number where it is exact, otherwise a bigint. Longer than any directory's integers is none: reading it would take long. */
export function toInteger(value: Scalar): number | bigint | undefined {
  const text = printScalar(value).trim();
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const exact = BigInt(text);
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

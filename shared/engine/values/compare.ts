/**
 * Whether two values of an attribute are the same, the way its type says (spec/engine.md 3.4): text without case unless
 * the attribute is `caseExact`, booleans and integers by value, points in time by instant, distinguished names by what they
 * mean, multi-valued attributes as sets. Null and the empty list are the same; null and empty text are not.
 */

import { isScalar, listOf, printScalar, type Scalar, type Value } from '../../value';
import type { AttributeDefinition } from '../synchronizationSchema';
import { toBoolean, toInteger } from './convert';
import { canonicalName } from './distinguishedName';
import { parseInstant } from './instant';
import { meansNone } from './none';

/** Two scalars are the same value exactly when their keys are the same text. */
export type ComparisonKey = (value: Scalar) => string;

type Definition = Pick<AttributeDefinition, 'name' | 'type' | 'caseExact' | 'metadata'> &
  Partial<Pick<AttributeDefinition, 'multivalued'>>;

export function comparisonKey(definition: Definition): ComparisonKey {
  if (isDistinguishedName(definition)) return (value) => canonicalName(printScalar(value));
  switch (definition.type) {
    case 'Boolean':
      return (value) => String(toBoolean(value) ?? printScalar(value));
    case 'Integer':
      return (value) => (meansNone(definition.name, value) ? 'none' : String(toInteger(value) ?? printScalar(value)));
    case 'DateTime':
      return (value) => String(parseInstant(printScalar(value)) ?? printScalar(value));
    case 'Reference':
      return fold;
    case 'Binary':
      return printScalar;
    case 'String': {
      const plain = definition.caseExact ? printScalar : fold;
      return definition.multivalued ? (value) => plain(elementValue(value)) : plain;
    }
  }
}

export function sameValue(left: Value, right: Value, keyOf: ComparisonKey): boolean {
  if (left === right) return true;
  if (isScalar(left)) {
    if (isScalar(right)) return keyOf(left) === keyOf(right);
    if (right === null) return false;
  }
  const lefts = keySet(left, keyOf);
  const rights = keySet(right, keyOf);
  return lefts.size === rights.size && [...lefts].every((key) => rights.has(key));
}

/** The members of `wanted` that `present` lacks. */
export function missingValues(wanted: Value, present: Value, keyOf: ComparisonKey): readonly Scalar[] {
  const held = keySet(present, keyOf);
  return listOf(wanted).filter((value) => !held.has(keyOf(value)));
}

function keySet(value: Value, keyOf: ComparisonKey): ReadonlySet<string> {
  return new Set(listOf(value).map(keyOf));
}

/** An element that a mapping writes as the JSON of an object, as AppRoleAssignmentsComplex does, is the one of its value. */
function elementValue(value: Scalar): Scalar {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    const { value: held } = JSON.parse(value) as { value?: unknown };
    return typeof held === 'string' ? held : value;
  } catch {
    return value;
  }
}

function fold(value: Scalar): string {
  return printScalar(value).toLowerCase();
}

const NAMES = new Set(['distinguishedname', 'parentdistinguishedname']);

function isDistinguishedName({ name, metadata }: Definition): boolean {
  return NAMES.has(name.toLowerCase()) || metadata.some(({ key, value }) => key === 'IsContainer' && value === 'true');
}

/**
 * The operators of scoping filters, each one entry: what the API lists (spec/wire-contract.md 3.7) and what may be saved. What
 * each means stands apart (`scopeTests.ts`): whoever only offers them does without regular expressions.
 */

import type { AttributeType } from '../synchronizationSchema';

export interface ScopeOperator<Name extends string = ScopeOperatorName> {
  /** As the API lists it and the log prints it. */
  readonly name: Name;
  readonly arity: 'Unary' | 'Binary';
  readonly supportedAttributeTypes: readonly AttributeType[];
  /** What the operator says of an attribute without a value, whatever the operand. */
  readonly whenEmpty: boolean;
}

const ALL_TYPES: readonly AttributeType[] = ['String', 'Integer', 'Reference', 'Binary', 'Boolean', 'DateTime'];

function unary<Name extends string>(
  name: Name,
  supportedAttributeTypes: readonly AttributeType[],
): ScopeOperator<Name> {
  return { name, arity: 'Unary', supportedAttributeTypes, whenEmpty: false };
}

function binary<Name extends string>(
  name: Name,
  supportedAttributeTypes: readonly AttributeType[],
): ScopeOperator<Name> {
  return { name, arity: 'Binary', supportedAttributeTypes, whenEmpty: false };
}

export const SCOPE_OPERATORS = [
  binary('EQUALS', ['String', 'Integer']),
  binary('NOT EQUALS', ['String', 'Integer']),
  unary('IS TRUE', ['Boolean']),
  unary('IS FALSE', ['Boolean']),
  { ...unary('IS NULL', ALL_TYPES), whenEmpty: true },
  unary('IS NOT NULL', ALL_TYPES),
  binary('REGEX MATCH', ['String', 'Integer']),
  binary('NOT REGEX MATCH', ['String', 'Integer']),
  binary('Greater_Than', ['Integer']),
  binary('Greater_Than_OR_EQUALS', ['Integer']),
  binary('Includes', ['String']),
  binary('ENDS_WITH', ['String']),
  binary('&', ['String', 'Integer']),
  binary('!&', ['String', 'Integer']),
] as const;

export type ScopeOperatorName = (typeof SCOPE_OPERATORS)[number]['name'];

const BY_NAME: ReadonlyMap<string, ScopeOperator> = new Map(
  SCOPE_OPERATORS.map((operator) => [normalized(operator.name), operator]),
);

/** Finds an operator by any spelling of its name: case, blanks and underscores do not count. */
export function scopeOperator(name: string): ScopeOperator | undefined {
  return BY_NAME.get(normalized(name));
}

function normalized(name: string): string {
  return name.replace(/[\s_]/g, '').toUpperCase();
}

/**
 * The operators of scoping filters, each one entry: what the API lists (spec/wire-contract.md 3.7), what may be saved, and
 * what it means (spec/engine.md 5.2). Text compares ordinally and with case; nothing but IS NULL holds for an empty value.
 */

import { printScalar, type Scalar } from '../../value';
import { compilePattern, TOO_LONG } from '../expression/pattern';
import type { AttributeType } from '../synchronizationSchema';
import { Refusal, toBoolean, toInteger } from '../values/convert';

/** A refusal: it cannot be told whether the value passes. */
export type Test = (value: Scalar) => boolean | Refusal;

export interface ScopeOperator {
  /** As the API lists it and the log prints it. */
  readonly name: string;
  readonly arity: 'Unary' | 'Binary';
  readonly supportedAttributeTypes: readonly AttributeType[];
  /** What the operator says of an attribute without a value, whatever the operand. */
  readonly whenEmpty: boolean;
  /**
   * @param operand empty for unary operators
   * @param type of the attribute, where it is known
   * @returns the test for one value, or what is wrong with the operand
   */
  readonly compile: (operand: string, type?: AttributeType) => Test | { readonly fault: string };
}

const ALL_TYPES: readonly AttributeType[] = ['String', 'Integer', 'Reference', 'Binary', 'Boolean', 'DateTime'];

function unary(name: string, supportedAttributeTypes: readonly AttributeType[], test: Test): ScopeOperator {
  return { name, arity: 'Unary', supportedAttributeTypes, whenEmpty: false, compile: () => test };
}

function binary(
  name: string,
  supportedAttributeTypes: readonly AttributeType[],
  compile: ScopeOperator['compile'],
): ScopeOperator {
  return { name, arity: 'Binary', supportedAttributeTypes, whenEmpty: false, compile };
}

type Compile = ScopeOperator['compile'];

/** Numbers are compared as numbers where both sides are; `1001` in the payload equals the operand `1001` either way. */
const equals: Compile = (operand) => {
  const integer = toInteger(operand);
  return (value) =>
    typeof value === 'number' && integer !== undefined ? value === integer : printScalar(value) === operand;
};

/** Both sides are whole numbers from 0; an operand that is none makes the rule invalid. */
function ordering(holds: (value: number | bigint, operand: number | bigint) => boolean): Compile {
  return (operand) => {
    const limit = toInteger(operand);
    if (limit === undefined || limit < 0) return { fault: `must be a whole number from 0, got "${operand}"` };
    return (value) => {
      const integer = toInteger(value);
      return integer !== undefined && holds(integer, limit);
    };
  };
}

const matches: Compile = (operand) => {
  const compiled = compilePattern(operand);
  if (!compiled.ok) return { fault: `is no usable pattern: ${compiled.message}` };
  const { pattern } = compiled;
  // Unanchored, as .NET's Regex.IsMatch (engine.md 5.2).
  return (value) => pattern.test(printScalar(value)) ?? new Refusal('ExpressionFailed', `'${operand}': ${TOO_LONG}`);
};

/** The value occurs in the operand; of an integer attribute and an integer operand, they share a bit (engine.md 5.2). */
const occursIn: Compile = (operand, type) => {
  const mask = toInteger(operand);
  return (value) => {
    const bits = type === 'Integer' || typeof value === 'number' ? toInteger(value) : undefined;
    if (mask === undefined || bits === undefined) return operand.includes(printScalar(value));
    return (BigInt(bits) & BigInt(mask)) !== 0n;
  };
};

/** The opposite test. An empty value still holds for neither. */
function not(compile: Compile): Compile {
  return (operand, type) => {
    const test = compile(operand, type);
    return typeof test === 'function' ? (value) => opposite(test(value)) : test;
  };
}

function opposite(verdict: boolean | Refusal): boolean | Refusal {
  return verdict instanceof Refusal ? verdict : !verdict;
}

export const SCOPE_OPERATORS: readonly ScopeOperator[] = [
  binary('EQUALS', ['String', 'Integer'], equals),
  binary('NOT EQUALS', ['String', 'Integer'], not(equals)),
  unary('IS TRUE', ['Boolean'], (value) => toBoolean(value) === true),
  unary('IS FALSE', ['Boolean'], (value) => toBoolean(value) === false),
  { ...unary('IS NULL', ALL_TYPES, () => false), whenEmpty: true },
  unary('IS NOT NULL', ALL_TYPES, () => true),
  binary('REGEX MATCH', ['String', 'Integer'], matches),
  binary('NOT REGEX MATCH', ['String', 'Integer'], not(matches)),
  binary(
    'Greater_Than',
    ['Integer'],
    ordering((value, limit) => value > limit),
  ),
  binary(
    'Greater_Than_OR_EQUALS',
    ['Integer'],
    ordering((value, limit) => value >= limit),
  ),
  binary('Includes', ['String'], (operand) => (value) => printScalar(value).includes(operand)),
  binary('ENDS_WITH', ['String'], (operand) => (value) => printScalar(value).endsWith(operand)),
  binary('&', ['String', 'Integer'], occursIn),
  binary('!&', ['String', 'Integer'], not(occursIn)),
];

const BY_NAME = new Map(SCOPE_OPERATORS.map((operator) => [normalized(operator.name), operator]));

/** Finds an operator by any spelling of its name: case, blanks and underscores do not count. */
export function scopeOperator(name: string): ScopeOperator | undefined {
  return BY_NAME.get(normalized(name));
}

function normalized(name: string): string {
  return name.replace(/[\s_]/g, '').toUpperCase();
}

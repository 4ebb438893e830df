/**
 * What the operators of scoping filters mean (spec/engine.md 5.2). Text compares ordinally and with case; nothing but IS NULL
 * holds for an empty value.
 */

import { printScalar, type Scalar } from '../../value';
import { compilePattern, TOO_LONG } from '../expression/pattern';
import type { AttributeType } from '../synchronizationSchema';
import { Refusal, toBoolean, toInteger } from '../values/convert';
import type { ScopeOperatorName } from './scopeOperators';

/** A refusal: it cannot be told whether the value passes. */
export type Test = (value: Scalar) => boolean | Refusal;

/**
 * @param operand empty for unary operators
 * @param type of the attribute, where it is known
 * @returns the test for one value, or what is wrong with the operand
 */
type Compile = (operand: string, type?: AttributeType) => Test | { readonly fault: string };

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

/** Of every operator one. */
export const SCOPE_TESTS: Readonly<Record<ScopeOperatorName, Compile>> = {
  EQUALS: equals,
  'NOT EQUALS': not(equals),
  'IS TRUE': () => (value) => toBoolean(value) === true,
  'IS FALSE': () => (value) => toBoolean(value) === false,
  'IS NULL': () => () => false,
  'IS NOT NULL': () => () => true,
  'REGEX MATCH': matches,
  'NOT REGEX MATCH': not(matches),
  Greater_Than: ordering((value, limit) => value > limit),
  Greater_Than_OR_EQUALS: ordering((value, limit) => value >= limit),
  Includes: (operand) => (value) => printScalar(value).includes(operand),
  ENDS_WITH: (operand) => (value) => printScalar(value).endsWith(operand),
  '&': occursIn,
  '!&': not(occursIn),
};

/**
 * The relational operators: numbers by value, everything else ordinally and with case (spec/engine.md 1.5). Two texts that
 * look like numbers are told apart as texts, "0100" from "100", and put in order as numbers (spec/payload.md 6).
 */
import type { Scalar, Value } from '../../value';
import { isList, textOf } from './coercion';
import { type Evaluate, EvaluationFailure, requireValue } from './evaluation';
import { MAX_NUMBER_LENGTH } from './limits';
import type { Relation } from './syntax';

const NUMBER = /^[+-]?[0-9]+(?:\.[0-9]+)?$/;

/** Numbers of at most this many characters are told apart by a double. */
const EXACT_DIGITS = 15;

const HOLDS: Readonly<Record<Relation, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
};

export function compileComparison(relation: Relation, left: Evaluate, right: Evaluate, column: number): Evaluate {
  const holds = HOLDS[relation];
  const isEquality = relation === '=' || relation === '<>';
  return (read, context) => {
    const first = scalar(requireValue(left(read, context)), relation, column);
    const second = scalar(requireValue(right(read, context)), relation, column);
    if (isEquality && typeof first === 'string' && typeof second === 'string') return holds(first === second ? 0 : 1);
    if (typeof first === 'number' && typeof second === 'number') return holds(first - second);
    return holds(compare(textOf(first), textOf(second)));
  };
}

function scalar(value: Value, relation: Relation, column: number): Scalar | null {
  if (!isList(value)) return value;
  const message = `"${relation}" compares single values, and one side has ${value.length}. Take one with Item, put them together with Join, or count them with Count.`;
  throw new EvaluationFailure(message, column);
}

/** Negative, zero or positive, as `left` comes before, with or after `right`. */
export function compare(left: string, right: string): number {
  if (left === right) return 0;
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  return left < right ? -1 : 1;
}

export function isNumber(text: string): boolean {
  return text.length <= MAX_NUMBER_LENGTH && NUMBER.test(text);
}

function compareNumbers(left: string, right: string): number {
  if (left.length <= EXACT_DIGITS && right.length <= EXACT_DIGITS) return Math.sign(Number(left) - Number(right));
  const places = Math.max(decimalPlaces(left), decimalPlaces(right));
  const difference = scaled(left, places) - scaled(right, places);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

function decimalPlaces(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** The number times ten to the power of `places`, which makes it whole. */
function scaled(text: string, places: number): bigint {
  return BigInt(text.replace('.', '') + '0'.repeat(places - decimalPlaces(text)));
}

/** What a compiled expression is made of: closures from a person's data to a value, and the two ways out of them. */
import type { Value } from '../../value';
import type { EvaluationContext, ReadAttribute } from './contract';

/** Drops the mapping, or the whole person, from the flow. Also thrown, where a function needs a value and gets this. */
export const IGNORE_ATTRIBUTE: unique symbol = Symbol('IgnoreAttributeFlow');
export const IGNORE_OBJECT: unique symbol = Symbol('IgnoreObjectFlow');
export type Signal = typeof IGNORE_ATTRIBUTE | typeof IGNORE_OBJECT;

/** Signals travel as results as far as they can, so that the common `IgnoreFlowIfNullOrEmpty(…)` costs no exception. */
export type Outcome = Value | Signal;

export type Evaluate = (read: ReadAttribute, context: EvaluationContext) => Outcome;

/** Thrown inside an evaluation and turned into a value at its top; no stack trace, because it is not a fault of ours. */
export class EvaluationFailure {
  readonly code: 'ExpressionFailed' | 'NoUniqueValue';
  readonly message: string;
  readonly column: number;

  constructor(message: string, column: number, code: EvaluationFailure['code'] = 'ExpressionFailed') {
    this.code = code;
    this.message = message;
    this.column = column;
  }
}

/** @throws the signal itself, when there is no value to go on with */
export function requireValue(outcome: Outcome): Value {
  if (typeof outcome === 'symbol') throw outcome;
  return outcome;
}

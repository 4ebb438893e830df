/**
 * A function of the expression language is one entry of data. The compiler, the arity messages, Graph's function list and
 * the table in docs/expressions.md all read the same entry, and its example is a test.
 */
import type { Scalar, Value } from '../../value';
import type { FoundFault } from './contract';
import type { Evaluate } from './evaluation';
import { list, type ParameterType } from './parameterType';
import type { ExpressionNode } from './syntax';

export interface Parameter<T = unknown> {
  readonly name: string;
  readonly type: ParameterType<T>;
  readonly required: boolean;
  /** Only the last parameter may repeat. Empty slots among its arguments are passed over, except in pairs. */
  readonly repeats?: { readonly atLeast: number; readonly inPairs?: boolean };
  /** The parameter may be left out together with its slot: an older form of the function had one argument less. */
  readonly omittable?: boolean;
}

export interface Example {
  readonly expression: string;
  readonly source: Readonly<Record<string, Value>>;
  /** As in the conformance vectors (spec/engine.md 14), without the errors. */
  readonly expected: Value | { readonly matches: string } | { readonly ignored: true };
}

/** Whether a call with constant arguments may be computed once, when the expression is compiled. */
export type Dependence =
  /** On its arguments alone. */
  | 'arguments'
  /** Also on the evaluation's context. */
  | 'context'
  /** Also on the moment or on chance: two evaluations may differ. */
  | 'volatile';

export interface FunctionEntry {
  readonly name: string;
  /** One line for the documentation: what the function gives. */
  readonly help: string;
  readonly parameters: readonly Parameter[];
  readonly example: Example;
  readonly dependsOn?: Dependence;
  /** Must be the outermost call of its expression. */
  readonly outermost?: true;
  /** Its number may be unknown. A comparison with it then fails: it must not decide anything on what nobody said. */
  readonly mayBeUnknown?: true;
  /** Its value must not appear in logs. */
  readonly redacts?: true;
  compile(call: BoundCall): Evaluate;
}

/** An argument, compiled. */
export interface Argument {
  readonly node: ExpressionNode;
  readonly evaluate: Evaluate;
  /** Its value, where that is known when the expression is compiled. */
  readonly constant?: Value;
}

/** A call whose slots are matched to the function's parameters. */
export interface BoundCall {
  /** One for each parameter that does not repeat; `undefined` where an optional argument is absent. */
  readonly args: readonly (Argument | undefined)[];
  /** The arguments of the parameter that repeats. */
  readonly rest: readonly Argument[];
  readonly site: CallSite;
}

/** The place of a call in its expression: everything a function needs to say what went wrong. */
export interface CallSite {
  /** The function's name. */
  readonly name: string;
  readonly column: number;
  /** Fails the evaluation. */
  fail(message: string): never;
  /** Refuses the expression at compile time; gives a closure so that compiling can go on to the next fault. */
  refuse(kind: FoundFault['kind'], message: string, column?: number): Evaluate;
}

export function required<T>(name: string, type: ParameterType<T>): Parameter<T> {
  return { name, type, required: true };
}

export function optional<T>(name: string, type: ParameterType<T>): Parameter<T | undefined> {
  return { name, type, required: false };
}

/** The last parameter, given several times. To a strict function its arguments are one list of all their values. */
export function repeating(
  name: string,
  repeats: Parameter['repeats'] & object = { atLeast: 1 },
): Parameter<readonly Scalar[]> {
  return { name, type: list, required: true, repeats };
}

/** An absent argument is null. */
export function evaluateOf(argument: Argument | undefined): Evaluate {
  return argument?.evaluate ?? (() => null);
}

/** How the function is written, for messages and documentation: `ToLower(source, culture?)`. */
export function signature({ name, parameters }: FunctionEntry): string {
  return `${name}(${parameters.map(parameterText).join(', ')})`;
}

function parameterText({ name, required, repeats }: Parameter): string {
  if (!repeats) return required ? name : `${name}?`;
  return `${Array(repeats.atLeast).fill(name).join(', ')}, …`;
}

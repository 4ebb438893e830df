/** Runs conformance vectors, expressions and scoping filters, against the engine (format: spec/engine.md 14). */
import { randomBytes } from 'node:crypto';
import { compileExpression, type EvaluationContext, type ReadAttribute } from '../../shared/engine/expression';
import { compileScope, type ScopeAttribute } from '../../shared/engine/schema/scoping';
import type { AttributeType, ScopeFilter } from '../../shared/engine/synchronizationSchema';
import { printScalar, type Scalar, type Value } from '../../shared/value';

type Source = Readonly<Record<string, Value>>;

export type ExpectedValue =
  | Value
  | { readonly matches: string }
  | { readonly ignored: true }
  | { readonly error: string };

export interface ExpressionVector {
  readonly id: string;
  readonly expression: string;
  readonly source: Source;
  readonly context: { readonly defaultDomain?: string; readonly now?: string; readonly taken?: readonly string[] };
  readonly expected: ExpectedValue;
}

export interface FilterVector {
  readonly id: string;
  readonly filter: ScopeFilter;
  readonly attributeTypes: Readonly<Record<string, AttributeType>>;
  readonly source: Source;
  readonly expected: boolean | { readonly error: 'config' };
}

export type Vector = ExpressionVector | FilterVector;

export interface VectorResult {
  readonly id: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly actual: string;
}

export function runVector(vector: Vector): VectorResult {
  const { id } = vector;
  if ('filter' in vector) {
    const actual = filterOutcome(vector);
    return { id, passed: same(actual, vector.expected), expected: show(vector.expected), actual: show(actual) };
  }
  const actual = expressionOutcome(vector);
  return { id, passed: meets(actual, vector.expected), expected: show(vector.expected), actual: show(actual) };
}

function expressionOutcome({ expression, source, context }: ExpressionVector): ExpectedValue {
  const compilation = compileExpression(expression);
  if (!compilation.ok) return { error: compilation.faults[0]?.kind ?? 'none' };
  const evaluation = compilation.expression.evaluate(reader(source), evaluationContext(context));
  switch (evaluation.kind) {
    case 'value':
      return evaluation.value;
    case 'failed':
      return { error: evaluation.failure.code === 'NoUniqueValue' ? 'no-unique-value' : 'evaluation' };
    default:
      return { ignored: true };
  }
}

function filterOutcome({ filter, attributeTypes, source }: FilterVector): FilterVector['expected'] {
  const attributes = new Map<string, ScopeAttribute>();
  for (const [name, value] of Object.entries(source)) {
    // A vector shows in its value only that an attribute is multi-valued.
    if (Array.isArray(value)) attributes.set(name, { type: 'String', multivalued: true });
  }
  for (const [name, type] of Object.entries(attributeTypes)) {
    attributes.set(name, { type, multivalued: Array.isArray(source[name]) });
  }
  const compilation = compileScope(filter, attributes);
  return compilation.ok ? compilation.scope.evaluate(reader(source)).inScope : { error: 'config' };
}

/** The vectors' records are flattened already: the text between the brackets is the key. */
function reader(source: Source): ReadAttribute {
  return (name) => (Object.hasOwn(source, name) ? (source[name] ?? null) : null);
}

function evaluationContext({ defaultDomain = '', now, taken = [] }: ExpressionVector['context']): EvaluationContext {
  // The target compares without case, as Active Directory does.
  const values = new Set(taken.map((value) => value.toLowerCase()));
  return {
    now: now === undefined ? Date.now() : Date.parse(now),
    defaultDomain,
    randomBytes: (length) => randomBytes(length),
    isTaken: (value) => values.has(value.toLowerCase()),
  };
}

function meets(actual: ExpectedValue, expected: ExpectedValue): boolean {
  if (expected !== null && typeof expected === 'object' && 'matches' in expected) {
    return isScalarValue(actual) && new RegExp(expected.matches).test(printScalar(actual));
  }
  return same(actual, expected);
}

function same(actual: ExpectedValue, expected: ExpectedValue): boolean {
  return JSON.stringify(canonical(actual)) === JSON.stringify(canonical(expected));
}

/** Booleans as `True` and `False`, numbers in decimal, lists value by value. */
function canonical(value: ExpectedValue): unknown {
  if (Array.isArray(value)) return value.map(printScalar);
  return isScalarValue(value) ? printScalar(value) : value;
}

function isScalarValue(value: ExpectedValue): value is Scalar {
  return value !== null && typeof value !== 'object';
}

function show(value: ExpectedValue): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? 'nothing';
}

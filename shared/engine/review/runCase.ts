/** Runs one mapping test: puts its person through the engine and tells where the outcome is not the expected one. */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { printScalar, type Scalar, type Value } from '../../value';
import type { CompiledSchema } from '../schema/compileSchema';
import { type Outcome, outcomeOf } from './outcome';
import type { MappingCase } from './readCase';

/** An expectation that did not come true. */
export interface Difference {
  /** `action`, `values.department`, `failures`, … */
  readonly what: string;
  /** As text: `null` for no value. */
  readonly expected: string;
  readonly actual: string;
  /** Why the value is what it is, where the engine has a reason. */
  readonly because?: string;
}

export interface CaseResult {
  /** None: the test passes. */
  readonly differences: readonly Difference[];
  readonly outcome: Outcome;
}

export function runCase(compiled: CompiledSchema, test: MappingCase): CaseResult {
  const outcome = outcomeOf(compiled, test);
  const { expected } = test;
  const failures = outcome.failures.map(({ code, attribute }) => (attribute ? { code, attribute } : { code }));
  const differences = [
    ...compare('action', expected.action, outcome.action),
    ...compare('skippedBecause', expected.skippedBecause, outcome.skippedBecause),
    ...compare('failures', expected.failures, failures),
    ...compare('matchedBy', expected.matchedBy, outcome.matchedBy),
    ...compareEach('values', expected.values, outcome.values, outcome),
    ...compareEach('references', expected.references, outcome.references, outcome),
    ...compareChanges(expected.changes, outcome),
  ];
  return { differences, outcome };
}

function compare(what: string, expected: Json | undefined, actual: Json | Value): readonly Difference[] {
  if (expected === undefined || matches(expected, actual)) return [];
  return [{ what, expected: print(expected), actual: print(actual) }];
}

/** The members that are expected; others do not matter. */
function compareEach(
  what: string,
  expected: JsonObject | undefined,
  actual: Readonly<Record<string, Value>>,
  { explanations }: Outcome,
): readonly Difference[] {
  return Object.entries(expected ?? {}).flatMap(([name, value]) => {
    const reason = explanations.find(({ target }) => target === name);
    const because =
      reason && `${reason.expression ?? 'no source'} gave ${reason.result ?? 'no value'}. ${reason.reason}`;
    const differences = compare(`${what}.${name}`, value, actual[name] ?? null);
    return differences.map((difference) => ({ ...difference, ...(because && { because }) }));
  });
}

/** All members: a change that nobody expects is a difference too. */
function compareChanges(expected: JsonObject | undefined, outcome: Outcome): readonly Difference[] {
  if (expected === undefined) return [];
  const names = new Set([...Object.keys(outcome.changes), ...Object.keys(expected)]);
  const wanted = [...names].map((name) => [name, expected[name] ?? (name in expected ? null : NOT_WRITTEN)] as const);
  const written = [...names].map(
    (name) => [name, outcome.changes[name] ?? (name in outcome.changes ? null : NOT_WRITTEN)] as const,
  );
  return compareEach('changes', Object.fromEntries(wanted), Object.fromEntries(written), outcome);
}

const NOT_WRITTEN = '(not written)';

/** `{"matches": "^ann\\d{3}@"}` stands for any text that matches; lists are sets, as multi-valued attributes are. */
function matches(expected: Json, actual: Json | Value): boolean {
  if (!isJsonObject(expected) || typeof expected.matches !== 'string') return print(expected) === print(actual);
  return new RegExp(expected.matches).test(actual === null ? '' : print(actual));
}

/** As the log prints values, so that `true` and `"True"` are one (spec/engine.md 14). */
function print(value: Json | Value): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return printScalar(value);
  if (isJsonObject(value)) return JSON.stringify(value);
  return `[${[...value]
    .map((each: Json | Scalar) => print(each))
    .sort()
    .join(', ')}]`;
}

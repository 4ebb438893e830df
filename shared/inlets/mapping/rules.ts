/** The rules of an inlet's mapping, compiled once into functions of what was fetched (spec/hands.md 1.6, 3.6). */
import { compileExpression } from '../../engine/expression';
import type { CompiledExpression, EvaluationContext } from '../../engine/expression/contract';
import { type AttributePath, compileAttributePath } from '../../scim/attributePath';
import type { JsonObject } from '../../scim/json';
import { isNoValue, isScalar, printValue, type Value } from '../../value';
import type { MapRule } from '../definition';

/** What an event and the answers to it are called, and hold: `{event, employee, …}`. */
export type Documents = JsonObject;

export type RuleOutcome =
  /** `said` is false where nothing that the rule reads is in the documents at all. */
  | { readonly kind: 'value'; readonly value: Value; readonly said: boolean }
  | { readonly kind: 'leftOut' }
  /** Another person, by the vendor's id. */
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export type CompiledRule = (documents: Documents, now: number) => RuleOutcome;

export type RuleVerdict =
  | { readonly ok: true; readonly rule: CompiledRule }
  | { readonly ok: false; readonly messages: readonly string[] };

export function compileRule(rule: MapRule): RuleVerdict {
  if (typeof rule === 'string') return compileText(rule);
  if ('value' in rule) return { ok: true, rule: () => ({ kind: 'value', value: rule.value, said: true }) };
  if ('path' in rule) return { ok: true, rule: closedTable(rule) };
  const text = compileText(rule.person);
  return text.ok ? { ok: true, rule: personBy(text.rule) } : text;
}

/** @returns why the expression cannot be used, or the expression */
export function compileInletExpression(text: string): CompiledExpression | readonly string[] {
  const compilation = compileExpression(text);
  if (!compilation.ok) {
    return compilation.faults.map(({ message, column }) => `${message} (column ${column} of the expression)`);
  }
  const { expression } = compilation;
  if (!expression.selectsUniqueValue && !/\b(?:RandomString|Guid)\s*\(/.test(text)) return expression;
  return [
    'The same answer must always give the same person: RandomString, Guid and SelectUniqueValue are for the job.',
  ];
}

function compileText(text: string): RuleVerdict {
  const expression = compileInletExpression(text);
  if (!('evaluate' in expression)) return { ok: false, messages: expression };
  const paths = new Map(expression.attributes.map((name) => [name, compileAttributePath(name)]));
  return { ok: true, rule: (documents, now) => evaluate(expression, paths, documents, now) };
}

export const contextAt = (now: number): EvaluationContext => ({
  now,
  defaultDomain: '',
  randomBytes: (length) => new Uint8Array(length),
  isTaken: () => false,
});

function evaluate(
  expression: CompiledExpression,
  paths: ReadonlyMap<string, AttributePath>,
  documents: Documents,
  now: number,
): RuleOutcome {
  const evaluation = expression.evaluate((name) => paths.get(name)?.read(documents) ?? null, contextAt(now));
  switch (evaluation.kind) {
    case 'value':
      return { kind: 'value', value: evaluation.value, said: paths.size === 0 || isSaid(paths.values(), documents) };
    case 'ignored':
      return { kind: 'leftOut' };
    case 'ignoredObject':
      return { kind: 'failed', code: 'Ignored', message: `${expression.text} says that the person is not to be sent.` };
    case 'failed':
      return { kind: 'failed', code: evaluation.failure.code, message: evaluation.failure.message };
  }
}

function isSaid(paths: Iterable<AttributePath>, documents: Documents): boolean {
  return [...paths].some((path) => path.part(documents) !== undefined);
}

/** Words compare trimmed and without case; one that is not in the table is nobody's to guess. */
function closedTable(rule: Extract<MapRule, { readonly path: string }>): CompiledRule {
  const path = compileAttributePath(rule.path);
  const table = new Map(Object.entries(rule.values).map(([word, value]) => [wordOf(word), value]));
  const known = Object.keys(rule.values)
    .slice(0, 10)
    .map((word) => `"${word}"`);
  return (documents) => {
    const found = path.read(documents);
    const word = wordOf(printValue(found) ?? '');
    const value = table.get(word);
    if (value !== undefined) return { kind: 'value', value, said: true };
    if (isNoValue(found)) return { kind: 'value', value: null, said: path.part(documents) !== undefined };
    if (rule.otherwise !== undefined) return { kind: 'value', value: rule.otherwise, said: true };
    const message = `${rule.path} is "${printValue(found)}"; expected ${known.join(', ')}.`;
    return { kind: 'failed', code: 'UnknownValue', message };
  };
}

const wordOf = (text: string) => text.trim().toLowerCase();

function personBy(rule: CompiledRule): CompiledRule {
  return (documents, now) => {
    const outcome = rule(documents, now);
    if (outcome.kind !== 'value' || isNoValue(outcome.value)) return outcome;
    if (isScalar(outcome.value)) return { kind: 'person', id: String(outcome.value).trim() };
    return { kind: 'failed', code: 'InvalidValue', message: 'A person is looked up by one id, and there are several.' };
  };
}

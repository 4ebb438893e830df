/** `parseExpression`: is the expression well formed, and what does it make of this person? (spec/wire-contract.md 3.7) */

import { compileExpression, parseExpression } from '../../engine/expression';
import type { EvaluationContext } from '../../engine/expression/contract';
import type { Fields } from '../../engine/schema/parse/fields';
import { readAttribute } from '../../engine/schema/parse/readDirectories';
import type { AttributeDefinition } from '../../engine/synchronizationSchema';
import { converterFor, Refusal } from '../../engine/values/convert';
import type { Needs } from '../../pipeline/ports';
import type { Json } from '../../scim/json';
import { listOf, printScalar, type Scalar, type Value } from '../../value';
import { typeContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { readFields } from '../http/readFields';

type Ports = Needs<'clock' | 'random' | 'maxRequestBytes'>;

interface Question {
  readonly expression: string;
  /** By attribute name; `undefined`: the caller sent no person. */
  readonly input: ReadonlyMap<string, Value> | undefined;
  readonly target: AttributeDefinition | undefined;
}

interface PublicError {
  readonly code: string;
  readonly message: string;
  readonly target: string;
}

/** @param defaultDomain asked for when there is something to evaluate */
export async function postParseExpression(
  call: Call,
  defaultDomain: () => Promise<string>,
  ports: Ports,
): Promise<Reply> {
  const question = await readFields(call.request, ports.maxRequestBytes, readQuestion);
  const parsed = parseExpression(question.expression);
  const outcome = parsed.ok ? await evaluate(question, defaultDomain, ports) : { error: unparsable(parsed.faults) };
  const result = 'result' in outcome ? outcome.result : undefined;
  return {
    status: 200,
    body: {
      '@odata.context': typeContext(call, 'microsoft.graph.parseExpressionResponse'),
      parsingSucceeded: parsed.ok,
      parsedExpression: parsed.ok ? parsed.source : null,
      evaluationSucceeded: result !== undefined,
      evaluationResult: result ?? [],
      error: 'error' in outcome ? outcome.error : null,
    },
  };
}

function readQuestion(fields: Fields): Question {
  const input = fields.child('testInputObject');
  const definition = input?.child('definition');
  const types = new Map(
    definition?.children('attributes').map((attribute) => [attribute.text('name'), readAttribute(attribute)]),
  );
  const target = fields.child('targetAttributeDefinition');
  return {
    expression: fields.text('expression'),
    input: input && readPerson(input, types),
    target: target && readAttribute(target),
  };
}

/** Values come as text, or as what they are; an attribute whose type is told is brought to it. */
function readPerson(input: Fields, types: ReadonlyMap<string, AttributeDefinition>): ReadonlyMap<string, Value> {
  return new Map(
    input.children('properties').map((property) => {
      const name = property.text('key');
      const given = toValue(property.value('value'));
      const type = types.get(name);
      const typed = type === undefined ? given : converterFor(type)(given);
      if (!(typed instanceof Refusal)) return [name, typed];
      property.report(property.at('value'), 'InvalidValue', `${property.at('value')}: ${typed.message}`);
      return [name, null];
    }),
  );
}

function toValue(value: Json | undefined): Value {
  const isScalar = (one: Json): one is Scalar & Json => one !== null && typeof one !== 'object';
  if (Array.isArray(value)) return value.filter(isScalar);
  return value !== undefined && isScalar(value) ? value : null;
}

type Outcome = { readonly result: readonly string[] } | { readonly error: PublicError } | Record<string, never>;

async function evaluate(
  { expression, input, target }: Question,
  defaultDomain: () => Promise<string>,
  { clock, random }: Ports,
): Promise<Outcome> {
  const compilation = compileExpression(expression);
  if (!compilation.ok) return { error: unparsable(compilation.faults) };
  if (input === undefined && compilation.expression.attributes.length > 0) return {}; // nobody to evaluate it for
  const context: EvaluationContext = {
    now: clock.now(),
    defaultDomain: await defaultDomain(),
    randomBytes: (length) => random.bytes(length),
    isTaken: () => false,
  };
  const evaluation = compilation.expression.evaluate((name) => input?.get(name) ?? null, context);
  if (evaluation.kind === 'failed') return { error: failed(evaluation.failure.code, evaluation.failure.message) };
  if (evaluation.kind !== 'value') return { result: [] };
  const value = target === undefined ? evaluation.value : converterFor(target)(evaluation.value);
  if (value instanceof Refusal) return { error: failed('InvalidValue', value.message) };
  return { result: listOf(value).map(printScalar) };
}

function unparsable(faults: readonly { readonly message: string; readonly column: number }[]): PublicError {
  const message = faults.map((fault) => `Column ${fault.column}: ${fault.message}`).join(' ');
  return { code: 'InvalidExpression', message, target: 'expression' };
}

function failed(code: string, message: string): PublicError {
  return { code, message, target: 'expression' };
}

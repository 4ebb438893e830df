/** One mapping's source evaluated for one person and brought to the target's type. */
import type { Failure } from '../../errors';
import type { JsonObject } from '../../scim/json';
import type { Value } from '../../value';
import type { EvaluationContext } from '../expression/contract';
import type { CompiledMapping } from '../schema/compileMapping';
import type { CompiledSchema } from '../schema/compileSchema';
import { Refusal } from '../values/convert';
import type { PlanContext } from './plan';

/** The person at hand, as expressions read one. */
export interface Subject {
  readonly data: JsonObject;
  readonly context: PlanContext;
  readonly read: (name: string) => Value;
  /** What the expression that is being evaluated read and could not be read as its type. */
  unreadable: Refusal | undefined;
}

export function subjectOf(
  { sourceAttribute }: Pick<CompiledSchema, 'sourceAttribute'>,
  data: JsonObject,
  context: PlanContext,
): Subject {
  const subject: Subject = {
    data,
    context,
    unreadable: undefined,
    read: (name) => {
      const value = sourceAttribute(name).read(data);
      if (!(value instanceof Refusal)) return value;
      subject.unreadable ??= value;
      return null;
    },
  };
  return subject;
}

/** The mapping gives no value, not even an empty one. */
export type Interruption =
  /** It took itself out of the flow. */
  | { readonly kind: 'ignored' }
  /** It took the whole person out (IgnoreObjectFlow). */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** `null` for a mapping without a source. A value that is none of its declared type fails whatever reads it. */
export function evaluateMapping(mapping: CompiledMapping, subject: Subject): Value | Interruption {
  if (mapping.isPassword) return null;
  if (mapping.direct !== undefined) return convert(mapping, mapping.direct.read(subject.data));
  if (mapping.expression === undefined) return null;
  subject.unreadable = undefined;
  const evaluation = mapping.expression.evaluate(subject.read, evaluationContext(mapping, subject.context));
  if (subject.unreadable !== undefined) return refused(mapping, subject.unreadable);
  switch (evaluation.kind) {
    case 'value':
      return convert(mapping, evaluation.value);
    case 'ignored':
      return evaluation;
    case 'ignoredObject':
      return { kind: 'dropped' };
    case 'failed':
      return { kind: 'failed', failure: { ...evaluation.failure, attribute: mapping.target } };
  }
}

export function isInterruption(outcome: Value | Interruption): outcome is Interruption {
  return typeof outcome === 'object' && outcome !== null && !Array.isArray(outcome);
}

function convert(mapping: CompiledMapping, value: Value | Refusal): Value | Interruption {
  const converted = value instanceof Refusal ? value : mapping.convert(value);
  return converted instanceof Refusal ? refused(mapping, converted) : converted;
}

function refused({ target }: CompiledMapping, { code, message }: Refusal): Interruption {
  return { kind: 'failed', failure: { code, message, attribute: target } };
}

/** Expressions ask about values alone; which attribute they are for is known here. */
function evaluationContext({ target }: CompiledMapping, context: PlanContext): EvaluationContext {
  return {
    now: context.now,
    defaultDomain: context.defaultDomain,
    randomBytes: context.randomBytes,
    isTaken: (value) => context.isTaken(target, value),
  };
}

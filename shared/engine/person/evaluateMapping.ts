/** One mapping's source evaluated for one person and brought to the target's type. */
import type { Failure } from '../../errors';
import type { JsonObject } from '../../scim/json';
import type { Value } from '../../value';
import type { EvaluationContext, ReadAttribute } from '../expression/contract';
import type { CompiledMapping } from '../schema/compileMapping';
import { Refusal } from '../values/convert';
import type { PlanContext } from './plan';

/** What evaluating asks about the person at hand. */
export interface Subject {
  readonly data: JsonObject;
  readonly read: ReadAttribute;
  readonly context: PlanContext;
}

/** The mapping gives no value, not even an empty one. */
export type Interruption =
  /** It took itself out of the flow. */
  | { readonly kind: 'ignored' }
  /** It took the whole person out (IgnoreObjectFlow). */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** `null` for a mapping without a source. */
export function evaluateMapping(mapping: CompiledMapping, subject: Subject): Value | Interruption {
  if (mapping.direct !== undefined) return convert(mapping, mapping.direct.read(subject.data));
  if (mapping.expression === undefined) return null;
  const evaluation = mapping.expression.evaluate(subject.read, evaluationContext(mapping, subject.context));
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

function convert(mapping: CompiledMapping, value: Value): Value | Interruption {
  const converted = mapping.convert(value);
  if (!(converted instanceof Refusal)) return converted;
  const { code, message } = converted;
  return { kind: 'failed', failure: { code, message, attribute: mapping.target } };
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

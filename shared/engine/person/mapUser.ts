/**
 * One person through all mappings, in the order of spec/engine.md 3.2: evaluate, convert, default or clear, require. What
 * the account holds now plays no part yet; `changes.ts` compares. One failed mapping does not stop the others, so that
 * every fault of a person is known at once.
 */
import type { Failure } from '../../errors';
import type { JsonObject } from '../../scim/json';
import type { Value } from '../../value';
import { type CompiledMapping, clearsFor, readsNothing } from '../schema/compileMapping';
import type { CompiledSchema } from '../schema/compileSchema';
import { evaluateMapping, isInterruption, type Subject, subjectOf } from './evaluateMapping';
import type { MappedUser, MappingState, PlanContext } from './plan';

export function mapUser(
  compiled: CompiledSchema,
  data: JsonObject,
  action: 'create' | 'update',
  context: PlanContext,
): MappedUser {
  const mapped: Draft = { action, states: [], values: [], defaulted: [], failures: [], dropped: false };
  const subject = subjectOf(compiled, data, context);
  for (const mapping of compiled.mappings) {
    mapped.values.push(null); // replaced where the mapping gives a value
    mapped.states.push(settle(mapping, subject, mapped, mapping === compiled.enabledMapping));
  }
  return mapped;
}

/** What has come of the mappings so far. */
interface Draft extends MappedUser {
  readonly states: MappingState[];
  readonly values: Value[];
  readonly defaulted: number[];
  readonly failures: Failure[];
  dropped: boolean;
}

function settle(mapping: CompiledMapping, subject: Subject, mapped: Draft, decidesAccess: boolean): MappingState {
  const creating = mapped.action === 'create';
  if (!creating && mapping.flow === 'ObjectAddOnly') return 'creationOnly';
  if (!creating && !isMentioned(mapping, subject.context)) return 'unmentioned';

  const outcome = evaluateMapping(mapping, subject);
  const isNeeded = creating && mapping.required;
  if (isInterruption(outcome)) {
    if (outcome.kind === 'failed') return fail(mapped, outcome.failure);
    mapped.dropped ||= outcome.kind === 'dropped';
    if (!isNeeded) return 'ignored';
  } else if (outcome !== null) {
    if (!creating && decidesAccess && isSilent(mapping, subject)) return 'unsaid';
    return give(mapped, outcome);
  }
  // A new account gets the default; on update no value clears or is passed over (C7 of spec/engine.md).
  if (!creating && mapping.expression !== undefined) return clearsFor(mapping, subject.data) ? 'clear' : 'empty';
  if (mapping.defaultValue !== null) {
    mapped.defaulted.push(mapped.states.length);
    return give(mapped, mapping.defaultValue);
  }
  return isNeeded ? fail(mapped, missing(mapping)) : 'empty';
}

/** A filter decides about the whole person: it is looked at always, like the scope. */
function isMentioned({ reads, isFilter }: CompiledMapping, { flow }: PlanContext): boolean {
  return flow === undefined || isFilter || reads.length === 0 || reads.some((key) => flow.has(key));
}

/**
 * Nobody's access is given or taken because of what is blank, whatever an expression makes of that; unless an administrator
 * has opened both gates of null flow for all that it reads (spec/payload.md, the sentence above all).
 */
function isSilent(mapping: CompiledMapping, { data }: Subject): boolean {
  return mapping.sources.length > 0 && !mapping.flowsNull && readsNothing(mapping, data);
}

function give(mapped: Draft, value: Value): MappingState {
  mapped.values[mapped.values.length - 1] = value;
  return 'value';
}

function fail(mapped: Draft, failure: Failure): MappingState {
  mapped.failures.push(failure);
  return 'failed';
}

function missing({ target, expression }: CompiledMapping): Failure {
  const source = expression === undefined ? 'its mapping has no source' : `${expression.text} gave no value`;
  const message = `The required attribute ${target} has no value: ${source} and there is no default value.`;
  return { code: 'MandatoryFieldsMissing', message, attribute: target };
}

/**
 * One person through all mappings, in the order of spec/engine.md 3.2: evaluate, default or clear, convert, require. What
 * the account holds now plays no part yet; `changes.ts` compares. One failed mapping does not stop the others, so that
 * every fault of a person is known at once.
 */
import type { Failure } from '../errors';
import type { JsonObject } from '../scim/json';
import { type CompiledMapping, clearsFor } from './compileMapping';
import type { CompiledSchema } from './compileSchema';
import { evaluateMapping, isInterruption, type Subject } from './evaluateMapping';
import type { MappedUser, MappingState, PlanContext } from './plan';
import type { Value } from './value';

export function mapUser(
  compiled: CompiledSchema,
  data: JsonObject,
  action: 'create' | 'update',
  context: PlanContext,
): MappedUser {
  const person: Person = {
    data,
    read: compiled.reader(data),
    context,
    action,
    states: [],
    values: [],
    defaulted: [],
    failures: [],
    dropped: false,
  };
  for (const mapping of compiled.mappings) {
    person.values.push(null); // replaced where the mapping gives a value
    person.states.push(settle(mapping, person));
  }
  return person;
}

/** A person on the way through the mappings. */
interface Person extends Subject, MappedUser {
  readonly states: MappingState[];
  readonly values: Value[];
  readonly defaulted: number[];
  readonly failures: Failure[];
  dropped: boolean;
}

function settle(mapping: CompiledMapping, person: Person): MappingState {
  const creating = person.action === 'create';
  if (!creating && mapping.flow === 'ObjectAddOnly') return 'creationOnly';

  const outcome = evaluateMapping(mapping, person);
  if (isInterruption(outcome)) {
    if (outcome.kind === 'failed') return fail(person, outcome.failure);
    person.dropped ||= outcome.kind === 'dropped';
    return creating && mapping.required ? fail(person, missing(mapping)) : 'ignored';
  }
  if (!countsAsEmpty(outcome, mapping, creating)) return give(person, outcome);
  // A new account gets the default; on update an empty source clears or is passed over (C7, C9 of spec/engine.md).
  if (!creating && mapping.expression !== undefined) return clearsFor(mapping, person.data) ? 'clear' : 'empty';
  if (mapping.defaultValue !== null) {
    person.defaulted.push(person.states.length);
    return give(person, mapping.defaultValue);
  }
  return creating && mapping.required ? fail(person, missing(mapping)) : 'empty';
}

/** Empty text flows as it is, except where a value is required or null flow turns it into none. */
function countsAsEmpty(value: Value, mapping: CompiledMapping, creating: boolean): boolean {
  return value === null || (value === '' && (mapping.flowsNull || (creating && mapping.required)));
}

function give(person: Person, value: Value): MappingState {
  person.values[person.values.length - 1] = value;
  return 'value';
}

function fail(person: Person, failure: Failure): MappingState {
  person.failures.push(failure);
  return 'failed';
}

function missing({ target, expression }: CompiledMapping): Failure {
  const source = expression === undefined ? 'its mapping has no source' : `${expression.text} gave no value`;
  const message = `The required attribute ${target} has no value: ${source} and there is no default value.`;
  return { code: 'MandatoryFieldsMissing', message, attribute: target };
}

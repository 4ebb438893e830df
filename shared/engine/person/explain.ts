/**
 * Why every value of a plan is what it is: feeds the log's steps, on-demand provisioning and the plan of an upload. It is
 * worked out from the plan when somebody asks, so that planning pays nothing for it.
 */
import type { JsonObject } from '../../scim/json';
import { isEmpty, type Value } from '../../value';
import type { CompiledMapping } from '../schema/compileMapping';
import type { CompiledSchema } from '../schema/compileSchema';
import { sameValue } from '../values/compare';
import { shown } from './changes';
import { keepsUncleared, nextValue } from './flow';
import type { CurrentAccount, FailedPlan, MappedUser, Plan } from './plan';

export interface ValueExplanation {
  /** Target attribute name. */
  readonly target: string;
  /** What the expression read, by source attribute name; `null` for no value. */
  readonly sourceValues: Readonly<Record<string, string | null>>;
  /** `null` for a mapping without a source. */
  readonly expression: string | null;
  /** What the mapping gave, of the target's type. */
  readonly result: string | null;
  /** What the account holds. A reference: the target anchor it points to. */
  readonly comparedWith: string | null;
  /** The plan writes this attribute; references are written only when they point elsewhere. */
  readonly written: boolean;
  /** Why it is or is not written; shown word for word. */
  readonly reason: string;
}

/** @param data, account what the plan was made from */
export function explainPlan(
  compiled: CompiledSchema,
  data: JsonObject,
  account: CurrentAccount | undefined,
  plan: Plan,
): readonly ValueExplanation[] {
  return compiled.mappings.map((mapping, index) => {
    const current = account?.attributes[mapping.target] ?? null;
    const value = plan.mapped.values[index] ?? null;
    const omission = mapping === compiled.enabledMapping && disablesByOmission(plan);
    const sources = mapping.sources.map(
      ({ name, sent }) => [name, shown(compiled.redacted.has(name), sent(data))] as const,
    );
    return {
      target: mapping.target,
      sourceValues: Object.fromEntries(sources),
      expression: mapping.expression?.text ?? null,
      result: shown(mapping.redacts, value),
      comparedWith: shown(mapping.redacts, current),
      ...(omission ? yes(OMISSION) : verdict(mapping, index, plan, data, current)),
    };
  });
}

function disablesByOmission(plan: Plan): boolean {
  return (plan.kind === 'create' || plan.kind === 'update') && plan.disabledByOmission;
}

const OMISSION = 'The payload leaves out what the expression reads, and the expression takes that for disabled.';

const LEFT =
  'It was written before and did not take. It is written again with a new value, a change of the schema or a restart.';

interface Verdict {
  readonly written: boolean;
  readonly reason: string;
}

const no = (reason: string): Verdict => ({ written: false, reason });
const yes = (reason: string): Verdict => ({ written: true, reason });

const RETURNED = 'The person is back in scope, and gets back the access that leaving it took.';

function verdict(mapping: CompiledMapping, index: number, plan: Plan, data: JsonObject, current: Value): Verdict {
  const gaveNothing = plan.mapped.states[index] !== 'value' && plan.mapped.states[index] !== 'clear';
  if (gaveNothing && plan.kind === 'update' && mapping.target in plan.changes) return yes(RETURNED);
  switch (plan.mapped.states[index]) {
    case 'creationOnly':
      return no('The mapping applies only during object creation.');
    case 'unmentioned':
      return no('Nothing was sent that it reads; the account keeps its own.');
    case 'ignored':
      return no('The expression took the attribute out of the flow.');
    case 'empty':
      return no(emptyReason(mapping, plan.mapped, data, current));
    case 'unsaid':
      return no('The source has no value that decides it: blank neither enables nor disables the account.');
    case 'failed':
      return no(plan.mapped.failures.find(({ attribute }) => attribute === mapping.target)?.message ?? 'It failed.');
    default:
      return flowing(mapping, index, plan, current);
  }
}

/** A value, or a clear, that would flow: whether it does depends on the account and on what becomes of the person. */
function flowing(mapping: CompiledMapping, index: number, plan: Plan, current: Value): Verdict {
  if (mapping.isFilter) return no('The attribute only decides whether the user flows; it is never written.');
  const value = plan.mapped.values[index] ?? null;
  if (nextValue(mapping, value, current) === undefined) return no(keptReason(mapping, value));
  if (plan.left.some(({ name }) => name === mapping.target)) return no(LEFT);
  if (plan.kind === 'failed') return failing(mapping, plan);
  if (plan.kind === 'nothing' && plan.skip !== 'RedundantExport') return no(plan.reason);
  return yes(writtenReason(mapping, index, plan.mapped, current));
}

/** Nothing optional keeps a leaver's account enabled (spec/payload.md 5.1). */
function failing({ target }: CompiledMapping, { disabling }: FailedPlan): Verdict {
  return disabling !== undefined && target in disabling.changes
    ? yes('The account is disabled, although another mapping failed.')
    : no('Another mapping failed, so it is not written for this user.');
}

function emptyReason(mapping: CompiledMapping, { action }: MappedUser, data: JsonObject, current: Value): string {
  const { expression, flowsNull, isPassword, defaultValue } = mapping;
  if (isPassword) return 'Passwords are generated, never provisioned.';
  if (expression === undefined) return 'The mapping has neither a source nor a default value.';
  if (action === 'create') return 'The source has no value, and the mapping has no default value.';
  if (flowsNull) return 'The source has no value, but did not say so of all that is read; the account keeps its own.';
  if (keepsUncleared(mapping, data, current))
    return 'It has a value that null flow does not clear: see the gates and the flow type.';
  const stays = 'The source has no value and null does not flow; the account keeps its own.';
  return defaultValue === null ? stays : `${stays} The default value is for new accounts.`;
}

function keptReason({ flow, definition, mapping }: CompiledMapping, value: Value): string {
  if (value === null) return 'There is no value to clear.';
  if (flow === 'AttributeAddOnly') {
    const only = mapping.source === null ? 'A default value' : 'The mapping';
    return `${only} only fills in an attribute without a value, and the account has one.`;
  }
  if (flow === 'MultiValueAddOnly' && !definition.multivalued) {
    return 'The mapping only adds values to multi-valued attributes.';
  }
  return 'The account has it already.';
}

function writtenReason(
  mapping: CompiledMapping,
  index: number,
  { action, values, defaulted }: MappedUser,
  current: Value,
): string {
  const value = values[index] ?? null;
  if (value === null) return 'The source has no value and null flows, so it is cleared.';
  if (defaulted.includes(index)) return 'The source has no value, so the default value is used.';
  if (action === 'create') return 'The account is new.';
  if (mapping.isReference) return 'It is written where the account points to somebody else.';
  if (isEmpty(current)) return 'The account has no value.';
  if (sameValue(value, current, mapping.keyOf)) return 'The account has it already, but the mapping always writes.';
  const addsOnly = mapping.flow === 'MultiValueAddOnly' || mapping.flow === 'ValueAddOnly';
  return addsOnly && mapping.definition.multivalued
    ? 'It has values that the account lacks.'
    : 'The account has another value.';
}

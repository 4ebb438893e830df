/**
 * What to do with one person: the mapped values compared with the account as it is (spec/engine.md 3.4), and the plan that
 * follows. The plan is complete; whoever applies it decides nothing.
 */
import type { JsonObject } from '../scim/json';
import { missingValues, sameValue } from './compare';
import type { CompiledMapping } from './compileMapping';
import type { CompiledSchema, EnabledAttribute } from './compileSchema';
import { toBoolean } from './convert';
import { mapUser } from './mapUser';
import type {
  CurrentAccount,
  MappedUser,
  ModifiedProperty,
  NothingPlan,
  Plan,
  PlanContext,
  PlannedReference,
  SkipReason,
  UniqueValue,
} from './plan';
import { isEmpty, isScalar, listOf, printValue, type Value } from './value';

/** @param account the account as it is now, read with the attributes of `compiled.wanted`; `undefined` to create one */
export function planChanges(
  compiled: CompiledSchema,
  data: JsonObject,
  account: CurrentAccount | undefined,
  context: PlanContext,
): Plan {
  const action = account === undefined ? 'create' : 'update';
  const mapped = mapUser(compiled, data, action, ownValuesFree(compiled, account, context));
  const allowed = action === 'create' ? compiled.actions.add : compiled.actions.update;
  if (!allowed)
    return nothing(mapped, 'ActionDisabled', `${ACTIONS[action]} is switched off in the target object actions.`);
  if (mapped.dropped) return nothing(mapped, 'ObjectIgnored', 'A mapping left the user out with IgnoreObjectFlow.');

  const { changes, modified, references, uniqueValues } = compare(compiled, mapped, account);
  const [first, ...others] = mapped.failures;
  if (first !== undefined) return { kind: 'failed', failures: [first, ...others], modified, references, mapped };
  const written = { modified, references, uniqueValues, mapped };
  if (account === undefined) {
    const disabled = compiled.enabledAttribute !== undefined && isDisabled(compiled.enabledAttribute, changes);
    const disabledByOmission = disabled && !saysEnabled(compiled, data);
    return { kind: 'create', attributes: changes, ...written, disabledByOmission };
  }
  if (modified.length === 0) return nothing(mapped, 'RedundantExport', 'Source and target already match.', references);
  return { kind: 'update', changes, ...written, ...compareEnabled(compiled, data, changes, account) };
}

const ACTIONS = { create: 'Create', update: 'Update' } as const;

function nothing(
  mapped: MappedUser,
  skip: SkipReason,
  reason: string,
  references: readonly PlannedReference[] = [],
): NothingPlan {
  return { kind: 'nothing', skip, reason, references, mapped };
}

/** SelectUniqueValue must not find a person's own value taken. */
function ownValuesFree(
  { selectsUniqueValues }: CompiledSchema,
  account: CurrentAccount | undefined,
  context: PlanContext,
): PlanContext {
  if (account === undefined || !selectsUniqueValues) return context;
  const isOwn = (attribute: string, value: string) =>
    printValue(account.attributes[attribute] ?? null)?.toLowerCase() === value.toLowerCase();
  return { ...context, isTaken: (attribute, value) => !isOwn(attribute, value) && context.isTaken(attribute, value) };
}

interface Differences {
  readonly changes: Record<string, Value>;
  readonly modified: ModifiedProperty[];
  readonly references: PlannedReference[];
  readonly uniqueValues: UniqueValue[];
}

function compare(compiled: CompiledSchema, mapped: MappedUser, account: CurrentAccount | undefined): Differences {
  const differences: Differences = { changes: {}, modified: [], references: [], uniqueValues: [] };
  compiled.mappings.forEach((mapping, index) => {
    const state = mapped.states[index];
    if (mapping.isFilter || (state !== 'value' && state !== 'clear')) return;
    const current = account?.attributes[mapping.target] ?? null;
    const next = nextValue(mapping, mapped.values[index] ?? null, current);
    if (next !== undefined) note(differences, mapping, current, next);
  });
  return differences;
}

function note(differences: Differences, mapping: CompiledMapping, current: Value, next: Value): void {
  const { target, redacts } = mapping;
  if (mapping.isReference) {
    differences.references.push({ attribute: target, sourceAnchor: printValue(next) });
    return;
  }
  differences.changes[target] = next;
  differences.modified.push({ name: target, oldValue: shown(redacts, current), newValue: shown(redacts, next) });
  if (mapping.expression?.selectsUniqueValue && typeof next === 'string') {
    differences.uniqueValues.push({ attribute: target, value: next });
  }
}

/**
 * What to write, `null` to clear; `undefined` when the value does not flow or the account has it already. References are
 * compared by whoever knows the account they point to, so they count as different here.
 */
export function nextValue(mapping: CompiledMapping, value: Value, current: Value): Value | undefined {
  if (value === null) return listOf(current).length === 0 ? undefined : null;
  const always = mapping.isReference || mapping.mapping.flowBehavior === 'FlowAlways';
  if (!always && sameValue(value, current, mapping.keyOf)) return undefined;
  if (isEmpty(current)) return value;
  const { multivalued } = mapping.definition;
  switch (mapping.flow) {
    case 'AttributeAddOnly':
      return undefined;
    case 'MultiValueAddOnly':
      return multivalued ? withAdditions(mapping, value, current) : undefined;
    case 'ValueAddOnly':
      return multivalued ? withAdditions(mapping, value, current) : value;
    case 'Always':
    case 'ObjectAddOnly':
      return value;
  }
}

/** The union, where there is anything to add: additions flow, removals do not. */
function withAdditions({ keyOf }: CompiledMapping, value: Value, current: Value): Value | undefined {
  const additions = missingValues(value, current, keyOf);
  return additions.length === 0 ? undefined : [...listOf(current), ...additions];
}

/** A value as logs may show it. */
export function shown(isSecret: boolean, value: Value): string | null {
  return isSecret && value !== null ? '[Redact]' : printValue(value);
}

/** Whether the changes turn the account off or on. An account that does not say is taken to be enabled. */
function compareEnabled(
  compiled: CompiledSchema,
  data: JsonObject,
  changes: Readonly<Record<string, Value>>,
  account: CurrentAccount,
) {
  const { enabledAttribute } = compiled;
  if (enabledAttribute === undefined || changes[enabledAttribute.name] === undefined) {
    return { disables: false, enables: false, disabledByOmission: false };
  }
  const before = isDisabled(enabledAttribute, account.attributes);
  const after = isDisabled(enabledAttribute, changes);
  const disables = !before && after;
  return { disables, enables: before && !after, disabledByOmission: disables && !saysEnabled(compiled, data) };
}

function isDisabled({ name, whenEnabled }: EnabledAttribute, attributes: Readonly<Record<string, Value>>): boolean {
  const value = attributes[name];
  return value !== undefined && isScalar(value) && toBoolean(value) === !whenEnabled;
}

/** Whether the payload has a say in the account being enabled; a constant needs none. */
function saysEnabled({ enabledMapping }: CompiledSchema, data: JsonObject): boolean {
  const sources = enabledMapping?.sources ?? [];
  return sources.length === 0 || sources.some(({ read }) => !isEmpty(read(data)));
}

/**
 * What to do with one person: the mapped values compared with the account as it is (spec/engine.md 3.4), and the plan that
 * follows. The plan is complete; whoever applies it decides nothing.
 */
import type { JsonObject } from '../../scim/json';
import { printValue, type Value } from '../../value';
import type { CompiledMapping } from '../schema/compileMapping';
import type { CompiledSchema } from '../schema/compileSchema';
import { compareEnabled, disabledByOmission, disablesNewAccount, isDisabled, returnedAccess } from './enabling';
import { keepsUncleared, nextValue } from './flow';
import { mapUser } from './mapUser';
import type {
  CurrentAccount,
  Disabling,
  MappedUser,
  ModifiedProperty,
  NothingPlan,
  Plan,
  PlanContext,
  PlannedReference,
  SkipReason,
  UniqueValue,
} from './plan';

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
  if (!allowed) {
    return nothing(mapped, 'ActionDisabled', `${ACTIONS[action]} is switched off in the target object actions.`);
  }
  if (mapped.dropped) return nothing(mapped, 'ObjectIgnored', 'A mapping left the user out with IgnoreObjectFlow.');

  const differences = differencesOf(compiled, mapped, account, context);
  const { changes, modified, references, uniqueValues, left } = differences;
  const written = { modified, references, uniqueValues, left, mapped };
  const [first, ...others] = mapped.failures;
  if (account === undefined) {
    if (first === undefined) {
      const byOmission = disabledByOmission(compiled, data, changes);
      return { kind: 'create', attributes: changes, ...written, disabledByOmission: byOmission };
    }
    if (lacksRequired(compiled, mapped) && disablesNewAccount(compiled, data, changes)) {
      return nothing(
        mapped,
        'NothingToDisable',
        `There is no account to disable, and none can be made: ${first.message}`,
      );
    }
    return { kind: 'failed', failures: [first, ...others], modified, references, left, mapped, disabling: undefined };
  }
  if (context.returns === true) giveBackAccess(compiled, data, account, differences);
  const enabled = compareEnabled(compiled, data, changes, account);
  const disabling = enabled.disables ? disablingOf(compiled, differences) : undefined;
  if (first !== undefined)
    return { kind: 'failed', failures: [first, ...others], modified, references, left, mapped, disabling };
  if (modified.length === 0) {
    const reason = redundantReason(compiled, mapped, data, account, left);
    return { ...nothing(mapped, 'RedundantExport', reason), references, left };
  }
  return { kind: 'update', changes, ...written, ...enabled, disabling: modified.length > 1 ? disabling : undefined };
}

/** Whoever comes back into scope gets back what leaving it took, although nobody ever spoke of it. */
function giveBackAccess(
  compiled: CompiledSchema,
  data: JsonObject,
  account: CurrentAccount,
  { changes, modified }: Differences,
): void {
  const returned = returnedAccess(compiled, data, changes, account);
  if (returned === undefined) return;
  const { name, value } = returned;
  changes[name] = value;
  modified.push({ name, oldValue: printValue(account.attributes[name] ?? null), newValue: printValue(value) });
}

/** Something without which no account can be made has no value, or failed to be had. */
function lacksRequired({ mappings }: CompiledSchema, { states }: MappedUser): boolean {
  return mappings.some(({ required }, index) => required && states[index] === 'failed');
}

/** The enabled attribute's part of what differs. */
function disablingOf({ enabledAttribute }: CompiledSchema, { changes, modified }: Differences): Disabling {
  const isEnabled = (name: string) => name === enabledAttribute?.name;
  return {
    changes: Object.fromEntries(Object.entries(changes).filter(([name]) => isEnabled(name))),
    modified: modified.filter(({ name }) => isEnabled(name)),
  };
}

/** What somebody meant to have cleared, and null flow does not clear, is no match; nor is what the target does not take. */
function redundantReason(
  { mappings }: CompiledSchema,
  { states }: MappedUser,
  data: JsonObject,
  account: CurrentAccount,
  left: readonly ModifiedProperty[],
): string {
  const kept = mappings.filter(
    (mapping, index) =>
      states[index] === 'empty' && keepsUncleared(mapping, data, account.attributes[mapping.target] ?? null),
  );
  if (kept.length === 0 && left.length === 0) return 'Source and target already match.';
  const uncleared = kept.map(({ target }) => target).join(', ');
  const reasons = [
    ...(kept.length > 0
      ? [`${uncleared} ${kept.length === 1 ? 'has a value' : 'have values'} that null flow does not clear`]
      : []),
    ...(left.length > 0 ? [`${left.map(({ name }) => name).join(', ')} did not take when last written`] : []),
  ];
  return `${reasons.join('; ')}; all else matches already.`;
}

const ACTIONS = { create: 'Create', update: 'Update' } as const;

function nothing(mapped: MappedUser, skip: SkipReason, reason: string): NothingPlan {
  return { kind: 'nothing', skip, reason, references: [], left: [], mapped };
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
  readonly left: ModifiedProperty[];
}

function differencesOf(
  compiled: CompiledSchema,
  mapped: MappedUser,
  account: CurrentAccount | undefined,
  context: PlanContext,
): Differences {
  const differences: Differences = { changes: {}, modified: [], references: [], uniqueValues: [], left: [] };
  compiled.mappings.forEach((mapping, index) => {
    const state = mapped.states[index];
    if (mapping.isFilter || (state !== 'value' && state !== 'clear')) return;
    const current = account?.attributes[mapping.target] ?? null;
    const next = nextValue(mapping, mapped.values[index] ?? null, current);
    if (next === undefined) return;
    if (isLeft(compiled, mapping, next, current, context)) differences.left.push(modifiedBy(mapping, current, next));
    else note(differences, mapping, current, next);
  });
  return differences;
}

/**
 * Taking access away is never left; nor is what an administrator wants written always. References are left by whoever knows
 * the accounts they point to.
 */
function isLeft(
  { enabledAttribute }: CompiledSchema,
  mapping: CompiledMapping,
  next: Value,
  current: Value,
  context: PlanContext,
): boolean {
  if (context.isLeft === undefined || mapping.isReference || mapping.mapping.flowBehavior === 'FlowAlways')
    return false;
  const disables =
    enabledAttribute?.name === mapping.target && isDisabled(enabledAttribute, { [mapping.target]: next });
  return !disables && context.isLeft(mapping, next, current);
}

function note(differences: Differences, mapping: CompiledMapping, current: Value, next: Value): void {
  const { target } = mapping;
  if (mapping.isReference) {
    differences.references.push({ attribute: target, sourceAnchor: printValue(next) });
    return;
  }
  differences.changes[target] = next;
  differences.modified.push(modifiedBy(mapping, current, next));
  const text = printValue(next);
  if (mapping.expression?.selectsUniqueValue && text !== null) {
    differences.uniqueValues.push({ attribute: target, value: text });
  }
}

function modifiedBy({ target, redacts }: CompiledMapping, current: Value, next: Value): ModifiedProperty {
  return { name: target, oldValue: shown(redacts, current), newValue: shown(redacts, next) };
}

/** A value as logs may show it. */
export function shown(isSecret: boolean, value: Value): string | null {
  return isSecret && value !== null ? '[Redact]' : printValue(value);
}

/** What the engine makes of the person of a mapping test, in the terms that expectations are written in. */
import { compileAttributePath } from '../../scim/attributePath';
import type { Json, JsonObject } from '../../scim/json';
import type { Value } from '../../value';
import { planChanges } from '../person/changes';
import { explainPlan, type ValueExplanation } from '../person/explain';
import { planLeavingScope } from '../person/leavingScope';
import { matchKeys } from '../person/matching';
import type { CurrentAccount, Disabling, Plan, PlanContext } from '../person/plan';
import { mergeInto, NO_RECORD } from '../person/record';
import type { CompiledSchema, EnabledAttribute } from '../schema/compileSchema';
import type { Action, MappingCase } from './readCase';

type Values = Readonly<Record<string, Value>>;

export interface Outcome {
  readonly action: Action;
  /** The account as it is afterwards. */
  readonly values: Values;
  readonly changes: Values;
  readonly skippedBecause: string | null;
  readonly failures: readonly { readonly code: string; readonly attribute?: string | undefined }[];
  /** Source anchor by attribute. */
  readonly references: Readonly<Record<string, string | null>>;
  /** `attribute=value`. */
  readonly matchedBy: readonly string[];
  /** Empty when no mapping was evaluated. */
  readonly explanations: readonly ValueExplanation[];
}

/**
 * A case with an account is one of a linked person, who is not matched again. Nothing is known of the person but what the
 * case says, as if it were the first upload.
 */
export function outcomeOf(compiled: CompiledSchema, test: MappingCase): Outcome {
  const { record, named } = mergeInto(NO_RECORD, { sequence: 1, data: test.person }, compiled.vocabulary);
  const data = record.data ?? {};
  const account = test.account === null ? undefined : { attributes: valuesOf(test.account) };
  const context = { ...contextOf(test), flow: new Set(named) };
  const match = matchKeys(compiled, data, context);
  const matchedBy = match.kind === 'keys' ? match.keys.map(({ attribute, value }) => `${attribute}=${value}`) : [];
  const start = { ...UNTOUCHED, values: account?.attributes ?? {}, matchedBy };
  if (account === undefined && match.kind === 'skipped') return { ...start, skippedBecause: 'ImportSkipped' };
  if (account === undefined && match.kind === 'failed') return { ...start, action: 'fail', failures: match.failures };

  const verdict = compiled.judgeScope(data);
  if (verdict.undecided !== undefined && account === undefined) {
    return { ...start, action: 'fail', failures: [verdict.undecided] };
  }
  if (!verdict.inScope) {
    const leaves = account !== undefined && !verdict.keepsAccount;
    return { ...start, skippedBecause: 'NotInScope', ...(leaves && leavingScope(compiled, account)) };
  }
  const plan = planChanges(compiled, data, account, context);
  const references = Object.fromEntries(
    plan.references.map(({ attribute, sourceAnchor }) => [attribute, sourceAnchor]),
  );
  return {
    ...start,
    ...planned(plan, start.values),
    references,
    explanations: explainPlan(compiled, data, account, plan),
  };
}

const UNTOUCHED: Outcome = {
  action: 'skip',
  values: {},
  changes: {},
  skippedBecause: null,
  failures: [],
  references: {},
  matchedBy: [],
  explanations: [],
};

function planned(plan: Plan, before: Values): Partial<Outcome> {
  switch (plan.kind) {
    case 'create':
      return { action: 'create', values: plan.attributes, changes: plan.attributes };
    case 'update':
      return {
        action: plan.disables ? 'disable' : 'update',
        values: { ...before, ...plan.changes },
        changes: plan.changes,
      };
    case 'nothing':
      return { skippedBecause: plan.skip };
    case 'failed':
      return { failures: plan.failures, ...(plan.disabling ? disabled(plan.disabling, before) : { action: 'fail' }) };
  }
}

/** What fails holds back everything but the disabling. */
function disabled({ changes }: Disabling, before: Values): Partial<Outcome> {
  return { action: 'disable', values: { ...before, ...changes }, changes };
}

function leavingScope(compiled: CompiledSchema, account: CurrentAccount): Partial<Outcome> {
  const enabledAttribute = compiled.enabledAttribute ?? ACCOUNT_ENABLED;
  const plan = planLeavingScope(compiled, account, { enabledAttribute, skipOutOfScopeDeletions: false });
  switch (plan.kind) {
    case 'disable': {
      const values = { ...account.attributes, ...plan.changes };
      return { action: 'disable', skippedBecause: null, values, changes: plan.changes };
    }
    case 'delete':
      return { action: 'delete', skippedBecause: null, values: {} };
    case 'nothing':
      return {};
  }
}

const ACCOUNT_ENABLED: EnabledAttribute = { name: 'accountEnabled', whenEnabled: true };

/** Random functions draw 0, 1, 2, …, so that a case gives the same values each time. */
function contextOf({ now, defaultDomain, taken }: MappingCase): PlanContext {
  const isTaken = (attribute: string, value: string) =>
    listed(taken[attribute]).some((each) => each.toLowerCase() === value.toLowerCase());
  let drawn = 0;
  const randomBytes = (length: number) => Uint8Array.from({ length }, () => drawn++ % 256);
  return { now, defaultDomain, randomBytes, isTaken };
}

function listed(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Attribute names as keys read a flat record, so the reading of source attributes serves for accounts as well. */
function valuesOf(attributes: JsonObject): Values {
  return Object.fromEntries(
    Object.keys(attributes).map((name) => [name, compileAttributePath(name).read(attributes)] as const),
  );
}

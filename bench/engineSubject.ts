/** The engine doing what its floor does (`floors/engine.ts`): one bulk request in, what comes of each person out. */
import { planChanges } from '../shared/engine/person/changes';
import { isActiveInSource } from '../shared/engine/person/enabling';
import { decideMatch, matchKeys } from '../shared/engine/person/matching';
import type { Plan, PlanContext } from '../shared/engine/person/plan';
import {
  exportedStep,
  importStep,
  matchedStep,
  noMatchStep,
  scopingStep,
  skippedStep,
} from '../shared/engine/person/steps';
import type { CompiledSchema } from '../shared/engine/schema/compileSchema';
import { parseBulkRequest } from '../shared/scim/bulkRequest';
import { canonicalUser } from '../shared/scim/canonical';
import { flattenUser } from '../shared/scim/flatten';
import type { JsonObject } from '../shared/scim/json';
import { printValue } from '../shared/value';
import type { Accounts, Outcome } from './floors/engine';

const CONTEXT: PlanContext = {
  now: 0,
  defaultDomain: 'contoso.com',
  randomBytes: (length) => new Uint8Array(length),
  isTaken: () => false,
};

/** @param accounts by employeeId */
export function provisionBulk(compiled: CompiledSchema, text: string, accounts: Accounts): readonly Outcome[] {
  const request = parseBulkRequest(JSON.parse(text), 50);
  if (!request.ok) throw new Error(request.faults[0]?.message);
  return request.operations.map(({ data }) => provision(compiled, canonicalUser(data), accounts));
}

function provision(compiled: CompiledSchema, data: JsonObject, accounts: Accounts): Outcome {
  const anchor = String(data.externalId);
  const systems = { source: compiled.source.name, target: compiled.target.name };
  const keys = matchKeys(compiled, data, CONTEXT);
  if (keys.kind !== 'keys') throw new Error('everybody has an externalId');
  const verdict = compiled.judgeScope(data);
  const [key] = keys.keys;
  const found = accounts.get(key.value);
  const match = decideMatch(key, found === undefined ? [] : [{ anchor }], anchor);
  const account = match.kind === 'matched' && found !== undefined ? { attributes: found } : undefined;
  const plan = planChanges(compiled, data, account, CONTEXT);
  const tried = { [key.attribute]: key.value };
  const identifier = printValue(found?.userPrincipalName ?? String(data.userName)) ?? anchor;
  const { action, written, modified } = effect(plan);
  return {
    action,
    written,
    manager: plan.references[0]?.sourceAnchor ?? undefined,
    modified,
    steps: [
      importStep(systems, anchor, account !== undefined, flattenUser(data, compiled.redacted)),
      scopingStep(anchor, verdict, isActiveInSource(compiled, data), account !== undefined),
      account === undefined
        ? noMatchStep(systems, anchor, tried)
        : matchedStep(systems, identifier, `${key.attribute} '${key.value}'`, tried),
      action === 'other' && plan.kind === 'nothing'
        ? skippedStep(plan.skip, plan.reason)
        : exportedStep(systems, action, identifier, false),
    ],
  };
}

function effect(plan: Plan): Pick<Outcome, 'action' | 'written' | 'modified'> {
  switch (plan.kind) {
    case 'create':
      return { action: 'create', written: plan.attributes, modified: plan.modified };
    case 'update':
      return { action: plan.disables ? 'disable' : 'update', written: plan.changes, modified: plan.modified };
    case 'nothing':
      return { action: 'other', written: {}, modified: [] };
    case 'failed':
      throw new Error(plan.failures[0].message);
  }
}

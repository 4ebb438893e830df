/**
 * Matching: which account of the target a person is, when no link says so already (spec/engine.md 6). The mapped value is
 * compared, not the raw source; matching attributes are tried in the order of their priority until one finds an account.
 */
import type { Failure } from '../../errors';
import type { JsonObject } from '../../scim/json';
import { printValue } from '../../value';
import type { CompiledSchema } from '../schema/compileSchema';
import { evaluateMapping, isInterruption, subjectOf } from './evaluateMapping';
import type { PlanContext } from './plan';

/** One look-up to make: accounts whose `attribute` equals `value`. */
export interface MatchKey {
  readonly attribute: string;
  readonly value: string;
}

export type MatchKeys =
  /** At least one, in the order to try them. */
  | { readonly kind: 'keys'; readonly keys: readonly [MatchKey, ...MatchKey[]] }
  /** The person has no value for any matching attribute: ImportSkipped; neither scope nor mapping is looked at. */
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failures: readonly [Failure, ...Failure[]] };

export function matchKeys(compiled: CompiledSchema, data: JsonObject, context: PlanContext): MatchKeys {
  const subject = subjectOf(compiled, data, context);
  const keys: MatchKey[] = [];
  const failures: Failure[] = [];
  for (const mapping of compiled.matching) {
    const outcome = evaluateMapping(mapping, subject);
    if (!isInterruption(outcome)) {
      const value = printValue(outcome);
      if (value !== null) keys.push({ attribute: mapping.target, value });
    } else if (outcome.kind === 'failed') {
      failures.push(outcome.failure);
    }
  }
  const [failure, ...otherFailures] = failures;
  if (failure !== undefined) return { kind: 'failed', failures: [failure, ...otherFailures] };
  const [key, ...otherKeys] = keys;
  if (key !== undefined) return { kind: 'keys', keys: [key, ...otherKeys] };
  const names = compiled.matching.flatMap(({ sources }) => sources.map(({ name }) => name));
  return { kind: 'skipped', reason: `The user has no value for any matching attribute (${names.join(', ')}).` };
}

/** An account a look-up found. */
export interface MatchCandidate {
  readonly anchor: string;
  /** Source anchor of the person the account is linked to already, if it is to any. */
  readonly linkedTo?: string | undefined;
}

export type MatchDecision =
  /** Nothing found: try the next key, and create the account after the last. */
  | { readonly kind: 'none' }
  | { readonly kind: 'matched'; readonly anchor: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** @param found every account the look-up of `key` gave; those past the second need not be listed */
export function decideMatch(key: MatchKey, found: readonly MatchCandidate[], sourceAnchor: string): MatchDecision {
  const [account, another] = found;
  if (account === undefined) return { kind: 'none' };
  if (another !== undefined) {
    return failed('DuplicateTargetEntries', key, `Several accounts have ${key.attribute} "${key.value}".`);
  }
  if (account.linkedTo === undefined || account.linkedTo === sourceAnchor) {
    return { kind: 'matched', anchor: account.anchor };
  }
  const owner = `the account with ${key.attribute} "${key.value}" belongs to User '${account.linkedTo}'`;
  return failed('DuplicateSourceEntries', key, `User '${sourceAnchor}' cannot be matched: ${owner}.`);
}

function failed(code: Failure['code'], key: MatchKey, message: string): MatchDecision {
  return { kind: 'failed', failure: { code, message, attribute: key.attribute } };
}

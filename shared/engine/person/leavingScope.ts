/**
 * What becomes of the account of a person who was provisioned and is no longer in scope (spec/engine.md 5.3): it is
 * disabled; it is deleted only where `flowTypes` has Delete and no mapping feeds the attribute that disables it.
 */

import { isScalar, printScalar, type Value } from '../../value';
import type { CompiledSchema, EnabledAttribute } from '../schema/compileSchema';
import { toBoolean } from '../values/convert';
import type { CurrentAccount, ModifiedProperty } from './plan';

export interface LeavingScopeOptions {
  /** How the target disables an account (`TargetCapabilities.enabledAttribute`). */
  readonly enabledAttribute: EnabledAttribute;
  /** The job's `SkipOutOfScopeDeletions`. */
  readonly skipOutOfScopeDeletions: boolean;
}

export type LeavingScopePlan =
  | {
      readonly kind: 'disable';
      readonly changes: Readonly<Record<string, Value>>;
      readonly modified: readonly ModifiedProperty[];
    }
  | { readonly kind: 'delete' }
  | { readonly kind: 'nothing'; readonly reason: string };

export function planLeavingScope(
  compiled: CompiledSchema,
  account: CurrentAccount,
  { enabledAttribute, skipOutOfScopeDeletions }: LeavingScopeOptions,
): LeavingScopePlan {
  if (skipOutOfScopeDeletions)
    return { kind: 'nothing', reason: 'SkipOutOfScopeDeletions leaves the account as it is.' };
  const { name, whenEnabled } = enabledAttribute;
  const isFed = compiled.mappings.some(({ target, expression }) => target === name && expression !== undefined);
  if (compiled.actions.delete && !isFed) return { kind: 'delete' };
  if (!compiled.actions.update) {
    return { kind: 'nothing', reason: 'Update is switched off in the target object actions, so it is not disabled.' };
  }
  const current = account.attributes[name] ?? null;
  if (isScalar(current) && toBoolean(current) === !whenEnabled) {
    return { kind: 'nothing', reason: 'The account is disabled already.' };
  }
  const modified = {
    name,
    oldValue: isScalar(current) ? printScalar(current) : null,
    newValue: printScalar(!whenEnabled),
  };
  return { kind: 'disable', changes: { [name]: !whenEnabled }, modified: [modified] };
}

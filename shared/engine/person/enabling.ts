/** Whether a plan turns an account off or on, and whether the payload had a say in it. */
import type { JsonObject } from '../../scim/json';
import { isScalar, type Value } from '../../value';
import { readsNothing } from '../schema/compileMapping';
import type { CompiledSchema, EnabledAttribute } from '../schema/compileSchema';
import { Refusal, toBoolean } from '../values/convert';
import type { CurrentAccount } from './plan';

type Values = Readonly<Record<string, Value>>;

/** An account that does not say is taken to be enabled: disabling it must count for the deletion guard. */
export function compareEnabled(compiled: CompiledSchema, data: JsonObject, changes: Values, account: CurrentAccount) {
  const { enabledAttribute } = compiled;
  if (enabledAttribute === undefined || changes[enabledAttribute.name] === undefined) return UNTOUCHED;
  const before = isDisabled(enabledAttribute, account.attributes);
  const after = isDisabled(enabledAttribute, changes);
  return {
    disables: !before && after,
    enables: before && !after,
    disabledByOmission: !before && disabledByOmission(compiled, data, changes),
  };
}

const UNTOUCHED = { disables: false, enables: false, disabledByOmission: false };

/** Whether these values disable the account although the payload does not say so. */
export function disabledByOmission(compiled: CompiledSchema, data: JsonObject, values: Values): boolean {
  const { enabledAttribute } = compiled;
  return enabledAttribute !== undefined && isDisabled(enabledAttribute, values) && !saysEnabled(compiled, data);
}

/**
 * What gives an account back the access that leaving the scope took: only where the source has no say in it, whose word flows
 * by itself.
 *
 * @returns the enabled attribute's value; `undefined` where there is nothing to give back
 */
export function returnedAccess(
  compiled: CompiledSchema,
  data: JsonObject,
  changes: Values,
  account: CurrentAccount,
): { readonly name: string; readonly value: boolean } | undefined {
  const { enabledAttribute, enabledMapping } = compiled;
  if (enabledAttribute === undefined || enabledAttribute.name in changes) return undefined;
  const isDecided = enabledMapping !== undefined && saysEnabled(compiled, data);
  if (isDecided || !isDisabled(enabledAttribute, account.attributes)) return undefined;
  return { name: enabledAttribute.name, value: enabledAttribute.whenEnabled };
}

/** Whether these values would make a disabled account, because the source says so. */
export function disablesNewAccount(compiled: CompiledSchema, data: JsonObject, values: Values): boolean {
  const { enabledAttribute } = compiled;
  return enabledAttribute !== undefined && isDisabled(enabledAttribute, values) && saysEnabled(compiled, data);
}

export function isDisabled({ name, whenEnabled }: EnabledAttribute, attributes: Values): boolean {
  const value = attributes[name] ?? null;
  return isScalar(value) && toBoolean(value) === !whenEnabled;
}

/** Whether the source has a say in the account being enabled; a constant needs none. */
function saysEnabled({ enabledMapping }: CompiledSchema, data: JsonObject): boolean {
  return enabledMapping === undefined || enabledMapping.sources.length === 0 || !readsNothing(enabledMapping, data);
}

/** What the log calls the person: active unless the source says otherwise. */
export function isActiveInSource({ sourceAttribute }: CompiledSchema, data: JsonObject): boolean {
  const active = sourceAttribute('active').read(data);
  return active instanceof Refusal || !isScalar(active) || toBoolean(active) !== false;
}

/** Checked changes applied to a user's values. Pure. */

import type { UserValues } from '../graph/graphUser';
import { userProperty } from '../graph/userProperties';
import type { UserChanges } from '../graph/validateUser';
import { isJsonObject, type Json, type JsonObject } from '../scim/json';

/** The values of a user who is created now. */
export function newUserValues(changes: UserChanges, createdDateTime: string): UserValues {
  return changed({ userType: 'Member', createdDateTime }, changes) as UserValues; // validation asked for the required ones
}

/**
 * Members of a complex property are changed one by one and keep their neighbours; everything else is replaced. A value
 * that is cleared, and a list or object that ends up empty, is gone.
 */
export function applyChanges(values: UserValues, changes: UserChanges): UserValues {
  return changed(values, changes) as UserValues; // validation let no required one be cleared
}

function changed(values: JsonObject, changes: UserChanges): JsonObject {
  const next: Record<string, Json | undefined> = { ...values };
  for (const [name, change] of Object.entries(changes)) {
    const merged = userProperty(name)?.members ? mergeMembers(values[name], change) : change;
    if (isAbsent(merged)) delete next[name];
    else next[name] = merged;
  }
  return withProxyAddresses(values.mail, next);
}

function mergeMembers(current: Json | undefined, change: Json): Json {
  if (!isJsonObject(change)) return change;
  const merged = { ...(isJsonObject(current) ? current : {}), ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, member]) => member !== null)) as JsonObject;
}

function isAbsent(value: Json): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** A new mail address becomes the primary proxy address; the ones before it stay as secondary ones (wire contract 7.2). */
function withProxyAddresses(mailBefore: Json | undefined, values: JsonObject): JsonObject {
  const { mail } = values;
  if (typeof mail !== 'string' || mail === mailBefore) return values;
  const others = (Array.isArray(values.proxyAddresses) ? values.proxyAddresses : [])
    .map((address) => String(address).replace(/^SMTP:/, 'smtp:'))
    .filter((address) => address.toLowerCase() !== `smtp:${mail.toLowerCase()}`);
  return { ...values, proxyAddresses: [`SMTP:${mail}`, ...others] };
}

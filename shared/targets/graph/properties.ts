/** Which properties a request asks for, and how accounts are asked for by the value of one. */

import { ProvisioningError } from '../../errors';
import { userProperty } from '../../graph/userProperties';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { graphPropertyOf, MANAGER_ATTRIBUTE, SOFT_DELETED_ATTRIBUTE } from '../graphWords/graphProperties';

/** Every account read tells who it is. */
const ALWAYS = ['id', 'userPrincipalName', 'displayName'];
/** Written, never read. */
const NEVER = 'passwordProfile';

/** @throws {ProvisioningError} SchemaAttributeNotFound for an attribute that is no property of a user */
export function propertyOf(attribute: string): string {
  const property = graphPropertyOf(attribute);
  if (property !== undefined) return property;
  throw new ProvisioningError('SchemaAttributeNotFound', `Microsoft Graph has no attribute '${attribute}'.`, {
    attribute,
  });
}

/**
 * Query options that ask for these attributes and no others: without `$select` most are not sent, and each request would
 * cost more (spec/wire-contract.md 7.1, 7.5).
 *
 * @param more properties that are needed beside the wanted attributes
 */
export function selection(wanted: readonly string[], ...more: readonly string[]): string {
  const properties = [...wanted.flatMap((attribute) => sourceOf(attribute) ?? []), ...more].map(topOf);
  const names = [...new Set([...ALWAYS, ...properties])].filter((name) => name !== NEVER);
  const manager = wanted.includes(MANAGER_ATTRIBUTE) ? '&$expand=manager($select=id)' : '';
  return `$select=${names.join(',')}${manager}`;
}

function sourceOf(attribute: string): string | undefined {
  return attribute === SOFT_DELETED_ATTRIBUTE ? 'deletedDateTime' : graphPropertyOf(attribute);
}

const topOf = (path: string) => path.split('/')[0] ?? path;

/** Whether no account can hold the value. */
export function isHeldByNobody(value: string): boolean {
  return value === '' || /(?![\t\n\r])\p{Cc}|\p{Cs}/u.test(value);
}

/**
 * The filter for accounts whose property equals the value, not encoded.
 *
 * @returns `undefined` for a value that no account can hold
 */
export function equalsFilter(property: string, value: string): string | undefined {
  if (isHeldByNobody(value)) return undefined;
  switch (userProperty(property)?.type) {
    case 'Boolean':
      return /^(true|false)$/i.test(value) ? `${property} eq ${value.toLowerCase()}` : undefined;
    case 'DateTime':
      return Number.isNaN(Date.parse(value)) ? undefined : `${property} eq ${new Date(value).toISOString()}`;
    case 'StringCollection':
      return `${property}/any(item:item eq ${quoted(value)})`;
    default:
      return `${property} eq ${quoted(value)}`;
  }
}

/**
 * Properties that Graph documents `in` for on users, and needs no advanced query for (which expands nothing): the others are
 * asked for one value at a time.
 *
 * @see Microsoft Graph, the user resource, "Supports $filter (…, in, …)"
 */
const DOCUMENTED_WITH_IN: ReadonlySet<string> = new Set([
  'id',
  'employeeId',
  'userPrincipalName',
  'mail',
  'mailNickname',
]);
/** In characters. Graph refuses filters on longer values in the words for a query that it does not support at all. */
const LONGEST_IN_LIST = 120;

/** Whether accounts may be asked for by this value of the property together with others. */
export function fitsInList(property: string, value: string): boolean {
  return DOCUMENTED_WITH_IN.has(property) && value.length <= LONGEST_IN_LIST;
}

/** The filter for accounts whose property equals any of the values, each of which `fitsInList`; not encoded. */
export function inFilter(property: string, values: readonly string[]): string {
  return `${property} in (${values.map(quoted).join(',')})`;
}

export const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Whether the account really has the value. Graph may find by a more generous comparison; ours ignores case alone. */
export function holds(user: JsonObject, property: string, value: string): boolean {
  const [top = '', member] = property.split('/');
  const found: Json | undefined = user[top];
  const held = member === undefined ? found : isJsonObject(found) ? found[member] : undefined;
  if (userProperty(property)?.type === 'DateTime') return Date.parse(String(held)) === Date.parse(value);
  const items = Array.isArray(held) ? held : [held ?? ''];
  return items.some((item) => fold(String(item)) === fold(value));
}

const fold = (text: string) => text.toLowerCase();

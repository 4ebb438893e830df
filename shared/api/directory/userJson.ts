/** A user as Graph answers it: the properties asked for, or the default set; what has no value is `null` or `[]`. */

import type { DirectoryUser } from '../../graph/graphUser';
import { isDirectoryExtension, USER_PROPERTIES, type UserProperty, userProperty } from '../../graph/userProperties';
import { unkeptProperty } from '../../graph/userType';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { badRequest, GraphError } from '../http/graphError';
import { parseSelect } from '../odata/queryOptions';

export const USER_TYPE = '#microsoft.graph.user';

const READABLE = Object.entries<UserProperty>(USER_PROPERTIES).filter(([, property]) => !property.writeOnly);
const BY_LOWER_NAME: ReadonlyMap<string, string> = new Map(READABLE.map(([name]) => [name.toLowerCase(), name]));
export const DEFAULT_SELECT: readonly string[] = READABLE.flatMap(([name, property]) =>
  property.byDefault ? [name] : [],
);

/** Kept by other services than the directory, which Graph itself does not serve for collections (wire contract 7.1). */
const ELSEWHERE: ReadonlySet<string> = new Set(
  ['aboutMe', 'birthday', 'hireDate', 'interests', 'mailboxSettings', 'mySite', 'pastProjects', 'preferredName'].concat(
    ['responsibilities', 'schools', 'signInActivity', 'skills'],
  ),
);

/**
 * Names of a `$select` as Graph spells them.
 * @throws {QueryError} when it is no list of names
 * @throws {GraphError} 400 for what no user has, 501 for what the directory does not keep
 */
export function parseUserSelect(text: string | null): readonly string[] | undefined {
  if (text === null || text.trim() === '') return undefined;
  return parseSelect(text).map((name) => {
    const known = BY_LOWER_NAME.get(name.toLowerCase());
    if (known !== undefined) return known;
    const unkept = unkeptProperty(name);
    if (unkept !== undefined) return unkept.name;
    if (isDirectoryExtension(name)) return name;
    if (ELSEWHERE.has(name)) throw new GraphError(501, 'NotImplemented', `The directory does not keep '${name}'.`);
    throw badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.user'.`);
  });
}

export function userJson(user: DirectoryUser, select: readonly string[] = DEFAULT_SELECT): JsonObject {
  return Object.fromEntries(select.map((name) => [name, propertyJson(user, name)]));
}

function propertyJson(user: DirectoryUser, name: string): Json {
  if (name === 'id') return user.id;
  const unkept = unkeptProperty(name);
  if (unkept !== undefined) return unkept.blank;
  const value = user.properties[name] ?? null;
  const property = userProperty(name);
  if (property?.type === 'StringCollection') return value ?? [];
  if (property?.members === undefined) return value;
  const blank = Object.fromEntries(Object.keys(property.members).map((member) => [member, null]));
  return isJsonObject(value) ? { ...blank, ...value } : name === 'onPremisesExtensionAttributes' ? blank : null;
}

/** `users`, `users(id,mail)`: how a context URL tells what was selected. */
export function contextOf(
  { origin, version }: { readonly origin: string; readonly version: string },
  entitySet: string,
  select: readonly string[] | undefined,
  suffix: '' | '/$entity' = '',
): string {
  const selected = select === undefined ? '' : `(${select.join(',')})`;
  return `${origin}/${version}/$metadata#${entitySet}${selected}${suffix}`;
}

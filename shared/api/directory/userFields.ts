/** What a `$filter` over users may name: every readable property. Text compares without case. */

import { type DirectoryUser, valueAt } from '../../graph/graphUser';
import { isDirectoryExtension, USER_PROPERTIES, type UserProperty } from '../../graph/userProperties';
import type { CollectionTable, Field, FieldTable } from '../odata/fields';

const USER_FIELDS: FieldTable<DirectoryUser> = Object.fromEntries(
  Object.entries<UserProperty>(USER_PROPERTIES).flatMap(([name, property]): [string, Field<DirectoryUser>][] => {
    if (property.writeOnly) return [];
    if (property.members) return Object.keys(property.members).map((member) => textField(`${name}/${member}`));
    if (property.type === 'DateTime') return [timestampField(name)];
    if (property.type === 'Boolean') return [booleanField(name)];
    return property.type === 'String' ? [textField(name)] : [];
  }),
);

/** With the directory extensions among these names, which no table can list. */
export function userFields(names: readonly string[]): FieldTable<DirectoryUser> {
  const extensions = names.filter(isDirectoryExtension);
  return extensions.length === 0 ? USER_FIELDS : { ...USER_FIELDS, ...Object.fromEntries(extensions.map(textField)) };
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.keys(USER_FIELDS).map((name) => [name.toLowerCase(), name]));

/** Those with several values, which `any()` asks. */
export const USER_COLLECTIONS: CollectionTable<DirectoryUser> = Object.fromEntries(
  Object.entries<UserProperty>(USER_PROPERTIES)
    .filter(([, { type }]) => type === 'StringCollection')
    .map(([name]) => [name, (user: DirectoryUser) => textsAt(user, name)]),
);

function textsAt(user: DirectoryUser, name: string): readonly string[] {
  const value = valueAt(user, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

const COLLECTION_NAMES: ReadonlySet<string> = new Set(Object.keys(USER_COLLECTIONS).map((name) => name.toLowerCase()));

export const isUserCollection = (name: string): boolean => COLLECTION_NAMES.has(name.toLowerCase());

/** As the directory spells it; empty for what is no field. */
export const userFieldName = (name: string): string =>
  NAMES.get(name.toLowerCase()) ?? (isDirectoryExtension(name) ? name : '');

function textField(path: string): [string, Field<DirectoryUser>] {
  const read = (user: DirectoryUser) => {
    const value = valueAt(user, path);
    return typeof value === 'string' ? value : null;
  };
  return [path, { type: 'string', caseInsensitive: true, read }];
}

function booleanField(name: string): [string, Field<DirectoryUser>] {
  const read = (user: DirectoryUser) => {
    const value = valueAt(user, name);
    return typeof value === 'boolean' ? value : null;
  };
  return [name, { type: 'boolean', read }];
}

function timestampField(name: string): [string, Field<DirectoryUser>] {
  const read = (user: DirectoryUser) => {
    const value = valueAt(user, name);
    return typeof value === 'string' ? Date.parse(value) : null;
  };
  return [name, { type: 'dateTime', read }];
}

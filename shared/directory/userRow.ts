/**
 * A user as a table row: one column for each property that has a value, named as Graph names it; lists and objects as JSON
 * in bytes, because the largest (250 other mail addresses) fits a property's 64 KiB only that way.
 */

import type { DirectoryUser, UserValues } from '../graph/graphUser';
import { userProperty } from '../graph/userProperties';
import type { Json } from '../scim/json';
import type { Entity, PropertyValue, Row } from '../store/contract/table';
import { joinKey } from '../store/rows/keys';

/** Live, or in the recycle bin; the first part of the row key. */
export type Whereabouts = 'user' | 'deleted';

export const userKey = (where: Whereabouts, id: string) => joinKey(where, id);

export function toRow(partitionKey: string, where: Whereabouts, { id, properties, managerId }: DirectoryUser): Entity {
  const columns = Object.entries(properties).flatMap(([name, value]): [string, PropertyValue][] =>
    value === undefined || value === null ? [] : [[name, toColumn(value)]],
  );
  return { ...Object.fromEntries(columns), ...(managerId && { managerId }), partitionKey, rowKey: userKey(where, id) };
}

export function fromRow({ rowKey, properties: columns }: Row, where: Whereabouts): DirectoryUser {
  const values = Object.entries(columns).flatMap(([name, column]): [string, Json][] =>
    userProperty(name) ? [[name, fromColumn(column)]] : [],
  );
  return {
    id: rowKey.slice(userKey(where, '').length),
    properties: Object.fromEntries(values) as UserValues, // only `toRow` writes these rows
    managerId: typeof columns.managerId === 'string' ? columns.managerId : undefined,
  };
}

function toColumn(value: Json): PropertyValue {
  return typeof value === 'object' ? new TextEncoder().encode(JSON.stringify(value)) : value;
}

function fromColumn(column: PropertyValue): Json {
  if (column instanceof Uint8Array) return JSON.parse(new TextDecoder().decode(column));
  return column as string | boolean;
}

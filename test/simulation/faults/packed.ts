/** The packed part of a person's row, read and written from outside: what is known, and the notes beside it. */
import type { JsonObject } from '../../../shared/scim/json';
import type { Entity, Row } from '../../../shared/store/contract/table';
import { recordColumns, recordTextIn } from '../../../shared/store/people/personRow';

export interface Notes {
  readonly older?: Readonly<Record<string, readonly string[]>>;
  readonly owed?: readonly string[] | 'all';
}

export interface Packed {
  readonly data: JsonObject;
  readonly notes: Notes;
}

/** @returns `undefined` where there is none */
export function packedIn(properties: Row['properties'] | Entity): Packed | undefined {
  const text = recordTextIn(properties as Row['properties']);
  if (text === undefined) return undefined;
  const packed = JSON.parse(text) as JsonObject | readonly [JsonObject, Notes];
  const [data, notes] = isNoted(packed) ? packed : [packed, {}];
  return { data, notes };
}

/** A person's row with its packed part changed; others as they are. */
export function readPacked(row: Row, change: (packed: Packed, state: string) => Packed): Row {
  const packed = row.rowKey.startsWith('p!') ? packedIn(row.properties) : undefined;
  if (packed === undefined) return row;
  const changed = change(packed, String(row.properties.state));
  return { ...row, properties: { ...row.properties, ...recordOf(changed) } };
}

/** The columns that hold it. */
export const recordOf = ({ data, notes }: Packed) => recordColumns(JSON.stringify([data, notes]));

const isNoted = (packed: object): packed is readonly [JsonObject, Notes] => Array.isArray(packed);

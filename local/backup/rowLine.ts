/** A row as a line of JSON, every value with its type: what is restored must be what was kept, to the bit. */
import type { PropertyValue, Row } from '../../shared/store/contract/table';

type Written = string | number | boolean | readonly [kind: 'int64' | 'date' | 'bytes' | 'double', text: string];

export type KeptRow = Pick<Row, 'partitionKey' | 'rowKey' | 'properties'>;

export function writeRow({ partitionKey, rowKey, properties }: KeptRow): string {
  const values = Object.entries(properties).map(([name, value]) => [name, writeValue(value)]);
  return JSON.stringify([partitionKey, rowKey, Object.fromEntries(values)]);
}

/** @throws {Error} when the line is none that `writeRow` wrote */
export function readRow(line: string): KeptRow {
  const [partitionKey, rowKey, values] = JSON.parse(line) as [string, string, Record<string, Written>];
  if (typeof partitionKey !== 'string' || typeof rowKey !== 'string') throw new Error(`This is no row: ${line}`);
  const properties = Object.entries(values).map(([name, value]) => [name, readValue(value)]);
  return { partitionKey, rowKey, properties: Object.fromEntries(properties) };
}

function writeValue(value: PropertyValue): Written {
  if (typeof value === 'bigint') return ['int64', String(value)];
  if (value instanceof Date) return ['date', value.toISOString()];
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('base64')];
  // JSON has neither of these.
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return ['double', Object.is(value, -0) ? '-0' : String(value)];
  }
  return value;
}

function readValue(value: Written): PropertyValue {
  if (typeof value !== 'object') return value;
  const [kind, text] = value;
  switch (kind) {
    case 'int64':
      return BigInt(text);
    case 'date':
      return new Date(text);
    case 'bytes':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case 'double':
      return Number(text);
    default:
      throw new Error(`No value is of the kind ${String(kind)}.`);
  }
}

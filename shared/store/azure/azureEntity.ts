/**
 * Entities as the table service writes and reads them: JSON, with the types that JSON lacks named beside the values.
 * https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations
 */
import { propertiesOf } from '../contract/entity';
import type { Entity, PropertyValue, Row } from '../contract/table';

type Written = string | number | boolean;

export function entityText(entity: Entity): string {
  const written: Record<string, Written> = { PartitionKey: entity.partitionKey, RowKey: entity.rowKey };
  for (const [name, value] of propertiesOf(entity)) {
    const type = namedType(value);
    if (type !== undefined) written[`${name}${TYPE}`] = type;
    written[name] = writtenValue(value);
  }
  return JSON.stringify(written);
}

const TYPE = '@odata.type';

/** A number without a type is Int32 or Double by how it is written: a whole one beyond 32 bits would be neither. */
function namedType(value: PropertyValue): string | undefined {
  if (value instanceof Uint8Array) return 'Edm.Binary';
  if (value instanceof Date) return 'Edm.DateTime';
  if (typeof value === 'bigint') return 'Edm.Int64';
  return typeof value === 'number' && !isInt32(value) ? 'Edm.Double' : undefined;
}

function writtenValue(value: PropertyValue): Written {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? value.toString() : value;
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}

/** What the service says of a row beside its properties. */
const NOT_OURS = new Set(['PartitionKey', 'RowKey', 'Timestamp', 'odata.etag', 'odata.metadata']);

/** A row as the service answers it, with `odata=minimalmetadata`. @throws {TypeError} when it is none */
export function readRow(value: unknown): Row {
  if (typeof value !== 'object' || value === null)
    throw new TypeError('the service answered something else than a row');
  const entity = value as Readonly<Record<string, unknown>>;
  const { PartitionKey, RowKey, Timestamp } = entity;
  const etag = entity['odata.etag'];
  if (typeof PartitionKey !== 'string' || typeof RowKey !== 'string' || typeof etag !== 'string') {
    throw new TypeError('the service answered a row without keys or version');
  }
  const properties: Record<string, PropertyValue> = {};
  for (const name in entity) {
    const stored = entity[name];
    // A selected property that the row does not have comes back as null.
    if (stored === null || NOT_OURS.has(name) || name.endsWith(TYPE)) continue;
    properties[name] = readValue(name, stored, entity[`${name}${TYPE}`]);
  }
  const writtenAt = typeof Timestamp === 'string' ? { writtenAt: Date.parse(Timestamp) } : {};
  return { partitionKey: PartitionKey, rowKey: RowKey, etag, ...writtenAt, properties };
}

function readValue(name: string, value: unknown, type: unknown): PropertyValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw new TypeError(`property ${name} has a type that Muster never writes`);
  switch (type) {
    case undefined:
    case 'Edm.String':
      return value;
    case 'Edm.Binary':
      return bytesOf(value);
    case 'Edm.Int64':
      return BigInt(value);
    case 'Edm.DateTime':
      return new Date(value);
    case 'Edm.Double':
      return Number(value);
    default:
      throw new TypeError(`property ${name} has a type that Muster never writes`);
  }
}

/** Memory of its own, not a part of a pool that many rows share and one would keep alive. */
function bytesOf(base64: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.byteLength(base64, 'base64'));
  Buffer.from(bytes.buffer).write(base64, 'base64');
  return bytes;
}

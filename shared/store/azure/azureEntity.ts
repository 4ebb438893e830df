/** Entities as `@azure/data-tables` wants them, and back. */
import type { Edm, TableEntity, TableEntityResult } from '@azure/data-tables';
import { propertiesOf } from '../contract/entity';
import type { Entity, PropertyValue, Row } from '../contract/table';

export function toAzure(entity: Entity): TableEntity {
  const properties = propertiesOf(entity).map(([name, value]) => [name, toAzureValue(value)]);
  return { partitionKey: entity.partitionKey, rowKey: entity.rowKey, ...Object.fromEntries(properties) };
}

/**
 * Numbers name their type, for the service reads a number without one as Int32 or Double by how it is written. Bytes become
 * a `Buffer`, for of any other view the SDK sends the whole memory it looks at.
 */
function toAzureValue(value: PropertyValue): Exclude<PropertyValue, number> | Edm<'Int32'> | Edm<'Double'> {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value !== 'number') return value;
  return { type: isInt32(value) ? 'Int32' : 'Double', value };
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}

/** What the service adds to an entity on its own. */
const NOT_OURS = new Set(['partitionKey', 'rowKey', 'etag', 'timestamp', 'odata.metadata']);

export function fromAzure(entity: TableEntityResult<Record<string, unknown>>): Row {
  const properties: Record<string, PropertyValue> = {};
  for (const [name, value] of Object.entries(entity)) {
    // A selected property that the row does not have comes back as null.
    if (!NOT_OURS.has(name) && value !== null) properties[name] = fromAzureValue(name, value);
  }
  const { partitionKey = '', rowKey = '', etag, timestamp } = entity;
  return {
    partitionKey,
    rowKey,
    etag,
    ...(timestamp !== undefined && { writtenAt: Date.parse(timestamp) }),
    properties,
  };
}

function fromAzureValue(name: string, value: unknown): PropertyValue {
  // A plain array, not a view onto a buffer that many rows share and one would keep alive.
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof Date) return value;
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      throw new TypeError(`property ${name} has a type that Muster never writes`);
  }
}

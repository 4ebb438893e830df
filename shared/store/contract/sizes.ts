/** How large entities are: at rest, as the service counts them, and on their way in a transaction. */
import { keysOf, propertiesOf } from './entity';
import type { Entity, PropertyValue, TableAction } from './table';

/** The size of an entity as the service counts it. */
export function entityBytes(entity: Entity): number {
  let bytes = 4 + 2 * (entity.partitionKey.length + entity.rowKey.length);
  for (const [name, value] of propertiesOf(entity)) {
    // A text or binary value is stored with its length.
    const length = typeof value === 'string' || value instanceof Uint8Array ? 4 : 0;
    bytes += 8 + 2 * name.length + length + valueBytes(value);
  }
  return bytes;
}

/** The size of one value at rest; text is stored as UTF-16. */
export function valueBytes(value: PropertyValue): number {
  if (typeof value === 'string') return 2 * value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return typeof value === 'boolean' ? 1 : 8;
}

/** Headers and boundaries of one action, without its keys: measured at 480, with room for longer account names. */
const ACTION_OVERHEAD_BYTES = 700;

/**
 * How much one action adds to the body of its transaction: never less than it really does, so that what is packed by
 * this number is never refused.
 */
export function actionBytes(action: TableAction): number {
  const { partitionKey, rowKey } = keysOf(action);
  // Keys stand in the URL, percent-encoded with quotes doubled.
  const keys = (partitionKey + rowKey).replaceAll("'", "''");
  const bytes = ACTION_OVERHEAD_BYTES + encodeURIComponent(keys).length;
  return action.kind === 'remove' ? bytes : bytes + jsonBytes(action.entity);
}

/** Never less than `actionBytes`, and told without writing a text as JSON: a character takes six bytes at most, escaped. */
export function mostActionBytes(action: TableAction): number {
  const { partitionKey, rowKey } = keysOf(action);
  const bytes = ACTION_OVERHEAD_BYTES + KEY_BYTES * (partitionKey.length + rowKey.length);
  if (action.kind === 'remove') return bytes;
  let most = bytes + 64;
  for (const [name, value] of propertiesOf(action.entity)) {
    most += 2 * name.length + 48;
    if (typeof value === 'string') most += TEXT_BYTES * value.length + 2;
    else if (value instanceof Uint8Array) most += 4 * Math.ceil(value.byteLength / 3);
  }
  return most;
}

const TEXT_BYTES = 6;
/** In the URL nine for a character of three bytes, and as text again. */
const KEY_BYTES = 9 + TEXT_BYTES;

/** An entity as JSON with its type annotations, in bytes of UTF-8, rounded up. */
function jsonBytes(entity: Entity): number {
  let bytes = 64 + textJsonBytes(entity.partitionKey) + textJsonBytes(entity.rowKey);
  for (const [name, value] of propertiesOf(entity)) {
    bytes += 2 * name.length + 48;
    if (typeof value === 'string') bytes += textJsonBytes(value);
    else if (value instanceof Uint8Array) bytes += 4 * Math.ceil(value.byteLength / 3);
  }
  return bytes;
}

function textJsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

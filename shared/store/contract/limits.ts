/**
 * The documented limits of Table and Queue Storage, enforced before a request leaves, because the emulator does not
 * enforce all of them: what passes here and in the tests must not be refused by the service in production.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
import { keysOf, propertiesOf } from './entity';
import { MAX_MESSAGE_BYTES } from './queue';
import { actionBytes, entityBytes, mostActionBytes, valueBytes } from './sizes';
import { type Entity, type PropertyValue, StoreLimitExceeded, type TableAction } from './table';

/** Actions in one transaction. */
export const MAX_TRANSACTION_ACTIONS = 100;
/** The body of one transaction, in bytes. */
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
/** One text property, counted as UTF-16 (two bytes a unit), or one binary property, in bytes. */
export const MAX_PROPERTY_BYTES = 64 * 1024;
/**
 * One entity with its keys, names and values, in bytes, strings counted as UTF-16. The emulator alone refuses, except for
 * an insert, what is over 1 MiB as JSON: with binary properties that is 768 KiB.
 */
export const MAX_ENTITY_BYTES = 1024 * 1024;
/** Properties of one entity, its keys and timestamp not counted. */
export const MAX_PROPERTIES = 252;
/** Partition key and row key: 1 KiB each, which is this many UTF-16 units. */
export const MAX_KEY_LENGTH = 512;

const MAX_NAME_LENGTH = 255;
const ILLEGAL_IN_KEY = /[/\\#?\p{Cc}\p{Cs}]/u;
const LEGAL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names the service or its client library gives a meaning of their own. */
const RESERVED_NAMES = new Set(['PartitionKey', 'RowKey', 'Timestamp', 'timestamp', 'etag']);
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
/** 1601-01-01, the first moment the service can store. */
const FIRST_DATE = Date.UTC(1601, 0, 1);
/** What XML 1.0 cannot carry, since message text travels as XML, and line breaks, which the emulator does not keep. */
const ILLEGAL_IN_MESSAGE = /[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** @throws {RangeError} when `name` is not 3 to 63 letters and digits that begin with a letter */
export function checkTableName(name: string): void {
  if (!/^[A-Za-z][A-Za-z0-9]{2,62}$/.test(name) || name.toLowerCase() === 'tables') {
    throw new RangeError(`a table name must be 3 to 63 letters and digits, a letter first: ${JSON.stringify(name)}`);
  }
}

/** @throws {RangeError} when `name` is not 3 to 63 lower-case letters, digits and single dashes within */
export function checkQueueName(name: string): void {
  if (name.length < 3 || name.length > 63 || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
    throw new RangeError(
      `a queue name must be 3 to 63 lower-case letters, digits and single dashes: ${JSON.stringify(name)}`,
    );
  }
}

/** @throws {StoreLimitExceeded} when a key is too long or has `/ \ # ?`, a control character or half a surrogate pair */
export function checkKeys(partitionKey: string, rowKey: string): void {
  checkKey('partitionKey', partitionKey);
  checkKey('rowKey', rowKey);
}

function checkKey(which: string, key: string): void {
  if (key.length > MAX_KEY_LENGTH) {
    throw new StoreLimitExceeded(`${which} must have at most ${MAX_KEY_LENGTH} characters, has ${key.length}`);
  }
  if (ILLEGAL_IN_KEY.test(key)) {
    throw new StoreLimitExceeded(`${which} must not contain / \\ # ? or control characters: ${JSON.stringify(key)}`);
  }
}

/**
 * @throws {StoreLimitExceeded} when an entity breaks a limit: its keys, its number of properties, a name, a value, or
 * its size
 */
export function checkEntity(entity: Entity): void {
  checkKeys(entity.partitionKey, entity.rowKey);
  const properties = propertiesOf(entity);
  if (properties.length > MAX_PROPERTIES) {
    throw new StoreLimitExceeded(`an entity must have at most ${MAX_PROPERTIES} properties, has ${properties.length}`);
  }
  for (const [name, value] of properties) {
    checkName(name);
    checkValue(name, value);
  }
  const bytes = entityBytes(entity);
  if (bytes > MAX_ENTITY_BYTES) {
    throw new StoreLimitExceeded(`an entity must have at most ${MAX_ENTITY_BYTES} bytes, has ${bytes}`);
  }
}

function checkName(name: string): void {
  if (name.length > MAX_NAME_LENGTH || !LEGAL_NAME.test(name) || RESERVED_NAMES.has(name)) {
    throw new StoreLimitExceeded(
      `a property name must be letters, digits and _ (at most ${MAX_NAME_LENGTH}) and not reserved: ${JSON.stringify(name)}`,
    );
  }
}

function checkValue(name: string, value: PropertyValue): void {
  if (typeof value === 'string' || value instanceof Uint8Array) {
    const bytes = valueBytes(value);
    if (bytes > MAX_PROPERTY_BYTES) {
      throw new StoreLimitExceeded(`${name} must have at most ${MAX_PROPERTY_BYTES} bytes, has ${bytes}`);
    }
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new StoreLimitExceeded(`${name} must be a finite number, is ${value}`);
  } else if (typeof value === 'bigint') {
    if (value < INT64_MIN || value > INT64_MAX) throw new StoreLimitExceeded(`${name} must fit 64 bits, is ${value}`);
  } else if (value instanceof Date && !(value.getTime() >= FIRST_DATE)) {
    throw new StoreLimitExceeded(`${name} must be a date from the year 1601 on, is ${String(value)}`);
  }
}

/**
 * @throws {StoreLimitExceeded} when a transaction has too many actions or bytes, touches more than one partition or
 * one row twice, or when one of its entities breaks a limit
 */
export function checkTransaction(actions: readonly TableAction[]): void {
  if (actions.length > MAX_TRANSACTION_ACTIONS) {
    throw new StoreLimitExceeded(
      `a transaction must have at most ${MAX_TRANSACTION_ACTIONS} actions, has ${actions.length}`,
    );
  }
  const seen = new Set<string>();
  let atMost = 0;
  for (const [index, action] of actions.entries()) {
    const { partitionKey, rowKey } = keysOf(action);
    if (action.kind === 'remove') checkKeys(partitionKey, rowKey);
    else checkEntity(action.entity);
    if (partitionKey !== keysOf(actions[0] ?? action).partitionKey) {
      throw new StoreLimitExceeded(`a transaction must stay within one partition; action ${index} does not`);
    }
    if (seen.has(rowKey)) {
      throw new StoreLimitExceeded(`a transaction must touch a row once; action ${index} repeats ${rowKey}`);
    }
    seen.add(rowKey);
    atMost += mostActionBytes(action);
  }
  // What most transactions take is far from the limit, and to know it exactly is to write them.
  const bytes =
    atMost <= MAX_TRANSACTION_BYTES ? atMost : actions.reduce((sum, action) => sum + actionBytes(action), 0);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw new StoreLimitExceeded(`a transaction must have at most ${MAX_TRANSACTION_BYTES} bytes, has about ${bytes}`);
  }
}

/** @throws {StoreLimitExceeded} when a message is larger than 64 KiB of UTF-8 or has characters it would not come back with */
export function checkMessage(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new StoreLimitExceeded(`a message must have at most ${MAX_MESSAGE_BYTES} bytes, has ${bytes}`);
  }
  if (ILLEGAL_IN_MESSAGE.test(text)) {
    throw new StoreLimitExceeded('a message must not contain line breaks, control characters or half a surrogate pair');
  }
}

/** Seven days, the longest a message can be hidden. */
const MAX_VISIBILITY_SECONDS = 604_800;

/** @throws {RangeError} when `seconds` is not a whole number from `least` to seven days */
export function checkVisibility(what: string, seconds: number, least: 0 | 1): void {
  checkWhole(what, seconds, least, MAX_VISIBILITY_SECONDS);
}

/** @throws {RangeError} when `value` is not a whole number from `least` to `most` */
export function checkWhole(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${what} must be a whole number from ${least} to ${most}, got ${value}`);
  }
}

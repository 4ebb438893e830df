/**
 * Names promised to people: what SelectUniqueValue picked stays with the person it was picked for until the directory
 * shows it to everybody, so that two people worked on at the same time never get the same one (spec/engine.md 2.5).
 *
 * | partition | row                          | holds                                      |
 * |-----------|------------------------------|--------------------------------------------|
 * | realm     | hash of attribute and value  | hash of whom it is promised to, until when |
 *
 * A row is read only by who wants the same name, and none is removed: a promise ends with its time, and whoever asks next
 * takes the row over. So there are at most as many rows as names that were ever picked, and being hashed they tell
 * nothing about anybody.
 */
import { createHash } from 'node:crypto';
import type { Row, Table } from '../contract/table';
import { hold } from '../rows/firstComer';
import { keyPart } from '../rows/keys';

export interface NameWish {
  /** The directory the name must be unique in (`TargetCapabilities.realm`): jobs may share one. */
  readonly realm: string;
  readonly attribute: string;
  readonly value: string;
  readonly jobId: string;
  /** Source anchor of the person it is for. */
  readonly anchor: string;
}

export interface ReservedNames {
  /**
   * Promises the name to the person until then, milliseconds since the epoch, unless it is promised to somebody else.
   * Asked again for the same person it renews the promise.
   */
  reserve(wish: NameWish, now: number, until: number): Promise<boolean>;
  /** Whether it is promised to this person since an earlier attempt. */
  isPromised(wish: NameWish, now: number): Promise<boolean>;
}

export function createReservedNames(table: Table): ReservedNames {
  return {
    async reserve(wish, now, until) {
      const holder = holderOf(wish);
      const mayTakeOver = (row: Row) => row.properties.holder === holder || !isInForce(row, now);
      return (await hold(table, { ...keysOf(wish), holder, until }, mayTakeOver)) === undefined;
    },
    async isPromised(wish, now) {
      const { partitionKey, rowKey } = keysOf(wish);
      const row = await table.get(partitionKey, rowKey);
      return row !== undefined && row.properties.holder === holderOf(wish) && isInForce(row, now);
    },
  };
}

function keysOf({ realm, attribute, value }: NameWish) {
  // Directories compare unique names without case.
  return { partitionKey: keyPart(realm), rowKey: hash(attribute, value.toLowerCase()) };
}

const holderOf = ({ jobId, anchor }: NameWish) => hash(jobId, anchor);

const isInForce = ({ properties }: Row, now: number) => Number(properties.until) > now;

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

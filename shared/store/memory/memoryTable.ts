/**
 * Table Storage in memory, true to the service in what the pipeline relies on: every write changes the etag,
 * conditional writes and transactions are atomic, pages of a range are read one by one, and nothing handed in or out
 * is shared. Chance plays no part: etags are counted. Held to the same contract suite as `azureTable.ts`.
 */
import type { Clock } from '../../ports';
import { keysOf, propertiesOf } from '../contract/entity';
import { checkEntity, checkKeys, checkTransaction, checkWhole } from '../contract/limits';
import {
  type Entity,
  type PropertyValue,
  type RangeQuery,
  type Row,
  StoreConflict,
  StoreUnavailable,
  type Table,
  type TableAction,
} from '../contract/table';

/**
 * Awaited once before and once after every effect, so that a scheduler can let others go first, or never come back:
 * before the effect nothing has happened, after it the caller does not know that it has.
 */
export type Tick = () => Promise<void>;

/** Told of every row as it is written, at that very moment: for checks. */
export type Watch = (rowKey: string, properties: Row['properties']) => void;

export interface MemoryTable extends Table {
  /** Everything in the table, in order of its keys, at this very moment: for checks, without a tick. */
  rows(): Row[];
}

interface Stored {
  readonly etag: string;
  readonly writtenAt: number | undefined;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

interface Partition {
  readonly rows: Map<string, Stored>;
  /** The row keys, ascending. */
  readonly keys: string[];
}

export interface MemoryTableOptions {
  /** The storage's own; without one, rows do not tell when they were written. */
  readonly clock?: Pick<Clock, 'now'>;
  readonly watch?: Watch | undefined;
}

export function createMemoryTable(name: string, tick: Tick, { clock, watch }: MemoryTableOptions = {}): MemoryTable {
  const partitions = new Map<string, Partition>();
  let exists = false;
  let writes = 0;

  /** Runs one storage call: tick, effect, tick. The effect itself is never interrupted. */
  async function call<T>(effect: () => T): Promise<T> {
    await tick();
    if (!exists) throw new StoreUnavailable(`table ${name} does not exist`);
    const result = effect();
    await tick();
    return result;
  }

  function find(partitionKey: string, rowKey: string): Stored | undefined {
    return partitions.get(partitionKey)?.rows.get(rowKey);
  }

  function put(entity: Entity, properties: Stored['properties']): string {
    const etag = `W/"${++writes}"`;
    const { partitionKey, rowKey } = entity;
    let partition = partitions.get(partitionKey);
    if (partition === undefined) {
      partition = { rows: new Map(), keys: [] };
      partitions.set(partitionKey, partition);
    }
    if (!partition.rows.has(rowKey)) partition.keys.splice(lowerBound(partition.keys, rowKey), 0, rowKey);
    partition.rows.set(rowKey, { etag, writtenAt: clock?.now(), properties });
    watch?.(rowKey, properties);
    return etag;
  }

  function drop(partitionKey: string, rowKey: string): void {
    const partition = partitions.get(partitionKey);
    if (partition?.rows.delete(rowKey)) partition.keys.splice(lowerBound(partition.keys, rowKey), 1);
  }

  /**
   * @throws {StoreConflict} when `action` cannot be applied to what is there now
   * @throws {StoreLimitExceeded} when a merge would make the row too large
   */
  function check(action: TableAction, index: number): void {
    if (action.kind === 'upsert') return;
    const { partitionKey, rowKey } = keysOf(action);
    const stored = find(partitionKey, rowKey);
    if (action.kind === 'insert') {
      if (stored !== undefined) throw new StoreConflict(`row ${rowKey} exists already`, index);
    } else if (stored === undefined) {
      throw new StoreConflict(`row ${rowKey} is gone`, index);
    } else if (action.etag !== '*' && action.etag !== stored.etag) {
      throw new StoreConflict(`row ${rowKey} changed since it was read`, index);
    } else if (action.kind === 'merge') {
      checkEntity({ ...stored.properties, ...action.entity });
    }
  }

  function apply(action: TableAction): string {
    if (action.kind === 'remove') {
      drop(action.partitionKey, action.rowKey);
      return '';
    }
    const { partitionKey, rowKey } = action.entity;
    const kept = action.kind === 'merge' ? find(partitionKey, rowKey)?.properties : undefined;
    return put(action.entity, { ...kept, ...copyProperties(propertiesOf(action.entity)) });
  }

  async function write(action: TableAction): Promise<string> {
    return call(() => {
      check(action, 0);
      return apply(action);
    });
  }

  function page(range: RangeQuery, after: string | undefined, size: number): Row[] {
    const partition = partitions.get(range.partitionKey);
    if (partition === undefined) return [];
    const { keys, rows } = partition;
    const found: Row[] = [];
    let position = lowerBound(keys, after ?? range.from ?? '');
    if (keys[position] === after) position += 1;
    for (const rowKey of keys.slice(position, position + size)) {
      const stored = rows.get(rowKey);
      if (stored === undefined || (range.to !== undefined && rowKey >= range.to)) break;
      found.push(toRow(range.partitionKey, rowKey, stored, range.select));
    }
    return found;
  }

  async function* query(range: RangeQuery): AsyncIterable<Row> {
    const size = range.pageSize ?? 1000;
    checkWhole('pageSize', size, 1, 1000);
    let rows: Row[];
    let after: string | undefined;
    do {
      const from = after;
      rows = await call(() => page(range, from, size));
      yield* rows;
      after = rows.at(-1)?.rowKey;
    } while (rows.length === size);
  }

  return {
    async ensure() {
      await tick();
      exists = true;
      await tick();
    },

    async get(partitionKey, rowKey) {
      checkKeys(partitionKey, rowKey);
      return call(() => {
        const stored = find(partitionKey, rowKey);
        return stored && toRow(partitionKey, rowKey, stored);
      });
    },

    query,

    async *scan(select) {
      for (const partitionKey of await call(() => [...partitions.keys()].sort(ordinal))) {
        yield* query({ partitionKey, select });
      }
    },

    async insert(entity) {
      checkEntity(entity);
      return write({ kind: 'insert', entity: copyEntity(entity) });
    },

    async upsert(entity) {
      checkEntity(entity);
      return write({ kind: 'upsert', entity: copyEntity(entity) });
    },

    async replace(entity, etag) {
      checkEntity(entity);
      return write({ kind: 'replace', entity: copyEntity(entity), etag });
    },

    async remove(partitionKey, rowKey, etag) {
      checkKeys(partitionKey, rowKey);
      if (etag === undefined) await call(() => drop(partitionKey, rowKey));
      else await write({ kind: 'remove', partitionKey, rowKey, etag });
    },

    async transact(actions) {
      checkTransaction(actions);
      if (actions.length === 0) return [];
      const copies = actions.map(copyAction);
      return call(() => {
        copies.forEach(check);
        return copies.map(apply);
      });
    },

    rows() {
      return [...partitions.keys()]
        .sort(ordinal)
        .flatMap((partitionKey) => page({ partitionKey }, undefined, Number.POSITIVE_INFINITY));
    },
  };
}

function toRow(partitionKey: string, rowKey: string, stored: Stored, select?: readonly string[]): Row {
  const properties = Object.entries(stored.properties).filter(
    ([name]) => select === undefined || select.includes(name),
  );
  const { etag, writtenAt } = stored;
  const isTold = writtenAt !== undefined && select === undefined; // the service's own property, which nobody selects
  return { partitionKey, rowKey, etag, ...(isTold && { writtenAt }), properties: copyProperties(properties) };
}

/** What the caller changes while the call waits its turn must not reach the table. */
function copyAction(action: TableAction): TableAction {
  return action.kind === 'remove' ? { ...action } : { ...action, entity: copyEntity(action.entity) };
}

function copyEntity(entity: Entity): Entity {
  return { partitionKey: entity.partitionKey, rowKey: entity.rowKey, ...copyProperties(propertiesOf(entity)) };
}

function copyProperties(properties: readonly [string, PropertyValue][]): Record<string, PropertyValue> {
  return Object.fromEntries(properties.map(([name, value]) => [name, copyValue(value)]));
}

function copyValue(value: PropertyValue): PropertyValue {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof Date) return new Date(value);
  // JSON has no negative zero, so the service does not keep one either.
  return Object.is(value, -0) ? 0 : value;
}

/** The first position whose key is not below `key`; `keys` is ascending. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function ordinal(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

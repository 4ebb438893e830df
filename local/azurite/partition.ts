/** The entities of one partition, by row key; in order from the first time that a range of them is asked for. */
import type { LokiDocument } from './loki';

export interface Entity extends LokiDocument {
  readonly PartitionKey: string;
  readonly RowKey: string;
}

export function isEntity(value: object): value is Entity {
  return 'PartitionKey' in value && 'RowKey' in value;
}

export interface Partition {
  get(rowKey: string): Entity | undefined;
  put(entity: Entity): void;
  remove(rowKey: string): void;
  /** In order of row key. @param from inclusive @param to exclusive */
  range(ends: { readonly from?: string | undefined; readonly to?: string | undefined }): Iterable<Entity>;
}

export function createPartition(): Partition {
  const rows = new Map<string, Entity>();
  /** Absent until somebody asks for a range: most tables are only ever asked for single rows. */
  let keys: string[] | undefined;

  return {
    get: (rowKey) => rows.get(rowKey),
    put(entity) {
      if (!rows.has(entity.RowKey)) keys?.splice(placeOf(entity.RowKey, keys), 0, entity.RowKey);
      rows.set(entity.RowKey, entity);
    },
    remove(rowKey) {
      if (rows.delete(rowKey)) keys?.splice(placeOf(rowKey, keys), 1);
    },
    *range({ from, to }) {
      keys ??= [...rows.keys()].sort(); // by UTF-16 units, as Azurite compares them
      for (let place = from === undefined ? 0 : placeOf(from, keys); place < keys.length; place += 1) {
        const key = keys[place] ?? '';
        if (to !== undefined && key >= to) return;
        const entity = rows.get(key);
        if (entity !== undefined) yield entity;
      }
    },
  };
}

/** Where the key stands, or would stand. */
function placeOf(key: string, keys: readonly string[]): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

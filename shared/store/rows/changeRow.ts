/** A row that many change, each going by what it was: written against the version that was read, and again where somebody came between. */
import { type Entity, type Row, StoreConflict, type Table } from '../contract/table';

type Key = Pick<Entity, 'partitionKey' | 'rowKey'>;
type Properties = Omit<Entity, keyof Key>;

/**
 * @param change what the row is to hold instead; told `undefined` where there is none. `undefined`: nothing is written
 * @returns what the row held before the change that was written
 */
export async function changeRow(
  table: Table,
  { partitionKey, rowKey }: Key,
  change: (before: Row['properties'] | undefined) => Properties | undefined,
): Promise<Row['properties'] | undefined> {
  for (;;) {
    const row = await table.get(partitionKey, rowKey);
    const after = change(row?.properties);
    if (after === undefined) return row?.properties;
    const entity: Entity = { ...after, partitionKey, rowKey };
    try {
      await (row === undefined ? table.insert(entity) : table.replace(entity, row.etag));
      return row?.properties;
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}

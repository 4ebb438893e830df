/** A row that one of several gets: first come, first served, until the row as it stands may be taken over. */
import { type Entity, type Row, StoreConflict, type Table } from '../contract/table';

/**
 * Writes the row unless one stands that may not be taken over.
 *
 * @returns the row that stands in the way; `undefined` when ours is written
 */
export async function hold(
  table: Table,
  entity: Entity,
  mayTakeOver: (standing: Row) => boolean | Promise<boolean>,
): Promise<Row | undefined> {
  for (;;) {
    try {
      await table.insert(entity);
      return undefined;
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
    const standing = await table.get(entity.partitionKey, entity.rowKey);
    if (standing === undefined) continue; // removed in between
    if (!(await mayTakeOver(standing))) return standing;
    try {
      await table.replace(entity, standing.etag);
      return undefined;
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error; // somebody was quicker: see who
    }
  }
}

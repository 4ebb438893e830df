/** Rows that are written together, or not at all where somebody else was quicker with one of them. */
import { StoreConflict, type Table, type TableAction } from '../contract/table';

/** @returns whether they are written: `false` where a row that was read changed since, or one to be inserted exists */
export async function transactUnlessChanged(table: Table, actions: readonly TableAction[]): Promise<boolean> {
  try {
    await table.transact(actions);
    return true;
  } catch (error) {
    if (error instanceof StoreConflict) return false;
    throw error;
  }
}

/**
 * Taking away many rows that nobody needs any more, a hundred a call. What died half-way is simply begun again: the rows
 * that are left are found again, and one that somebody else has removed meanwhile is as good as removed.
 */
import { MAX_TRANSACTION_ACTIONS } from '../contract/limits';
import { type Row, StoreConflict, type Table, type TableAction } from '../contract/table';

type Keys = Pick<Row, 'partitionKey' | 'rowKey'>;

/**
 * @param rows rows of one partition after the other
 * @param most removed at most
 * @returns how many were removed
 */
export async function removeRows(table: Table, rows: AsyncIterable<Keys>, most: number): Promise<number> {
  let removed = 0;
  let batch: Keys[] = [];
  async function flush(): Promise<void> {
    await removeTogether(table, batch);
    removed += batch.length;
    batch = [];
  }
  if (most <= 0) return 0;
  for await (const row of rows) {
    const [first] = batch;
    if (batch.length === MAX_TRANSACTION_ACTIONS || (first && first.partitionKey !== row.partitionKey)) await flush();
    batch.push(row);
    if (removed + batch.length === most) break;
  }
  await flush();
  return removed;
}

async function removeTogether(table: Table, rows: readonly Keys[]): Promise<void> {
  try {
    await table.transact(
      rows.map(({ partitionKey, rowKey }): TableAction => ({ kind: 'remove', partitionKey, rowKey, etag: '*' })),
    );
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error;
    for (const { partitionKey, rowKey } of rows) await table.remove(partitionKey, rowKey); // some are gone already
  }
}

/**
 * When the timer was last through with all jobs: read where requests are answered, which is another instance. One row of its
 * own in the table of jobs, `supervision`/`last`.
 */
import type { Table } from '../contract/table';

export interface SupervisionStore {
  /** Milliseconds since the epoch; `undefined`: never. */
  last(): Promise<number | undefined>;
  /** How far the clock of whoever recorded that was ahead of the storage's then, milliseconds; `undefined`: nobody did. */
  clockAheadMs(): Promise<number | undefined>;
  /** @param at when the round ended, milliseconds since the epoch */
  record(at: number): Promise<void>;
}

const KEY = { partitionKey: 'supervision', rowKey: 'last' } as const;

export function createSupervisionStore(table: Table): SupervisionStore {
  return {
    async last() {
      const row = await table.get(KEY.partitionKey, KEY.rowKey);
      return row === undefined ? undefined : Number(row.properties.at);
    },
    async clockAheadMs() {
      const row = await table.get(KEY.partitionKey, KEY.rowKey);
      return row?.writtenAt === undefined ? undefined : Number(row.properties.at) - row.writtenAt;
    },
    async record(at) {
      await table.upsert({ ...KEY, at });
    },
  };
}

/**
 * How far the quotas of targets are promised to instances, all of which see only what they spend themselves. One row a quota
 * in the table of jobs, `quotas`/its name: a column for each of its parts, the moment at which that part would be full again
 * if nobody were promised more, milliseconds since the epoch.
 *
 * Rows of a moment: without them quotas count as full, and what is said of a past moment says nothing.
 */
import type { Table } from '../contract/table';
import { changeRow } from '../rows/changeRow';
import { keyPart } from '../rows/keys';

/** By part: when it would be full again. A part that is not in it is full. */
export type FullAt = Readonly<Record<string, number>>;

export interface QuotaStore {
  /** Again and again, until nobody came between. @param change may be called more than once */
  change(quota: string, change: (fullAt: FullAt) => FullAt): Promise<void>;
}

export const QUOTAS = 'quotas';

export function createQuotaStore(table: Table): QuotaStore {
  return {
    async change(quota, change) {
      await changeRow(table, { partitionKey: QUOTAS, rowKey: keyPart(quota) }, (before = {}) =>
        change(Object.fromEntries(Object.entries(before).map(([part, at]) => [part, Number(at)]))),
      );
    },
  };
}

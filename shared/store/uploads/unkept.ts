/**
 * People whose row storage takes nothing into, not even what failed: noted beside the job, so that Muster's own work for them
 * is not given out again in every round. Nothing takes a note back: it is over when its time is.
 *
 * | partition  | row                   | holds                              |
 * |------------|-----------------------|------------------------------------|
 * | `job!`job  | `unkept!`source anchor | until when, and how often so far   |
 */
import type { Table } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { joinKey, keyPart, keysUnder } from '../rows/keys';

export interface UnkeptStore {
  /** Once more. @param now milliseconds since the epoch */
  note(jobId: string, anchor: string, now: number): Promise<void>;
  /** Source anchors of those who are to be left alone. */
  list(jobId: string, now: number): Promise<ReadonlySet<string>>;
}

const UNKEPT = 'unkept';
const MINUTE_MS = 60_000;
/** After the first time, the second, …; the last one repeats. */
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 40 * MINUTE_MS, 6 * 60 * MINUTE_MS];
/** By then it is another trouble. */
const FORGOTTEN_MS = 24 * 60 * MINUTE_MS;

export function createUnkeptStore(table: Table): UnkeptStore {
  return {
    async note(jobId, anchor, now) {
      const keys = { partitionKey: jobPartition(jobId), rowKey: joinKey(UNKEPT, keyPart(anchor)) };
      const before = (await table.get(keys.partitionKey, keys.rowKey))?.properties;
      const times = 1 + (Number(before?.until ?? 0) + FORGOTTEN_MS < now ? 0 : Number(before?.times ?? 0));
      const waitMs = WAITS_MS[Math.min(times, WAITS_MS.length) - 1] ?? 0;
      await table.upsert({ ...keys, anchor, times, until: now + waitMs });
    },
    async list(jobId, now) {
      const anchors = new Set<string>();
      for await (const { partitionKey, rowKey, properties } of table.query({
        partitionKey: jobPartition(jobId),
        ...keysUnder(UNKEPT),
      })) {
        const until = Number(properties.until);
        if (until > now) anchors.add(String(properties.anchor));
        else if (until + FORGOTTEN_MS < now) await table.remove(partitionKey, rowKey);
      }
      return anchors;
    },
  };
}

/** Messages nobody could work on. PartitionKey = `parked`, RowKey = inverted time and a random end: newest first, never overwritten. */
import type { Clock, RandomSource } from '../../ports';
import type { Table } from '../contract/table';
import { invertedTime, joinKey } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { removeRows } from '../rows/removeRows';

export interface KeptMessage {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly reason: string;
  readonly text: string;
}

export interface ParkedStore {
  park(text: string, reason: string): Promise<void>;
  /** Newest first. @param after id of the message the page before this one ended with */
  list(top: number, after?: string): Promise<{ readonly messages: readonly KeptMessage[]; readonly more: boolean }>;
  /** Removes what was parked before then, milliseconds since the epoch. @returns how many, `most` at most */
  purge(before: number, most: number): Promise<number>;
}

const PARKED_PARTITION = 'parked';

export function createParkedStore(
  table: Table,
  { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
): ParkedStore {
  return {
    async park(text, reason) {
      const at = clock.now();
      const rowKey = joinKey(invertedTime(at), random.uuid());
      await table.insert({ partitionKey: PARKED_PARTITION, rowKey, at, reason, ...packInto('text', text) });
    },
    async list(top, after) {
      const messages: KeptMessage[] = [];
      const range = {
        partitionKey: PARKED_PARTITION,
        ...(after !== undefined && { from: after }),
        pageSize: Math.min(top + 1, 1_000),
      };
      for await (const { rowKey, properties } of table.query(range)) {
        if (rowKey === after) continue;
        if (messages.length === top) return { messages, more: true };
        const text = String(unpackFrom('text', properties));
        messages.push({ id: rowKey, at: Number(properties.at), reason: String(properties.reason), text });
      }
      return { messages, more: false };
    },
    async purge(before, most) {
      const range = { partitionKey: PARKED_PARTITION, from: invertedTime(before - 1), select: [] };
      return removeRows(table, table.query(range), most);
    },
  };
}

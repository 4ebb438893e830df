/** Messages nobody could work on. PartitionKey = `parked`, RowKey = inverted time and a random end: newest first, never overwritten. */
import type { Clock, RandomSource } from '../ports';
import { invertedTime, joinKey } from './keys';
import { packInto } from './packing';
import type { Table } from './table';

export interface ParkedStore {
  park(text: string, reason: string): Promise<void>;
}

export function createParkedStore(
  table: Table,
  { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
): ParkedStore {
  return {
    async park(text, reason) {
      const at = clock.now();
      const rowKey = joinKey(invertedTime(at), random.uuid());
      await table.insert({ partitionKey: 'parked', rowKey, at, reason, ...packInto('text', text) });
    },
  };
}

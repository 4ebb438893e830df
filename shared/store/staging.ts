/**
 * Bulks that are too large for a queue message. PartitionKey = a fresh id, RowKey = part: written before the message that
 * points at them, removed when that message is done. Parts whose message was never sent are removed by age.
 */
import { chunk } from '../collections';
import type { Table } from './table';

export interface StagingStore {
  /** Writes the bytes under `id`; writing the same id again replaces them. */
  put(id: string, bytes: Uint8Array, at: number): Promise<void>;
  /** @returns `undefined` when they are gone */
  get(id: string): Promise<Uint8Array | undefined>;
  remove(id: string): Promise<void>;
}

/** Of one property, and how many of them a row holds while it stays under 1 MiB. */
const CHUNK_BYTES = 64 * 1024;
const CHUNKS_PER_ROW = 14;

export function createStagingStore(table: Table): StagingStore {
  return {
    async put(id, bytes, at) {
      const chunks: Uint8Array[] = [];
      for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES)
        chunks.push(bytes.subarray(start, start + CHUNK_BYTES));
      const rows = chunk(chunks, CHUNKS_PER_ROW);
      // The first part is written last: where it is, all are.
      for (const [part, members] of [...rows.entries()].reverse()) {
        const properties = Object.fromEntries(members.map((member, index) => [`b${index}`, member]));
        await table.upsert({ partitionKey: id, rowKey: partKey(part), at, parts: rows.length, ...properties });
      }
    },
    async get(id) {
      const parts: Uint8Array[] = [];
      let expected: number | undefined;
      let found = 0;
      for await (const { properties } of table.query({ partitionKey: id })) {
        expected ??= Number(properties.parts);
        found += 1;
        for (let index = 0; properties[`b${index}`] instanceof Uint8Array; index += 1)
          parts.push(properties[`b${index}`] as Uint8Array);
        if (found === expected) break; // what lies behind is left of a longer text written under this id before
      }
      return expected === undefined || found < expected ? undefined : Buffer.concat(parts);
    },
    async remove(id) {
      const keys: string[] = [];
      for await (const row of table.query({ partitionKey: id, select: ['at'] })) keys.push(row.rowKey);
      for (const key of keys) await table.remove(id, key);
    },
  };
}

const partKey = (part: number) => String(part).padStart(4, '0');

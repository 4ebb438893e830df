/**
 * Bulks that are too large for a queue message. PartitionKey = a fresh id, RowKey = part: written before the message that
 * points at them, removed when that message is done. What a crash left over is removed when everything of its time is
 * answered.
 */
import { chunk } from '../../collections';
import type { Row, Table } from '../contract/table';
import { removeRows } from '../rows/removeRows';

/** Which operations the bytes are. */
export interface StagedFor {
  readonly jobId: string;
  /** Number of the first of them. */
  readonly sequence: number;
  /** When they were accepted, milliseconds since the epoch. */
  readonly at: number;
}

export interface StagingStore {
  /** Writes the bytes under `id`; writing the same id again replaces them. */
  put(id: string, bytes: Uint8Array, staged: StagedFor): Promise<void>;
  /** @returns `undefined` when they are gone */
  get(id: string): Promise<Uint8Array | undefined>;
  remove(id: string): Promise<void>;
  /** Removes the rows of what nobody will ask for any more. @returns how many, `most` at most */
  purge(isOver: (staged: StagedFor) => boolean, most: number): Promise<number>;
}

/** Of one property, and how many of them a row holds: the emulator takes no upsert of more than 1 MiB of JSON (`limits.ts`). */
const CHUNK_BYTES = 64 * 1024;
const CHUNKS_PER_ROW = 11;

export function createStagingStore(table: Table): StagingStore {
  return {
    async put(id, bytes, staged) {
      const chunks: Uint8Array[] = [];
      for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES)
        chunks.push(bytes.subarray(start, start + CHUNK_BYTES));
      const rows = chunk(chunks, CHUNKS_PER_ROW);
      // The first part is written last: where it is, all are.
      for (const [part, members] of [...rows.entries()].reverse()) {
        const properties = Object.fromEntries(members.map((member, index) => [`b${index}`, member]));
        await table.upsert({ partitionKey: id, rowKey: partKey(part), ...staged, parts: rows.length, ...properties });
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
    purge: (isOver, most) => removeRows(table, over(table, isOver), most),
  };
}

async function* over(table: Table, isOver: (staged: StagedFor) => boolean): AsyncIterable<Row> {
  for await (const row of table.scan(['jobId', 'sequence', 'at'])) {
    const { jobId, sequence, at } = row.properties;
    if (typeof jobId !== 'string') continue; // parked messages lie in the same table
    if (isOver({ jobId, sequence: Number(sequence), at: Number(at) })) yield row;
  }
}

const partKey = (part: number) => String(part).padStart(4, '0');

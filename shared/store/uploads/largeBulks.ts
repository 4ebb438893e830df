/**
 * What is too large to stand where it belongs: operations for a transaction, or for a queue message. PartitionKey = a fresh
 * id, RowKey = part: written before what points at them, and removed with it. What a crash left over, nobody points at; it
 * is removed by age.
 */
import type { Row, Table } from '../contract/table';
import { gather, ROW_BYTES, slices, spread } from '../rows/packing';
import { removeRows } from '../rows/removeRows';

/** Which operations the bytes are. */
export interface StagedFor {
  readonly jobId: string;
  /** Number of the first of them; `null` where they are staged before they have numbers. */
  readonly sequence: number | null;
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
  purge(isOver: IsOver, most: number): Promise<number>;
}

/** @param id they are staged under */
export type IsOver = (staged: StagedFor, id: string) => boolean | Promise<boolean>;

export function createStagingStore(table: Table): StagingStore {
  return {
    async put(id, bytes, { jobId, sequence, at }) {
      const about = { jobId, at, ...(sequence !== null && { sequence }) };
      const rows = slices(bytes, ROW_BYTES);
      for (const [part, members] of rows.entries()) {
        const properties = { ...about, parts: rows.length, ...spread('b', members) };
        await table.upsert({ partitionKey: id, rowKey: partKey(part), ...properties });
      }
    },
    async get(id) {
      const parts: Uint8Array[] = [];
      let expected: number | undefined;
      let found = 0;
      for await (const { properties } of table.query({ partitionKey: id })) {
        expected ??= Number(properties.parts);
        found += 1;
        parts.push(gather('b', properties));
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

async function* over(table: Table, isOver: IsOver): AsyncIterable<Row> {
  const known = new Map<string, boolean>(); // of all parts of an id the same is true
  for await (const row of table.scan(['jobId', 'sequence', 'at'])) {
    const { jobId, sequence, at } = row.properties;
    if (typeof jobId !== 'string') continue; // parked messages lie in the same table
    const id = row.partitionKey;
    const isGone =
      known.get(id) ??
      (await isOver({ jobId, sequence: sequence === undefined ? null : Number(sequence), at: Number(at) }, id));
    known.set(id, isGone);
    if (isGone) yield row;
  }
}

const partKey = (part: number) => String(part).padStart(4, '0');

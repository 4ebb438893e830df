/**
 * The operations of an upload, as accepted: durable with the numbers they got (design, I1), until everything of their
 * time is answered.
 *
 * | table   | partition | row                      | holds                                                           |
 * |---------|-----------|--------------------------|-----------------------------------------------------------------|
 * | jobs    | `job!`job | `payload!`first`!`part   | the operations, packed; or the id their parts are staged under  |
 * | jobs    | `job!`job | `parts!`id               | that the parts staged under this id belong to an upload         |
 * | staging | id        | part                     | what is too large for a transaction, see `largeBulks.ts`        |
 *
 * The rows in the job's partition are written by the transaction that numbers the upload. Parts are written before it;
 * without the row that says whose they are, nobody will ask for them.
 */
import type { Table, TableAction } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { joinKey, keyPart, keysUnder } from '../rows/keys';
import { gather, pack, ROW_BYTES, slices, spread, unpack } from '../rows/packing';
import { removeRows } from '../rows/removeRows';
import { sequencePart } from './intakeRows';
import type { Payload, PayloadOperation } from './intakeState';
import type { StagingStore } from './largeBulks';

export interface NewPayload {
  readonly jobId: string;
  readonly operations: readonly PayloadOperation[];
  /** Names the parts, should there be any. */
  readonly partsId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface PayloadStore {
  /** Packs the operations, and stages what a transaction cannot take. Before any number is taken: all that can fail, fails here. */
  prepare(payload: NewPayload): Promise<Payload>;
  /** Removes what was prepared for a request that is then refused. */
  discard(payload: Payload): Promise<void>;
  /** @returns `undefined` when they are gone, or were accepted by older code, which kept them in the message alone */
  read(jobId: string, first: number): Promise<readonly PayloadOperation[] | undefined>;
  /** Removes the operations of uploads that begin below a number. @returns how many rows of the job, `most` at most */
  purge(jobId: string, below: number, most: number): Promise<number>;
  /** Whether parts staged under this id belong to an upload. */
  isOwned(jobId: string, partsId: string): Promise<boolean>;
}

/**
 * Of one transaction, packed: it travels as base64 and takes 4 MiB with all that stands beside it
 * (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
 */
export const MOST_BYTES_INLINE = 2 * 1024 * 1024;

const PAYLOAD = 'payload';
const PARTS = 'parts';
const PART_DIGITS = 4;
const payloadKey = (first: number, part: number) =>
  joinKey(PAYLOAD, sequencePart(first), String(part).padStart(PART_DIGITS, '0'));
const partsKey = (partsId: string) => joinKey(PARTS, keyPart(partsId));

/** What the transaction that numbers the upload writes beside its receipt. */
export function payloadActions(jobId: string, first: number, payload: Payload): readonly TableAction[] {
  const partitionKey = jobPartition(jobId);
  if (payload.kind === 'parts') {
    const { partsId } = payload;
    return [
      { kind: 'insert', entity: { partitionKey, rowKey: payloadKey(first, 0), partsId } },
      { kind: 'insert', entity: { partitionKey, rowKey: partsKey(partsId), first } },
    ];
  }
  return slices(payload.bytes, ROW_BYTES).map((bytes, part) => ({
    kind: 'insert',
    entity: { partitionKey, rowKey: payloadKey(first, part), ...spread('b', bytes) },
  }));
}

export function createPayloadStore(table: Table, staging: StagingStore): PayloadStore {
  async function release(jobId: string, partsId: string): Promise<void> {
    await staging.remove(partsId); // first, so that the row still leads to them if we die in between
    await table.remove(jobPartition(jobId), partsKey(partsId));
  }

  return {
    async prepare({ jobId, operations, partsId, at }) {
      const bytes = pack(operations);
      if (bytes.byteLength <= MOST_BYTES_INLINE) return { kind: 'rows', bytes };
      await staging.put(partsId, bytes, { jobId, sequence: null, at });
      return { kind: 'parts', partsId };
    },
    async discard(payload) {
      if (payload.kind === 'parts') await staging.remove(payload.partsId);
    },
    async read(jobId, first) {
      const found: Uint8Array[] = [];
      for await (const { properties } of table.query({
        partitionKey: jobPartition(jobId),
        ...keysUnder(PAYLOAD, sequencePart(first)),
      })) {
        const { partsId } = properties;
        if (typeof partsId === 'string') return unpackWhole(await staging.get(partsId));
        found.push(gather('b', properties));
      }
      return unpackWhole(found.length === 0 ? undefined : Buffer.concat(found));
    },
    async purge(jobId, below, most) {
      const partitionKey = jobPartition(jobId);
      const range = { ...keysUnder(PAYLOAD), to: joinKey(PAYLOAD, sequencePart(below)) };
      const rows = [];
      for await (const row of table.query({ partitionKey, ...range, select: ['partsId'] })) {
        if (rows.length === most) break;
        rows.push(row);
      }
      for (const { properties } of rows) {
        if (typeof properties.partsId === 'string') await release(jobId, properties.partsId);
      }
      return removeRows(table, each(rows), most);
    },
    async isOwned(jobId, partsId) {
      return (await table.get(jobPartition(jobId), partsKey(partsId))) !== undefined;
    },
  };
}

/** Written whole or not at all; whole, it is a list. */
function unpackWhole(bytes: Uint8Array | undefined): readonly PayloadOperation[] | undefined {
  return bytes && (unpack(bytes) as PayloadOperation[]);
}

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

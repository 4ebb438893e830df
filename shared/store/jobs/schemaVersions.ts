/**
 * Schemas that a job had before the one it has, with who saved each and when.
 *
 * | partition  | row                          | holds                                        |
 * |------------|------------------------------|----------------------------------------------|
 * | `job!`job  | `schema`                     | the one it has, see `jobs.ts`                |
 * | `job!`job  | `schemaVersion!`major`!`minor | an earlier one, packed, as its row was       |
 *
 * An earlier one is written in the transaction that replaces it, so none is missing; there are `KEPT_VERSIONS`.
 */
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import type { Entity, Row, Table } from '../contract/table';
import { joinKey, keyPart, keysUnder } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import type { Initiator } from './audit';

/** A record together with the version it was read at, for conditional writes. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/** How a schema came to be saved. */
export interface SchemaSaved {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: Initiator;
  /** How many values are others than before. */
  readonly changes: number;
}

export interface NewSchema {
  readonly value: SynchronizationSchema;
  readonly saved: SchemaSaved;
}

export interface StoredSchema extends Versioned<SynchronizationSchema> {
  /** Absent of the one a job began with, and of those that older code saved. */
  readonly saved?: SchemaSaved;
}

/** Told without the schema itself. */
export interface SchemaVersion {
  readonly version: string;
  readonly saved?: SchemaSaved;
}

/** Earlier ones; the one a job has is not among them. */
export const KEPT_VERSIONS = 19;

/** Everything of one job lies in one partition. */
export const jobPartition = (jobId: string) => joinKey('job', keyPart(jobId));

export interface SchemaVersionStore {
  /** Newest first. */
  list(jobId: string): Promise<readonly SchemaVersion[]>;
  get(jobId: string, version: string): Promise<StoredSchema | undefined>;
  /** Removes those that are too many. */
  prune(jobId: string): Promise<void>;
}

const VERSIONS = 'schemaVersion';
const DIGITS = 8;

/** `v1.9` comes before `v1.10`. */
function versionKey(version: string): string {
  const numbers = /^v(\d{1,8})\.(\d{1,8})$/.exec(version)?.slice(1) ?? [];
  const parts = numbers.length === 0 ? [keyPart(version)] : numbers.map((number) => number.padStart(DIGITS, '0'));
  return joinKey(VERSIONS, ...parts);
}

export function createSchemaVersionStore(table: Table): SchemaVersionStore {
  async function rows(jobId: string, select: readonly string[]): Promise<readonly Row[]> {
    const found: Row[] = [];
    const range = { partitionKey: jobPartition(jobId), ...keysUnder(VERSIONS), select };
    for await (const row of table.query(range)) found.push(row);
    return found.reverse();
  }

  return {
    list: async (jobId) => (await rows(jobId, ['version', ...SAVED])).slice(0, KEPT_VERSIONS).map(toVersion),
    async get(jobId, version) {
      const row = await table.get(jobPartition(jobId), versionKey(version));
      return row && toStoredSchema(row);
    },
    async prune(jobId) {
      const tooMany = (await rows(jobId, [])).slice(KEPT_VERSIONS);
      for (const { partitionKey, rowKey } of tooMany) await table.remove(partitionKey, rowKey);
    },
  };
}

export function versionEntity(partitionKey: string, { value, saved }: StoredSchema): Entity {
  return {
    partitionKey,
    rowKey: versionKey(value.version),
    version: value.version,
    ...(saved !== undefined && savedColumns(saved)),
    ...packInto('schema', value),
  };
}

const SAVED = ['savedAt', 'savedBy', 'changes'] as const;

export function savedColumns({ at, by, changes }: SchemaSaved) {
  return { savedAt: at, savedBy: JSON.stringify(by), changes };
}

export function toStoredSchema(row: Row): StoredSchema {
  const { version: _, ...saved } = toVersion(row);
  return { value: unpackFrom('schema', row.properties) as SynchronizationSchema, etag: row.etag, ...saved };
}

function toVersion({ properties: { version, savedAt, savedBy, changes } }: Row): SchemaVersion {
  if (typeof savedBy !== 'string') return { version: String(version) };
  const by = JSON.parse(savedBy) as Initiator;
  return { version: String(version), saved: { at: Number(savedAt), by, changes: Number(changes) } };
}

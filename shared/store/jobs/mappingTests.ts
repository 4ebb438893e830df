/**
 * Mapping tests of a job, as its administrators keep them.
 *
 * | partition  | row            | holds                                           |
 * |------------|----------------|-------------------------------------------------|
 * | `job!`job  | `mappingTests` | the cases, packed, as they were sent            |
 */
import { createHash } from 'node:crypto';
import type { Json } from '../../scim/json';
import { StoreConflict, type Table } from '../contract/table';
import { packInto, unpackFrom } from '../rows/packing';
import { jobPartition } from './schemaVersions';

export interface MappingTests {
  readonly cases: readonly Json[];
  /** Names exactly these cases. */
  readonly revision: string;
}

export interface MappingTestStore {
  /** Of a job that has none: no cases. */
  get(jobId: string): Promise<MappingTests>;
  /** @returns `undefined` where others are there than those of this revision: then nothing was written */
  put(jobId: string, cases: readonly Json[], before: string): Promise<MappingTests | undefined>;
}

const ROW = 'mappingTests';

export function createMappingTestStore(table: Table): MappingTestStore {
  async function load(jobId: string) {
    const row = await table.get(jobPartition(jobId), ROW);
    const cases = row === undefined ? [] : (unpackFrom('cases', row.properties) as Json[]);
    return { tests: named(cases), etag: row?.etag };
  }

  return {
    get: async (jobId) => (await load(jobId)).tests,
    async put(jobId, cases, before) {
      const { tests, etag } = await load(jobId);
      if (tests.revision !== before) return undefined;
      const entity = { partitionKey: jobPartition(jobId), rowKey: ROW, ...packInto('cases', cases) };
      try {
        if (etag === undefined) await table.insert(entity);
        else await table.replace(entity, etag);
        return named(cases);
      } catch (error) {
        if (error instanceof StoreConflict) return undefined;
        throw error;
      }
    },
  };
}

function named(cases: readonly Json[]): MappingTests {
  const revision = createHash('sha256').update(JSON.stringify(cases)).digest('hex').slice(0, 32);
  return { cases, revision };
}

/**
 * Outlets: what they are, and how they are doing. In the table of the same name:
 *
 * | partition               | row                   | holds                                                          |
 * |-------------------------|-----------------------|----------------------------------------------------------------|
 * | `all!jobs`              | job                   | that the job has outlets: what the timer goes by               |
 * | job                     | `d!`name              | the definition, its secrets sealed                             |
 * | job                     | `h!`name              | its health, which changes with what is sent                    |
 * | job                     | `g!`outlet            | an outlet that is gone, until its events are                   |
 * | job                     | `round`               | whose it is to dispatch and deliver, for the moment            |
 * | job`!`outlet`!`lane     | `n!` `u!` `f!` …      | its events, see `events.ts`                                    |
 *
 * An outlet has an id of its own, so that one that is made anew under its name is not sent what was kept for the old one.
 */
import type { OutletDefinition } from '../../outlets/definition';
import { NEW_HEALTH, type OutletHealth } from '../../outlets/health';
import { type Row, StoreConflict, type Table } from '../contract/table';
import { hold } from '../rows/firstComer';
import { joinKey, keyPart, keysUnder, splitKey } from '../rows/keys';

/** A secret to sign with. */
export interface KeptKey {
  readonly id: string;
  /** See `sealing.ts`. */
  readonly sealed: string;
  readonly addedAt: number;
  /** From when on nothing is signed with it any more, milliseconds; `null`: it is the newest. */
  readonly endsAt: number | null;
}

export interface Outlet {
  readonly id: string;
  readonly jobId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly definition: OutletDefinition;
  /** Newest first. None where nothing is sent. */
  readonly keys: readonly KeptKey[];
  /** Sealed values of headers by name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a writeback: sealed credentials of the HR service by their key, and the sealed key of its hashes. */
  readonly auth?: Readonly<Record<string, string>>;
  readonly hashKey?: string;
}

export interface StoredOutlet {
  readonly outlet: Outlet;
  readonly etag: string;
  readonly health: OutletHealth;
}

export interface OutletStore {
  /** Jobs that have outlets, or had until a moment ago. */
  jobs(): Promise<readonly string[]>;
  /** In order of their names. */
  list(jobId: string): Promise<readonly StoredOutlet[]>;
  get(jobId: string, name: string): Promise<StoredOutlet | undefined>;
  /** @throws {StoreConflict} when there is one of this name */
  add(outlet: Outlet): Promise<void>;
  /** @throws {StoreConflict} when it changed since `etag` */
  replace(outlet: Outlet, etag: string): Promise<void>;
  /** Reads, changes and writes until nobody came between. @returns the health as it is now; `undefined`: there is no such outlet */
  changeHealth(
    jobId: string,
    name: string,
    change: (health: OutletHealth) => OutletHealth,
  ): Promise<OutletHealth | undefined>;
  /** The outlet alone: its events are found by `gone`. */
  remove(outlet: Outlet): Promise<void>;
  /** Ids of outlets that are gone, whose events may not be. */
  gone(jobId: string): Promise<readonly string[]>;
  forgetGone(jobId: string, outletId: string): Promise<void>;
  /** The job has no outlets any more. */
  forgetJob(jobId: string): Promise<void>;
  /** @returns whether this one may dispatch and deliver for the job until then, milliseconds */
  takeRound(jobId: string, by: string, now: number, until: number): Promise<boolean>;
  /** One that somebody else has taken over meanwhile is left to them. */
  endRound(jobId: string, by: string): Promise<void>;
}

const JOBS = 'all!jobs';
const DEFINITION = 'd';
const HEALTH = 'h';
const GONE = 'g';
const ROUND = 'round';

export const outletsPartition = (jobId: string) => keyPart(jobId);

export function createOutletStore(table: Table): OutletStore {
  const keyOf = (kind: string, name: string) => joinKey(kind, keyPart(name));

  async function read(jobId: string): Promise<StoredOutlet[]> {
    const definitions: { outlet: Outlet; etag: string }[] = [];
    const healths = new Map<string, OutletHealth>();
    for await (const row of table.query({ partitionKey: outletsPartition(jobId), from: 'd!', to: 'h"' })) {
      const [kind, name = ''] = splitKey(row.rowKey);
      if (kind === DEFINITION) definitions.push({ outlet: readJson<Outlet>(row), etag: row.etag });
      if (kind === HEALTH) healths.set(name, readHealth(row));
    }
    return definitions.map((one) => ({ ...one, health: healths.get(keyPart(one.outlet.name)) ?? NEW_HEALTH }));
  }

  return {
    async jobs() {
      const ids: string[] = [];
      for await (const { properties } of table.query({ partitionKey: JOBS })) ids.push(String(properties.jobId));
      return ids;
    },
    list: read,
    async get(jobId, name) {
      const partitionKey = outletsPartition(jobId);
      const [row, health] = await Promise.all([
        table.get(partitionKey, keyOf(DEFINITION, name)),
        table.get(partitionKey, keyOf(HEALTH, name)),
      ]);
      return row && { outlet: readJson(row), etag: row.etag, health: health ? readHealth(health) : NEW_HEALTH };
    },
    async add(outlet) {
      // Listed first: a job of the list without outlets costs a look, and one that is in no list would never be told of.
      await table.upsert({ partitionKey: JOBS, rowKey: keyPart(outlet.jobId), jobId: outlet.jobId });
      await table.insert(definitionEntity(outlet));
    },
    async replace(outlet, etag) {
      await table.replace(definitionEntity(outlet), etag);
    },
    async changeHealth(jobId, name, change) {
      const partitionKey = outletsPartition(jobId);
      const rowKey = keyOf(HEALTH, name);
      for (;;) {
        const row = await table.get(partitionKey, rowKey);
        if (row === undefined && (await table.get(partitionKey, keyOf(DEFINITION, name))) === undefined)
          return undefined;
        const health = change(row === undefined ? NEW_HEALTH : readHealth(row));
        const entity = { partitionKey, rowKey, json: JSON.stringify(health) };
        try {
          await (row === undefined ? table.insert(entity) : table.replace(entity, row.etag));
          return health;
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error;
        }
      }
    },
    async remove({ jobId, id, name }) {
      const partitionKey = outletsPartition(jobId);
      await table.upsert({ partitionKey, rowKey: keyOf(GONE, id), outletId: id }); // noted first: its events are found again
      await table.remove(partitionKey, keyOf(DEFINITION, name));
      await table.remove(partitionKey, keyOf(HEALTH, name));
    },
    async gone(jobId) {
      const ids: string[] = [];
      const range = { partitionKey: outletsPartition(jobId), ...keysUnder(GONE) };
      for await (const { properties } of table.query(range)) ids.push(String(properties.outletId));
      return ids;
    },
    async forgetGone(jobId, outletId) {
      await table.remove(outletsPartition(jobId), keyOf(GONE, outletId));
    },
    async forgetJob(jobId) {
      await table.remove(JOBS, keyPart(jobId));
      await table.remove(outletsPartition(jobId), ROUND);
    },
    async takeRound(jobId, by, now, until) {
      const isOver = ({ properties }: Row) => Number(properties.until) <= now || properties.by === by;
      const entity = { partitionKey: outletsPartition(jobId), rowKey: ROUND, by, until };
      return (await hold(table, entity, isOver)) === undefined;
    },
    async endRound(jobId, by) {
      const row = await table.get(outletsPartition(jobId), ROUND);
      if (row?.properties.by !== by) return;
      try {
        await table.remove(outletsPartition(jobId), ROUND, row.etag);
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
      }
    },
  };
}

function definitionEntity(outlet: Outlet) {
  const { jobId, name } = outlet;
  return {
    partitionKey: outletsPartition(jobId),
    rowKey: joinKey(DEFINITION, keyPart(name)),
    json: JSON.stringify(outlet),
  };
}

function readJson<T>({ properties }: Row): T {
  return JSON.parse(String(properties.json)) as T;
}

/** Of older code, what it did not know of yet is as it is at the beginning. */
function readHealth(row: Row): OutletHealth {
  return { ...NEW_HEALTH, ...readJson<Partial<OutletHealth>>(row) };
}

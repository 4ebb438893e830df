/**
 * Service principals, jobs and their schemas.
 *
 * | partition       | row           | holds                                              |
 * |-----------------|---------------|----------------------------------------------------|
 * | `principals`    | principal id  | the service principal                              |
 * | `templates!`principal | template | the schema its jobs of this template begin with, where that was changed |
 * | `clients`       | object id     | see `clients.ts`                                   |
 * | `jobs`          | job           | which principal owns it, for look-up and the timer |
 * | `job!`job       | `job`         | the job's configuration and state                  |
 * | `job!`job       | `schema`      | its schema, packed, with a version that only grows |
 * | `job!`job       | `mappingTests` | see `mappingTests.ts`                              |
 * | `job!`job       | `schemaVersion!…` | its earlier schemas, see `schemaVersions.ts`   |
 * | `job!`job       | `intake`, `upload!…`, `request!…` | see `intake.ts`   |
 * | `job!`job       | `status`      | see `jobStatus.ts`                                 |
 * | `job!`job       | `news!…`      | see `news.ts`                                      |
 * | `removed`       | job           | see `removedJobs.ts`                               |
 *
 * Everything of one job lies in one partition, so that one transaction can change its state and its intake together.
 */
import type { Quarantine } from '../../engine/job/quarantine';
import type { ResetScope } from '../../engine/job/resetScope';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import type { JobNews } from '../../outlets/jobEvent';
import { type Row, StoreConflict, type Table } from '../contract/table';
import type { Generation } from '../people/people';
import { joinKey, keyPart } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { newsAction } from './news';
import {
  jobPartition,
  type NewSchema,
  type StoredSchema,
  savedColumns,
  toStoredSchema,
  type Versioned,
  versionEntity,
} from './schemaVersions';

export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  /** Client ids of applications that own it: the `…OwnedBy` permissions reach no other. */
  readonly ownerAppIds: readonly string[];
  readonly notificationEmailAddresses: readonly string[];
  /** The application template it was made of. Absent: none. */
  readonly applicationTemplateId?: string;
}

/** What an administrator is told of by mail. */
export type JobEvent = 'quarantined' | 'disabled';

export interface UnsentMail {
  readonly event: JobEvent;
  /** When it is tried again, milliseconds. */
  readonly dueAt: number;
}

export type ScheduleState = 'Active' | 'Paused' | 'Disabled';

export interface Job {
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly templateId: string;
  readonly createdAt: number;
  readonly state: ScheduleState;
  /** Whether `start` was ever called: before that the job is `NotConfigured`. */
  readonly started: boolean;
  /** `synchronizationJobSettings` by name (spec/wire-contract.md 3.1). */
  readonly settings: Readonly<Record<string, string>>;
  readonly quarantine: Quarantine | null;
  /** When the last quarantine was lifted, milliseconds: failures from before it do not bring it back. Absent: never. */
  readonly liftedAt?: number;
  /** Mail that has to go out; absent and `null`: none. */
  readonly unsent?: UnsentMail | null;
  /** How long a cycle takes uploads, as an ISO 8601 duration (`schedule.interval`). Absent: the service's own. */
  readonly interval?: string;
  /** Whether it was ever run by agents: then it has queues of its own, which may hold something. Absent: never. */
  readonly hasAgentQueues?: boolean;
  /** What restarts made people forget. */
  readonly generation: Generation;
  /** A restart asked for while a cycle ran: carried out when that cycle ends (seed 003, scenario 1). */
  readonly restartWhenIdle: readonly ResetScope[] | null;
  /** A restart that is being carried out: the timer goes on with it should its process die. Absent or `null`: none. */
  readonly restarting?: { readonly id: string; readonly scopes: readonly ResetScope[] } | null;
  /** Operations numbered below this and not processed yet are purged (seed 003, scenario 2). */
  readonly purgeBelow: number;
  /** What is numbered below was accepted by an earlier job of this id. Absent: there was none. */
  readonly firstSequence?: number;
  /** Whether there are outlets to be told of what is done. Absent: none. */
  readonly hasOutlets?: boolean;
  /** Target attributes that writebacks read: attempts note what the account holds of them. Absent: none. */
  readonly writesBack?: readonly string[];
  /** Absent: what is saved was never tried. */
  readonly connectionTest?: ConnectionTest;
}

/** The last time that somebody had the saved connection tried. */
export interface ConnectionTest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What it failed with; `null`: the target took it. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A job as it is to be, and what of that its outlets are to be told, in the same transaction. */
export type ChangedJob = Job & { readonly news?: readonly JobNews[] };

export interface JobStore {
  listPrincipals(): Promise<readonly ServicePrincipal[]>;
  getPrincipal(id: string): Promise<ServicePrincipal | undefined>;
  putPrincipal(principal: ServicePrincipal): Promise<void>;
  /** The principal alone: what belongs to it is the caller's. */
  removePrincipal(id: string): Promise<void>;
  /** @returns false when there is one with this id: then nothing is written */
  addPrincipal(principal: ServicePrincipal): Promise<boolean>;
  /** Oldest first: clients take the first one (spec/wire-contract.md 2.3). */
  listJobIds(servicePrincipalId?: string): Promise<readonly string[]>;
  get(jobId: string): Promise<Versioned<Job> | undefined>;
  /** @throws {StoreConflict} when the job exists */
  create(job: Job, schema: SynchronizationSchema): Promise<void>;
  /** @throws {StoreConflict} when it changed since it was read */
  update(job: Job, etag: string): Promise<void>;
  /**
   * Reads, changes and writes, again and again until nobody came between.
   * @param change gives the job as it should be, or `undefined` to leave it
   * @returns the job as it is now; `undefined` when there is none
   */
  change(jobId: string, change: (job: Job) => ChangedJob | undefined): Promise<Job | undefined>;
  /** Removes the job from every list and its configuration, and notes when, milliseconds since the epoch: `removedJobs.ts`. */
  remove(jobId: string, removedAt: number): Promise<void>;
  putSchema(jobId: string, schema: SynchronizationSchema): Promise<void>;
  /**
   * Schema and job together: neither is saved without the other. The schema that is replaced is kept among the earlier ones.
   * @throws {StoreConflict} when either changed since it was read
   */
  saveSchema(after: NewSchema, before: StoredSchema, job: Versioned<Job>): Promise<void>;
  getSchema(jobId: string): Promise<StoredSchema | undefined>;
  /** What an application's jobs of a template begin with; `undefined`: what the template has by itself. */
  getTemplateSchema(principalId: string, templateId: string): Promise<SynchronizationSchema | undefined>;
  putTemplateSchema(principalId: string, templateId: string, schema: SynchronizationSchema): Promise<void>;
}

export { jobPartition, type StoredSchema, type Versioned } from './schemaVersions';

export const JOB_LIST = 'jobs';
export const REMOVED_JOBS = 'removed';

/** Ids are GUIDs, which clients write in either case. */
const principalKey = (id: string) => keyPart(id.toLowerCase());
const principalEntity = (principal: ServicePrincipal) => ({
  partitionKey: 'principals',
  rowKey: principalKey(principal.id),
  json: JSON.stringify(principal),
});
const templatePartition = (principalId: string) => joinKey('templates', principalKey(principalId));

export function createJobStore(table: Table): JobStore {
  /** A job that is in the list already keeps its place. */
  async function list({ id, servicePrincipalId, createdAt }: Job): Promise<void> {
    try {
      await table.insert({ partitionKey: JOB_LIST, rowKey: keyPart(id), jobId: id, servicePrincipalId, createdAt });
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }

  return {
    async listPrincipals() {
      const principals: ServicePrincipal[] = [];
      for await (const row of table.query({ partitionKey: 'principals' })) principals.push(toPrincipal(row));
      return principals;
    },
    async getPrincipal(id) {
      const row = await table.get('principals', principalKey(id));
      return row && toPrincipal(row);
    },
    async putPrincipal(principal) {
      await table.upsert(principalEntity(principal));
    },
    async removePrincipal(id) {
      await table.remove('principals', principalKey(id));
    },
    async addPrincipal(principal) {
      try {
        await table.insert(principalEntity(principal));
        return true;
      } catch (error) {
        if (error instanceof StoreConflict) return false;
        throw error;
      }
    },
    async listJobIds(servicePrincipalId) {
      const index: { id: string; principal: string; createdAt: number }[] = [];
      for await (const { properties } of table.query({ partitionKey: JOB_LIST })) {
        index.push({
          id: String(properties.jobId),
          principal: String(properties.servicePrincipalId),
          createdAt: Number(properties.createdAt),
        });
      }
      return index
        .filter((job) => servicePrincipalId === undefined || job.principal === servicePrincipalId)
        .sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id))
        .map((job) => job.id);
    },
    async get(jobId) {
      const row = await table.get(jobPartition(jobId), 'job');
      return row && { value: JSON.parse(String(row.properties.json)) as Job, etag: row.etag };
    },
    async create(job, schema) {
      // Listed first: a job of the list that is not there is passed over, but one that is in no list would never be
      // supervised, and could not be made again.
      await list(job);
      await table.transact([
        { kind: 'insert', entity: jobEntity(job) },
        { kind: 'insert', entity: schemaEntity(job.id, schema) },
      ]);
    },
    async update(job, etag) {
      await table.replace(jobEntity(job), etag);
    },
    async change(jobId, change) {
      for (;;) {
        const row = await table.get(jobPartition(jobId), 'job');
        if (row === undefined) return undefined;
        const job = JSON.parse(String(row.properties.json)) as Job;
        const found = change(job);
        if (found === undefined) return job;
        const { news = [], ...changed } = found;
        const told = changed.hasOutlets === true ? news : [];
        const actions = told.map((one) => newsAction(jobPartition(jobId), one));
        try {
          if (actions.length === 0) await table.replace(jobEntity(changed), row.etag);
          else await table.transact([{ kind: 'replace', entity: jobEntity(changed), etag: row.etag }, ...actions]);
          return changed;
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error;
        }
      }
    },
    async remove(jobId, removedAt) {
      // Noted first: whatever is left from here on is found again.
      await table.upsert({ partitionKey: REMOVED_JOBS, rowKey: keyPart(jobId), jobId, removedAt });
      // The job before its place in the list: it must not live on where nobody supervises it.
      await table.remove(jobPartition(jobId), 'job');
      await table.remove(jobPartition(jobId), 'schema');
      await table.remove(JOB_LIST, keyPart(jobId));
    },
    async putSchema(jobId, schema) {
      await table.upsert(schemaEntity(jobId, schema));
    },
    async saveSchema({ value, saved }, before, job) {
      const jobId = job.value.id;
      await table.transact([
        { kind: 'replace', entity: { ...schemaEntity(jobId, value), ...savedColumns(saved) }, etag: before.etag },
        { kind: 'replace', entity: jobEntity(job.value), etag: job.etag },
        { kind: 'upsert', entity: versionEntity(jobPartition(jobId), before) },
      ]);
    },
    async getSchema(jobId) {
      const row = await table.get(jobPartition(jobId), 'schema');
      return row && toStoredSchema(row);
    },
    async getTemplateSchema(principalId, templateId) {
      const row = await table.get(templatePartition(principalId), keyPart(templateId));
      return row && (unpackFrom('schema', row.properties) as SynchronizationSchema);
    },
    async putTemplateSchema(principalId, templateId, schema) {
      const key = { partitionKey: templatePartition(principalId), rowKey: keyPart(templateId) };
      await table.upsert({ ...key, ...packInto('schema', schema) });
    },
  };
}

function jobEntity(job: Job) {
  return { partitionKey: jobPartition(job.id), rowKey: 'job', json: JSON.stringify(job) };
}

function schemaEntity(jobId: string, schema: SynchronizationSchema) {
  return {
    partitionKey: jobPartition(jobId),
    rowKey: 'schema',
    version: schema.version,
    ...packInto('schema', schema),
  };
}

function toPrincipal(row: Row): ServicePrincipal {
  return JSON.parse(String(row.properties.json)) as ServicePrincipal;
}

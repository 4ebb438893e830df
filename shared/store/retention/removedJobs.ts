/**
 * Jobs that were deleted, until nothing of them is left.
 *
 * | partition  | row      | holds                                                            |
 * |------------|----------|------------------------------------------------------------------|
 * | `removed`  | job      | when it was deleted; written before the job is                   |
 * | `job!`job  | `intake` | the number its operations went up to, as long as the row above   |
 *
 * The number outlives the rest, for messages of the job may still be on their way: should a job be made anew under the same
 * id, as the ready one of a laptop is, its operations are numbered from there on, and none of the old is taken for new.
 */

import { type Row, StoreConflict, type Table } from '../contract/table';
import { createInletEventStore } from '../inlets/inletEvents';
import { createInletStore } from '../inlets/inlets';
import { JOB_LIST, jobPartition, REMOVED_JOBS } from '../jobs/jobs';
import { REALMS } from '../jobs/realms';
import { removeOutlets } from '../outlets/removeOutlets';
import { accountsPartition } from '../people/accountOwners';
import { peoplePartition, SHARDS } from '../people/personRow';
import { keyPart } from '../rows/keys';
import { removeRows } from '../rows/removeRows';
import { intakeAction, parseState } from '../uploads/intakeRows';

export interface RemovedJob {
  readonly jobId: string;
  /** Milliseconds since the epoch. */
  readonly removedAt: number;
}

export interface RemovedJobs {
  isRemoved(jobId: string): Promise<boolean>;
  list(): Promise<readonly RemovedJob[]>;
  /** Removes people, log, receipts and messages that wait; the job itself must be gone. @returns how many rows, `most` at most */
  purge(jobId: string, most: number): Promise<number>;
  /**
   * Removes all there is of an earlier job of this id.
   * @returns the number from which operations of the new one are counted; `undefined` when there was no earlier one
   */
  startOver(jobId: string): Promise<number | undefined>;
  /** The last word: even the number is gone. */
  forget(jobId: string): Promise<void>;
}

const INTAKE = 'intake';

/** The tables that hold something of jobs. */
export type TablesOfJobs = Readonly<Record<'jobs' | 'people' | 'inlets' | 'outlets', Table>>;

export function createRemovedJobs({ jobs, people, inlets, outlets }: TablesOfJobs): RemovedJobs {
  async function isRemoved(jobId: string): Promise<boolean> {
    return (await jobs.get(REMOVED_JOBS, keyPart(jobId))) !== undefined;
  }

  async function purge(jobId: string, most: number): Promise<number> {
    const gone = await removeRows(people, peopleRows(people, jobId), most);
    const received = await purgeInlets(inlets, jobId, most - gone);
    const told = await removeOutlets(outlets, jobId, most - gone - received);
    const also = await removeRows(jobs, jobRows(jobs, jobId), most - gone - received - told);
    await jobs.remove(JOB_LIST, keyPart(jobId));
    await endCycles(jobs, jobId);
    return gone + received + told + also;
  }

  return {
    isRemoved,
    async list() {
      const removed: RemovedJob[] = [];
      for await (const { properties } of jobs.query({ partitionKey: REMOVED_JOBS })) {
        removed.push({ jobId: String(properties.jobId), removedAt: Number(properties.removedAt) });
      }
      return removed;
    },
    purge,
    async startOver(jobId) {
      if (!(await isRemoved(jobId))) return undefined;
      await purge(jobId, Number.POSITIVE_INFINITY);
      const row = await jobs.get(jobPartition(jobId), INTAKE);
      return row && parseState(String(row.properties.json)).next;
    },
    async forget(jobId) {
      await jobs.remove(jobPartition(jobId), INTAKE);
      await jobs.remove(REALMS, keyPart(jobId));
      await jobs.remove(REMOVED_JOBS, keyPart(jobId));
    },
  };
}

async function* peopleRows(people: Table, jobId: string): AsyncIterable<Row> {
  for (let shard = 0; shard < SHARDS; shard += 1) {
    yield* people.query({ partitionKey: peoplePartition(jobId, shard), select: [] });
  }
  yield* people.query({ partitionKey: accountsPartition(jobId), select: [] });
}

async function* jobRows(jobs: Table, jobId: string): AsyncIterable<Row> {
  for await (const row of jobs.query({ partitionKey: jobPartition(jobId), select: [] })) {
    if (row.rowKey !== INTAKE) yield row;
  }
}

/** What each inlet received goes before the row that leads to it. */
async function purgeInlets(inlets: Table, jobId: string, most: number): Promise<number> {
  const events = createInletEventStore(inlets);
  const definitions = createInletStore(inlets);
  let gone = 0;
  for (const { value } of await definitions.list(jobId)) {
    gone += await events.purgeAll(value, most - gone);
    if (gone >= most) break;
    await definitions.forget(value);
    gone += 1;
  }
  return gone;
}

/** Whatever was accepted is not waited for any more. */
async function endCycles(jobs: Table, jobId: string): Promise<void> {
  const row = await jobs.get(jobPartition(jobId), INTAKE);
  if (row === undefined) return;
  const { next } = parseState(String(row.properties.json));
  try {
    await jobs.transact([intakeAction(jobId, { next, cycle: null, full: [], completedCycles: 0 }, row.etag)]);
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error; // a worker's last word: the next round comes behind it
  }
}

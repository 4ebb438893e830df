/**
 * The intake of a job: where every accepted operation gets its number, and the receipt of each upload.
 *
 * | partition  | row                       | holds                                                            |
 * |------------|---------------------------|------------------------------------------------------------------|
 * | `job!`job  | `intake`                  | the next sequence number, the open cycle and where it began      |
 * | `job!`job  | `upload!`first sequence   | who sent what: `bulkId` and source anchor of each operation      |
 * | `job!`job  | `payload!`first`!`part    | the operations themselves, see `payloads.ts`                     |
 * | `job!`job  | `request!`client id       | the upload a `client-request-id` was answered with, for 24 hours |
 * | `job!`job  | `work!`cycle`!`name       | work the cycle waits for, see `pendingWork.ts`                   |
 * | `job!`job  | `status`                  | what the timer found out, see `jobStatus.ts`                     |
 *
 * One conditional transaction does it all (`admission.ts`), so sequence numbers follow acceptance order across any number
 * of instances and whatever their clocks say (I4), and the number of operations accepted in a cycle is exact: that is what
 * tells when a cycle is complete. Each instance remembers the row and its etag; a lone instance needs one call an upload.
 */

import type { JobNews } from '../../outlets/jobEvent';
import { StoreConflict, type Table } from '../contract/table';
import { type JobStatus, NEW_STATUS } from '../jobs/jobStatus';
import { jobPartition } from '../jobs/jobs';
import { newsAction } from '../jobs/news';
import { keysUnder } from '../rows/keys';
import { removeRows } from '../rows/removeRows';
import { createAdmission, newCycle } from './admission';
import { createIntakeBook } from './intakeBook';
import {
  beginAction,
  endAction,
  intakeAction,
  LISTED_COLUMNS,
  statusAction,
  toListed,
  toStatus,
  toUpload,
  UPLOADS,
  uploadKey,
} from './intakeRows';
import type { Admission, Cycle, IntakeState, ListedUpload, NewUpload, Upload } from './intakeState';
import { countWork, withoutWork, withWork, workKey, workOfCycle } from './pendingWork';

export type {
  AcceptedOperation,
  Admission,
  Cycle,
  FullCycle,
  IntakeState,
  ListedUpload,
  NewUpload,
  Payload,
  PayloadOperation,
  Upload,
} from './intakeState';

export interface IntakeStore {
  /**
   * Accepts the upload, whole or not at all.
   * @throws {StoreUnavailable} when nothing is known to have been written; should it be written all the same, then whole
   */
  admit(upload: NewUpload): Promise<Admission>;
  getUpload(jobId: string, first: number): Promise<Upload | undefined>;
  /** Uploads that begin at or above a number, and below another, in order, without what they say of each operation. */
  listUploads(jobId: string, from: number, below?: number): AsyncIterable<ListedUpload>;
  /** The same with what they say of each operation, from a number on. */
  listReceipts(jobId: string, from: number): AsyncIterable<Upload>;
  read(jobId: string): Promise<{ readonly state: IntakeState; readonly etag: string } | undefined>;
  readStatus(jobId: string): Promise<JobStatus>;
  /** Again and again, until nobody came between. */
  changeStatus(jobId: string, change: (status: JobStatus) => JobStatus): Promise<void>;
  /**
   * Ends a cycle and files its result in the same transaction, so that no cycle counts twice.
   * @param news what outlets are to be told of it, in the same transaction
   * @returns false when something was accepted since `etag`, or the status changed: then nothing was written
   */
  closeCycle(
    jobId: string,
    cycleId: string,
    state: IntakeState,
    etag: string,
    close: (status: JobStatus) => JobStatus,
    news?: JobNews,
  ): Promise<boolean>;
  /** Changes what the cycles are, unless somebody came between. @returns whether it was written */
  changeCycles(jobId: string, state: IntakeState, etag: string): Promise<boolean>;
  /** Adds work to the open cycle, or to a new one: the cycle stays open until it is done. @returns the cycle's id */
  beginWork(jobId: string, names: readonly string[], newCycleId: string, now: number): Promise<string>;
  /** Whether this work is still to be done. */
  isPending(jobId: string, cycleId: string, name: string): Promise<boolean>;
  /** This work is done. Saying so again is harmless. */
  endWork(jobId: string, cycleId: string, name: string): Promise<void>;
}

export function createIntakeStore(table: Table): IntakeStore {
  const book = createIntakeBook(table);
  const admit = createAdmission(table, book);

  async function isPending(jobId: string, cycleId: string, name: string): Promise<boolean> {
    return (await table.get(jobPartition(jobId), workKey(cycleId, name))) !== undefined;
  }

  /** Those of the names that are not there yet: our own write may have gone through although we were told otherwise. */
  async function notBegun(jobId: string, cycleId: string, names: readonly string[]): Promise<readonly string[]> {
    const begun = await Promise.all(names.map((name) => isPending(jobId, cycleId, name)));
    return names.filter((_, index) => !begun[index]);
  }

  async function loadStatus(jobId: string): Promise<{ readonly status: JobStatus; readonly etag: string | undefined }> {
    const row = await table.get(jobPartition(jobId), 'status');
    if (row === undefined) return { status: NEW_STATUS, etag: undefined };
    return { status: toStatus(row), etag: row.etag };
  }

  return {
    admit: (upload) => book.inTurn(upload.jobId, () => admit(upload)),
    async getUpload(jobId, first) {
      const row = await table.get(jobPartition(jobId), uploadKey(first));
      return row && toUpload(jobId, first, row);
    },
    async *listUploads(jobId, from, below) {
      const end = below === undefined ? {} : { to: uploadKey(below) };
      const range = { ...keysUnder(UPLOADS), ...end, from: uploadKey(from), select: LISTED_COLUMNS };
      for await (const row of table.query({ partitionKey: jobPartition(jobId), ...range })) yield toListed(row);
    },
    async *listReceipts(jobId, from) {
      const range = { ...keysUnder(UPLOADS), from: uploadKey(from) };
      for await (const row of table.query({ partitionKey: jobPartition(jobId), ...range })) {
        yield toUpload(jobId, toListed(row).first, row);
      }
    },
    async read(jobId) {
      const { state, etag } = await book.load(jobId);
      return etag === undefined ? undefined : { state, etag };
    },
    readStatus: async (jobId) => (await loadStatus(jobId)).status,
    async changeStatus(jobId, change) {
      for (;;) {
        const { status, etag } = await loadStatus(jobId);
        try {
          await table.transact([statusAction(jobId, change(status), etag)]);
          return;
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error;
        }
      }
    },
    changeCycles: (jobId, state, etag) => book.inTurn(jobId, () => book.replace(jobId, state, etag)),
    beginWork: (jobId, names, newCycleId, now) =>
      book.inTurn(jobId, async () => {
        let left = names;
        for (;;) {
          const { state, etag } = await book.recall(jobId);
          const open = state.cycle ?? newCycle(newCycleId, state, now);
          const cycle = { ...open, pending: withWork(open.pending, left) };
          const rows = left.map((name) => beginAction(jobId, cycle.id, name));
          if (await book.replace(jobId, { ...state, cycle }, etag, rows)) return cycle.id;
          left = await notBegun(jobId, cycle.id, names);
        }
      }),
    isPending,
    endWork: (jobId, cycleId, name) =>
      book.inTurn(jobId, async () => {
        for (;;) {
          const { state, etag } = await book.recall(jobId);
          const without = <C extends Cycle>(cycle: C): C =>
            cycle.id === cycleId ? { ...cycle, pending: withoutWork(cycle.pending, name) } : cycle;
          const after = { ...state, cycle: state.cycle && without(state.cycle), full: state.full.map(without) };
          if (await book.replace(jobId, after, etag, [endAction(jobId, cycleId, name)])) return;
          if (!(await isPending(jobId, cycleId, name))) return;
        }
      }),
    async closeCycle(jobId, cycleId, state, etag, close, news) {
      const after: IntakeState = {
        ...state,
        cycle: state.cycle?.id === cycleId ? null : state.cycle,
        full: state.full.filter((cycle) => cycle.id !== cycleId),
        completedCycles: state.completedCycles + 1,
      };
      // Given up, if there is any: it must not be found pending by a message that comes after all.
      if (hasPending(state, cycleId)) await removeRows(table, table.query(workOfCycle(jobId, cycleId)), Infinity);
      try {
        const before = await loadStatus(jobId);
        const [renewed] = await table.transact([
          intakeAction(jobId, after, etag),
          statusAction(jobId, close(before.status), before.etag),
          ...(news === undefined ? [] : [newsAction(jobPartition(jobId), news)]),
        ]);
        book.remember(jobId, { state: after, etag: renewed });
        return true;
      } catch (error) {
        if (error instanceof StoreConflict) return false;
        throw error;
      }
    },
  };
}

function hasPending({ cycle, full }: IntakeState, cycleId: string): boolean {
  return [...full, ...(cycle === null ? [] : [cycle])].some(
    ({ id, pending }) => id === cycleId && countWork(pending) > 0,
  );
}

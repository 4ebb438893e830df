/**
 * The intake of a job: where every accepted operation gets its number, and the receipt of each upload.
 *
 * | partition  | row                       | holds                                                            |
 * |------------|---------------------------|------------------------------------------------------------------|
 * | `job!`job  | `intake`                  | the next sequence number, the open cycle and where it began      |
 * | `job!`job  | `upload!`first sequence   | who sent what: `bulkId` and source anchor of each operation      |
 * | `job!`job  | `request!`client id       | the upload a `client-request-id` was answered with, for 24 hours |
 * | `job!`job  | `work!`cycle`!`name       | work the cycle waits for, see `pendingWork.ts`                   |
 * | `job!`job  | `status`                  | what the timer found out, see `jobStatus.ts`                     |
 *
 * One conditional transaction does it all, so sequence numbers follow acceptance order across any number of instances
 * and whatever their clocks say (I4), and the number of operations accepted in a cycle is exact: that is what tells when
 * a cycle is complete. Each instance remembers the row and its etag; a lone instance needs one call an upload.
 */

import { type Row, StoreConflict, type Table, type TableAction } from '../contract/table';
import { type JobStatus, NEW_STATUS, parseStatus } from '../jobs/jobStatus';
import { jobPartition } from '../jobs/jobs';
import { unpackFrom } from '../rows/packing';
import { removeRows } from '../rows/removeRows';
import { readAnswers } from './entriesOfUpload';
import {
  beginAction,
  endAction,
  intakeAction,
  parseState,
  requestEntity,
  requestKey,
  statusAction,
  uploadEntity,
  uploadKey,
} from './intakeRows';
import type { AcceptedOperation, Admission, Cycle, IntakeState, NewUpload, Upload } from './intakeState';
import { countWork, NO_WORK, withoutWork, withWork, workKey, workOfCycle } from './pendingWork';

export type {
  AcceptedOperation,
  Admission,
  Cycle,
  FullCycle,
  IntakeState,
  NewUpload,
  Upload,
} from './intakeState';

export interface IntakeStore {
  admit(upload: NewUpload): Promise<Admission>;
  getUpload(jobId: string, first: number): Promise<Upload | undefined>;
  read(jobId: string): Promise<{ readonly state: IntakeState; readonly etag: string } | undefined>;
  readStatus(jobId: string): Promise<JobStatus>;
  /** Again and again, until nobody came between. */
  changeStatus(jobId: string, change: (status: JobStatus) => JobStatus): Promise<void>;
  /**
   * Ends a cycle and files its result in the same transaction, so that no cycle counts twice.
   * @returns false when something was accepted since `etag`, or the status changed: then nothing was written
   */
  closeCycle(
    jobId: string,
    cycleId: string,
    state: IntakeState,
    etag: string,
    close: (status: JobStatus) => JobStatus,
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

/** How long a `client-request-id` stands for its upload (design, section 8.3). */
const RESEND_WINDOW_MS = 24 * 60 * 60 * 1000;
const FIRST_SEQUENCE = 1;
const NOTHING_YET: IntakeState = { next: FIRST_SEQUENCE, cycle: null, full: [], completedCycles: 0 };

interface Known {
  readonly state: IntakeState;
  readonly etag: string | undefined; // undefined: the row is not there yet
}

export function createIntakeStore(table: Table): IntakeStore {
  const known = new Map<string, Known>();
  const turns = new Map<string, Promise<unknown>>();

  /** One transaction of a job at a time from this instance: ours would only collide with each other. */
  function inTurn<T>(jobId: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(jobId) ?? Promise.resolve()).then(work, work);
    turns.set(
      jobId,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async function load(jobId: string): Promise<Known> {
    const row = await table.get(jobPartition(jobId), 'intake');
    const fresh: Known = row
      ? { state: parseState(String(row.properties.json)), etag: row.etag }
      : { state: NOTHING_YET, etag: undefined };
    known.set(jobId, fresh);
    return fresh;
  }

  /** @param also what changes together with it */
  async function replaceState(
    jobId: string,
    state: IntakeState,
    etag: string | undefined,
    also: readonly TableAction[] = [],
  ): Promise<boolean> {
    try {
      const [renewed] = await table.transact([intakeAction(jobId, state, etag), ...also]);
      known.set(jobId, { state, etag: renewed });
      return true;
    } catch (error) {
      known.delete(jobId);
      if (error instanceof StoreConflict) return false;
      throw error;
    }
  }

  async function isPending(jobId: string, cycleId: string, name: string): Promise<boolean> {
    return (await table.get(jobPartition(jobId), workKey(cycleId, name))) !== undefined;
  }

  /** Those of the names that are not there yet: our own write may have gone through although we were told otherwise. */
  async function notBegun(jobId: string, cycleId: string, names: readonly string[]): Promise<readonly string[]> {
    const begun = await Promise.all(names.map((name) => isPending(jobId, cycleId, name)));
    return names.filter((_, index) => !begun[index]);
  }

  async function write(upload: NewUpload, before: Known): Promise<Upload> {
    const { state } = before;
    const cycle = state.cycle ?? newCycle(upload.newCycleId, state, upload.acceptedAt);
    const after: IntakeState = { ...state, next: state.next + upload.operations.length, cycle };
    const accepted: Upload = {
      jobId: upload.jobId,
      first: state.next,
      cycleId: cycle.id,
      acceptedAt: upload.acceptedAt,
      operations: upload.operations,
    };
    const actions: TableAction[] = [
      intakeAction(upload.jobId, after, before.etag),
      { kind: 'insert', entity: uploadEntity(accepted) },
    ];
    if (upload.clientRequestId !== undefined) actions.push({ kind: 'insert', entity: requestEntity(upload, accepted) });
    const [etag] = await table.transact(actions);
    known.set(upload.jobId, { state: after, etag });
    return accepted;
  }

  /** What the same `client-request-id` was answered with; looked up only after its row stood in our way. */
  async function earlier(upload: NewUpload): Promise<Admission | undefined> {
    if (upload.clientRequestId === undefined) return undefined;
    const row = await table.get(jobPartition(upload.jobId), requestKey(upload.clientRequestId));
    if (row === undefined) return undefined;
    const found = await getUpload(upload.jobId, Number(row.properties.first));
    if (found === undefined || Number(row.properties.at) < upload.acceptedAt - RESEND_WINDOW_MS) {
      await forget(row);
      return undefined;
    }
    return row.properties.fingerprint === upload.fingerprint ? { kind: 'resent', upload: found } : { kind: 'idReused' };
  }

  /** Only as it was read: another instance may have put the id to new use meanwhile, and that one stands. */
  async function forget({ partitionKey, rowKey, etag }: Row): Promise<void> {
    try {
      await table.remove(partitionKey, rowKey, etag);
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }

  async function loadStatus(jobId: string): Promise<{ readonly status: JobStatus; readonly etag: string | undefined }> {
    const row = await table.get(jobPartition(jobId), 'status');
    if (row === undefined) return { status: NEW_STATUS, etag: undefined };
    return { status: parseStatus(String(row.properties.json)), etag: row.etag };
  }

  async function getUpload(jobId: string, first: number): Promise<Upload | undefined> {
    const row = await table.get(jobPartition(jobId), uploadKey(first));
    if (row === undefined) return undefined;
    return {
      jobId,
      first,
      cycleId: String(row.properties.cycleId),
      acceptedAt: Number(row.properties.acceptedAt),
      operations: unpackFrom('operations', row.properties) as AcceptedOperation[],
      ...(typeof row.properties.answers === 'string' && { answers: readAnswers(row.properties.answers) }),
    };
  }

  return {
    admit: (upload) =>
      inTurn(upload.jobId, async () => {
        for (;;) {
          const state = known.get(upload.jobId) ?? (await load(upload.jobId));
          try {
            return { kind: 'accepted', upload: await write(upload, state) };
          } catch (error) {
            known.delete(upload.jobId); // whatever went wrong, what we remember may be stale
            if (!(error instanceof StoreConflict)) throw error;
            const before = await earlier(upload);
            if (before !== undefined) return before;
          }
        }
      }),
    getUpload,
    async read(jobId) {
      const { state, etag } = await load(jobId);
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
    changeCycles: (jobId, state, etag) => inTurn(jobId, () => replaceState(jobId, state, etag)),
    beginWork: (jobId, names, newCycleId, now) =>
      inTurn(jobId, async () => {
        let left = names;
        for (;;) {
          const { state, etag } = known.get(jobId) ?? (await load(jobId));
          const open = state.cycle ?? newCycle(newCycleId, state, now);
          const cycle = { ...open, pending: withWork(open.pending, left) };
          const rows = left.map((name) => beginAction(jobId, cycle.id, name));
          if (await replaceState(jobId, { ...state, cycle }, etag, rows)) return cycle.id;
          left = await notBegun(jobId, cycle.id, names);
        }
      }),
    isPending,
    endWork: (jobId, cycleId, name) =>
      inTurn(jobId, async () => {
        for (;;) {
          const { state, etag } = known.get(jobId) ?? (await load(jobId));
          const without = <C extends Cycle>(cycle: C): C =>
            cycle.id === cycleId ? { ...cycle, pending: withoutWork(cycle.pending, name) } : cycle;
          const after = { ...state, cycle: state.cycle && without(state.cycle), full: state.full.map(without) };
          if (await replaceState(jobId, after, etag, [endAction(jobId, cycleId, name)])) return;
          if (!(await isPending(jobId, cycleId, name))) return;
        }
      }),
    async closeCycle(jobId, cycleId, state, etag, close) {
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
        ]);
        known.set(jobId, { state: after, etag: renewed });
        return true;
      } catch (error) {
        if (error instanceof StoreConflict) return false;
        throw error;
      }
    },
  };
}

function newCycle(id: string, { next }: IntakeState, openedAt: number): Cycle {
  return { id, first: next, openedAt, pending: NO_WORK };
}

function hasPending({ cycle, full }: IntakeState, cycleId: string): boolean {
  return [...full, ...(cycle === null ? [] : [cycle])].some(
    ({ id, pending }) => id === cycleId && countWork(pending) > 0,
  );
}

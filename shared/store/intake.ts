/**
 * The intake of a job: where every accepted operation gets its number, and the receipt of each upload.
 *
 * | partition  | row                       | holds                                                            |
 * |------------|---------------------------|------------------------------------------------------------------|
 * | `job!`job  | `intake`                  | the next sequence number, the open cycle and where it began      |
 * | `job!`job  | `upload!`first sequence   | who sent what: `bulkId` and source anchor of each operation      |
 * | `job!`job  | `request!`client id       | the upload a `client-request-id` was answered with, for 24 hours |
 * | `job!`job  | `status`                  | what the timer found out, see `jobStatus.ts`                     |
 *
 * One conditional transaction does it all, so sequence numbers follow acceptance order across any number of instances
 * and whatever their clocks say (I4), and the number of operations accepted in a cycle is exact: that is what tells when
 * a cycle is complete. Each instance remembers the row and its etag; a lone instance needs one call an upload.
 */

import { intakeAction, requestEntity, requestKey, statusAction, uploadEntity, uploadKey } from './intakeRows';
import { type JobStatus, NEW_STATUS, parseStatus } from './jobStatus';
import { jobPartition } from './jobs';
import { unpackFrom } from './packing';
import { type Row, StoreConflict, type Table, type TableAction } from './table';

export interface AcceptedOperation {
  readonly bulkId: string;
  /** The source anchor, `null` when the person has none. */
  readonly anchor: string | null;
}

export interface Upload {
  readonly jobId: string;
  /** Sequence number of the first operation; the others follow without gaps. Names the upload within its job. */
  readonly first: number;
  readonly cycleId: string;
  readonly acceptedAt: number;
  readonly operations: readonly AcceptedOperation[];
}

/** A pass over what was accepted from number `first` on. */
export interface Cycle {
  readonly id: string;
  readonly first: number;
  readonly openedAt: number;
  /** Work in this cycle that is not an operation: retries, references, people evaluated anew. Names of what is left. */
  readonly pending: readonly string[];
}

/** A cycle that takes nothing more and is not complete yet. */
export interface FullCycle extends Cycle {
  /** One past its last operation. */
  readonly end: number;
}

export interface IntakeState {
  /** The number the next operation gets. */
  readonly next: number;
  /** The open cycle; `null` between cycles. */
  readonly cycle: Cycle | null;
  /** Cut off because they lasted too long: an endless trickle must not make one endless cycle. */
  readonly full: readonly FullCycle[];
  /** Cycles completed so far. */
  readonly completedCycles: number;
}

export interface NewUpload {
  readonly jobId: string;
  readonly operations: readonly AcceptedOperation[];
  readonly acceptedAt: number;
  /** Used when no cycle is open. */
  readonly newCycleId: string;
  /** The caller's `client-request-id`, when it sent one. */
  readonly clientRequestId: string | undefined;
  /** What the body was, so that a reused id with another body is told from a resend. */
  readonly fingerprint: string;
}

export type Admission =
  | { readonly kind: 'accepted'; readonly upload: Upload }
  /** The same request was admitted before; its upload is answered again. */
  | { readonly kind: 'resent'; readonly upload: Upload }
  /** The id was used for another body. */
  | { readonly kind: 'idReused' };

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
      ? { state: JSON.parse(String(row.properties.json)) as IntakeState, etag: row.etag }
      : { state: NOTHING_YET, etag: undefined };
    known.set(jobId, fresh);
    return fresh;
  }

  async function replaceState(jobId: string, state: IntakeState, etag: string | undefined): Promise<boolean> {
    try {
      const [renewed] = await table.transact([intakeAction(jobId, state, etag)]);
      known.set(jobId, { state, etag: renewed });
      return true;
    } catch (error) {
      known.delete(jobId);
      if (error instanceof StoreConflict) return false;
      throw error;
    }
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
        for (;;) {
          const { state, etag } = known.get(jobId) ?? (await load(jobId));
          const open = state.cycle ?? newCycle(newCycleId, state, now);
          const cycle = { ...open, pending: [...new Set([...open.pending, ...names])] };
          if (await replaceState(jobId, { ...state, cycle }, etag)) return cycle.id;
        }
      }),
    endWork: (jobId, cycleId, name) =>
      inTurn(jobId, async () => {
        for (;;) {
          const { state, etag } = known.get(jobId) ?? (await load(jobId));
          const without = <C extends Cycle>(cycle: C): C =>
            cycle.id === cycleId ? { ...cycle, pending: cycle.pending.filter((one) => one !== name) } : cycle;
          const after = { ...state, cycle: state.cycle && without(state.cycle), full: state.full.map(without) };
          if (await replaceState(jobId, after, etag)) return;
        }
      }),
    async closeCycle(jobId, cycleId, state, etag, close) {
      const after: IntakeState = {
        ...state,
        cycle: state.cycle?.id === cycleId ? null : state.cycle,
        full: state.full.filter((cycle) => cycle.id !== cycleId),
        completedCycles: state.completedCycles + 1,
      };
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
  return { id, first: next, openedAt, pending: [] };
}

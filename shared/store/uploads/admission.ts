/**
 * The transaction that accepts an upload (design, I1): its numbers, its cycle, its receipt, what its `client-request-id` is
 * answered with, and its operations. Keys: see `intake.ts`.
 */
import { type Row, StoreConflict, StoreUnavailable, type Table, type TableAction } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import type { IntakeBook, Known } from './intakeBook';
import { intakeAction, requestEntity, requestKey, toUpload, uploadEntity, uploadKey } from './intakeRows';
import type { Admission, Cycle, IntakeState, NewUpload, Upload } from './intakeState';
import { payloadActions } from './payloads';
import { NO_WORK } from './pendingWork';

/** How long a `client-request-id` stands for its upload (design, section 8.3). */
const RESEND_WINDOW_MS = 24 * 60 * 60 * 1000;

export function createAdmission(table: Table, book: IntakeBook) {
  async function write(upload: NewUpload, { state, etag }: Known): Promise<Upload> {
    const { jobId, acceptedAt, operations, sentBy } = upload;
    const cycle = state.cycle ?? newCycle(upload.newCycleId, state, acceptedAt);
    const last = { first: state.next, acceptedAt };
    const after: IntakeState = { ...state, next: state.next + operations.length, cycle, last };
    const accepted: Upload = {
      ...{ jobId, first: state.next, cycleId: cycle.id, acceptedAt, operations },
      ...(sentBy !== undefined && { sentBy }),
    };
    const actions: TableAction[] = [
      intakeAction(jobId, after, etag),
      { kind: 'insert', entity: uploadEntity(accepted, upload.ticket) },
      ...payloadActions(jobId, accepted.first, upload.payload),
    ];
    if (upload.clientRequestId !== undefined) actions.push({ kind: 'insert', entity: requestEntity(upload, accepted) });
    actions.push(...(upload.also?.(accepted) ?? []));
    const [renewed] = await table.transact(actions);
    book.remember(jobId, { state: after, etag: renewed });
    return accepted;
  }

  async function find(jobId: string, first: number): Promise<Row | undefined> {
    return table.get(jobPartition(jobId), uploadKey(first));
  }

  /** What the same `client-request-id` was answered with; looked up only after its row stood in our way. */
  async function earlier(upload: NewUpload): Promise<Admission | undefined> {
    if (upload.clientRequestId === undefined) return undefined;
    const row = await table.get(jobPartition(upload.jobId), requestKey(upload.clientRequestId));
    if (row === undefined) return undefined;
    const first = Number(row.properties.first);
    const found = await find(upload.jobId, first);
    if (found === undefined || Number(row.properties.at) < upload.acceptedAt - RESEND_WINDOW_MS) {
      await forget(row);
      return undefined;
    }
    if (row.properties.fingerprint !== upload.fingerprint) return { kind: 'idReused' };
    return { kind: 'resent', upload: toUpload(upload.jobId, first, found) };
  }

  /** Only as it was read: another instance may have put the id to new use meanwhile, and that one stands. */
  async function forget({ partitionKey, rowKey, etag }: Row): Promise<void> {
    try {
      await table.remove(partitionKey, rowKey, etag);
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }

  /** What became of a transaction that gave `first`, of which we were told otherwise: the receipt says whose it is. */
  async function alreadyWritten(upload: NewUpload, first: number): Promise<Admission | undefined> {
    const row = await find(upload.jobId, first);
    if (row === undefined || row.properties.ticket !== upload.ticket) return undefined;
    return { kind: 'accepted', upload: toUpload(upload.jobId, first, row) };
  }

  /** The intake stands as it was: what was in the way is what was to change with it. */
  async function isElsewhere({ also, jobId }: NewUpload, { etag }: Known): Promise<boolean> {
    return also !== undefined && (await book.load(jobId)).etag === etag;
  }

  /**
   * Tries until nobody came between. A write of which nothing was heard is asked for once, and sent once more: should the
   * first arrive after all, one of the two finds the other's version and is void.
   */
  return async function admit(upload: NewUpload): Promise<Admission> {
    for (let mayRepeat = true; ; ) {
      const known = await book.recall(upload.jobId);
      try {
        return { kind: 'accepted', upload: await write(upload, known) };
      } catch (error) {
        book.forget(upload.jobId); // whatever went wrong, what we remember may be stale
        const isUnheard = error instanceof StoreUnavailable;
        if (!(error instanceof StoreConflict) && !(isUnheard && mayRepeat)) throw error;
        if (isUnheard) mayRepeat = false;
        const before = (await alreadyWritten(upload, known.state.next)) ?? (await earlier(upload));
        if (before !== undefined) return before;
        if (!isUnheard && (await isElsewhere(upload, known))) return { kind: 'overtaken' };
      }
    }
  };
}

export function newCycle(id: string, { next }: IntakeState, openedAt: number): Cycle {
  return { id, first: next, openedAt, pending: NO_WORK };
}

/** What the intake of a job holds, and what is asked of it; see `intake.ts`. */

import type { JsonObject } from '../../scim/json';
import type { TableAction } from '../contract/table';
import type { Initiator } from '../jobs/audit';
import type { UploadShare } from '../people/uploadShares';
import type { PendingWork } from './pendingWork';

export interface AcceptedOperation {
  readonly bulkId: string;
  /** The source anchor, `null` when the person has none. */
  readonly anchor: string | null;
  /** It travels in the first lane. */
  readonly ahead?: true;
}

export interface Upload {
  readonly jobId: string;
  /** Sequence number of the first operation; the others follow without gaps. Names the upload within its job. */
  readonly first: number;
  readonly cycleId: string;
  readonly acceptedAt: number;
  readonly operations: readonly AcceptedOperation[];
  /** Who sent it; absent where nobody did, and in rows of older code. */
  readonly sentBy?: Initiator;
  /** Where its entries lie; absent while its cycle is open, and of uploads from before this was filed. */
  readonly answers?: readonly FiledAnswer[];
}

/** What the timer goes by: an upload told without its operations. */
export interface ListedUpload {
  readonly first: number;
  readonly cycleId: string;
  readonly acceptedAt: number;
  /** How many operations; `undefined`: accepted by older code, which kept them in the queue message alone. */
  readonly count: number | undefined;
  /** How many of them travel in the first lane. */
  readonly ahead: number;
  readonly sentBy?: Initiator;
}

/** What one pack of log entries holds of an upload. */
export interface FiledAnswer extends UploadShare {
  readonly shard: number;
  readonly rowKey: string;
}

/** A pass over what was accepted from number `first` on. */
export interface Cycle {
  readonly id: string;
  readonly first: number;
  readonly openedAt: number;
  /** Work in this cycle that is not an operation: how much of it is left. */
  readonly pending: PendingWork;
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
  /** The newest upload, which ends at `next`; absent: there was none since older code wrote the row. */
  readonly last?: { readonly first: number; readonly acceptedAt: number };
}

/** An operation without its number: it is known when the transaction is through. */
export interface PayloadOperation {
  readonly bulkId: string;
  /** The source anchor; `null` when the person has none. */
  readonly anchor: string | null;
  readonly data: JsonObject;
  /** It travels in the first lane. */
  readonly ahead?: true;
}

/** Ready to be written with the numbers: packed, or staged already. */
export type Payload =
  | { readonly kind: 'rows'; readonly bytes: Uint8Array }
  | { readonly kind: 'parts'; readonly partsId: string };

export interface NewUpload {
  readonly jobId: string;
  readonly operations: readonly AcceptedOperation[];
  readonly acceptedAt: number;
  /** The operations as prepared, one of each of `operations`. */
  readonly payload: Payload;
  /** Drawn for this request alone: tells its rows from another's. */
  readonly ticket: string;
  /** Used when no cycle is open. */
  readonly newCycleId: string;
  /** The caller's `client-request-id`, when it sent one. */
  readonly clientRequestId: string | undefined;
  readonly sentBy?: Initiator;
  /** What the body was, so that a reused id with another body is told from a resend. */
  readonly fingerprint: string;
  /** What changes with it in the job's partition, or it is not accepted: at most 50 rows. Absent: nothing. */
  readonly also?: (upload: Upload) => readonly TableAction[];
}

export type Admission =
  | { readonly kind: 'accepted'; readonly upload: Upload }
  /** The same request was admitted before; its upload is answered again. */
  | { readonly kind: 'resent'; readonly upload: Upload }
  /** The id was used for another body. */
  | { readonly kind: 'idReused' }
  /** What was to change with it has changed otherwise; nothing was written. */
  | { readonly kind: 'overtaken' };

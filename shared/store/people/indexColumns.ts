/**
 * What rows of the index (`personIndex.ts`) tell of a held deletion and of an escrow, so that neither is counted by loading
 * everybody it is about. Rows of older code lack some of it.
 */
import type { Row } from '../contract/table';
import { splitKey } from '../rows/keys';
import type { Escrow, Held, Person } from './people';

export type Columns = Readonly<Record<string, string | number | boolean>>;

/** What the guard goes by, and what an administrator is told of it. */
export interface HeldSummary extends Pick<Held, 'since' | 'cycleId' | 'staged'> {
  /** Of the operation it belongs to; `null` when it belongs to none. */
  readonly sequence: number | null;
  /** First number of that operation's upload; `null` when it belongs to none, `undefined` in rows of older code. */
  readonly uploadFirst?: number | null;
  /** Whether that operation travelled in the first lane. */
  readonly ahead?: true;
  readonly action?: 'disable' | 'delete';
  readonly reason?: string;
}

export function summaryOf({ since, cycleId, staged, operation, action, reason }: Held): HeldSummary {
  return {
    ...{ since, cycleId, staged },
    sequence: operation?.sequence ?? null,
    uploadFirst: operation?.uploadFirst ?? null,
    ...(operation?.ahead && { ahead: operation.ahead }),
    ...(action !== undefined && { action }),
    ...(reason !== undefined && { reason }),
  };
}

/** Sequence numbers begin at 1. */
const NO_OPERATION = 0;
const toColumn = (sequence: number | null | undefined) => sequence ?? NO_OPERATION;
const fromColumn = (value: unknown) => (Number(value) === NO_OPERATION ? null : Number(value));

export function heldColumns(held: Held): Columns {
  const { sequence, uploadFirst, ...summary } = summaryOf(held);
  return { ...summary, sequence: toColumn(sequence), uploadFirst: toColumn(uploadFirst) };
}

export function readHeld({ properties }: Row): HeldSummary | undefined {
  const { since, cycleId, staged, sequence, uploadFirst, ahead, action, reason } = properties;
  if (cycleId === undefined) return undefined;
  return {
    since: Number(since),
    cycleId: String(cycleId),
    staged: staged === true,
    sequence: fromColumn(sequence),
    ...(uploadFirst !== undefined && { uploadFirst: fromColumn(uploadFirst) }),
    ...(ahead === true && { ahead: true as const }),
    ...(action !== undefined && { action: action === 'delete' ? 'delete' : 'disable' }),
    ...(reason !== undefined && { reason: String(reason) }),
  };
}

/** What somebody failed with. Times are milliseconds since the epoch. */
export interface EscrowSummary {
  readonly code: string;
  /** Target attribute; `null`: the failure names none. */
  readonly attribute: string | null;
  readonly firstFailureAt: number;
  readonly nextAttempt: number;
  /** A restart that is newer has made it forgotten. */
  readonly generation: number;
}

export function escrowSummaryOf({ failure, firstFailureAt, nextAttempt }: Escrow, generation: number): EscrowSummary {
  return { code: failure.code, attribute: failure.attribute ?? null, firstFailureAt, nextAttempt, generation };
}

/** Of an escrow: whether its retry travels in the first lane. */
export const aheadColumn = ({ ahead }: Escrow): Columns => (ahead === true ? { ahead } : {});

export function escrowColumns(escrow: Escrow, { generation }: Pick<Person, 'generation'>): Columns {
  const { code, attribute, firstFailureAt } = escrowSummaryOf(escrow, generation.escrows);
  return {
    ...{ code, firstFailureAt, generation: generation.escrows },
    ...(attribute !== null && { attribute }),
    ...aheadColumn(escrow),
  };
}

export function readEscrow({ rowKey, properties }: Row): EscrowSummary | undefined {
  const { code, attribute, firstFailureAt, generation } = properties;
  if (code === undefined) return undefined;
  return {
    code: String(code),
    attribute: attribute === undefined ? null : String(attribute),
    firstFailureAt: Number(firstFailureAt),
    nextAttempt: Number(splitKey(rowKey)[1]),
    generation: Number(generation),
  };
}

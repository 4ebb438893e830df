/** What became of the rows of a send, added up from receipts. Pure. */
import { failureAdvice, isFailureCode } from '../../shared/errors';
import type { Receipt, ReceiptOperation } from '../client/receipts';
import type { RowFault } from '../mapping/row';
import { lineOf } from './people';

/** In the order they are told. */
export const KINDS = [
  'created',
  'updated',
  'enabled',
  'disabled',
  'deleted',
  'restored',
  'unchanged',
  'skipped',
  'held',
  'failed',
] as const;
export type Kind = (typeof KINDS)[number];

export interface FailedRow extends RowFault {
  readonly line: number;
  readonly logEntryId?: string;
}

/** @returns `undefined` while it is not known */
export function kindOf({ status, action = '', errorCode, reason }: ReceiptOperation): Kind | undefined {
  if (status === 'waiting') return reason === null ? undefined : 'held';
  if (action.toLowerCase() === 'stageddelete') return 'held';
  if (status === 'failure') return 'failed';
  if (status === 'skipped') return errorCode === 'RedundantExport' ? 'unchanged' : 'skipped';
  return BY_ACTION[action.toLowerCase()] ?? 'updated';
}

const BY_ACTION: Readonly<Record<string, Kind>> = {
  create: 'created',
  update: 'updated',
  enable: 'enabled',
  disable: 'disabled',
  delete: 'deleted',
  restored: 'restored',
  other: 'updated',
};

/** The latest word on every upload that was asked about. */
export class Outcomes {
  readonly #byUpload = new Map<string, ReadonlyMap<Kind, number>>();
  readonly #failed = new Map<number, FailedRow>();
  /** Why those wait that are not settled. */
  readonly #waiting = new Map<string, string>();

  /** @returns whether everything of the upload is settled */
  add({ id, operations, waitingReason }: Receipt): boolean {
    const counts = new Map<Kind, number>();
    for (const operation of operations) {
      const kind = kindOf(operation);
      if (kind === undefined) continue;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (kind === 'failed') this.#fail(operation);
    }
    this.#byUpload.set(id, counts);
    const isSettled = sum(counts) === operations.length;
    if (isSettled || waitingReason === null) this.#waiting.delete(id);
    else this.#waiting.set(id, waitingReason);
    return isSettled;
  }

  #fail({ bulkId, errorCode, reason, logEntryId }: ReceiptOperation): void {
    const line = lineOf(bulkId);
    if (line === undefined) return;
    const [, attribute] = /^([A-Za-z][\w.]*(?:\[[^\]]*\][\w.]*)?): /.exec(reason ?? '') ?? [];
    this.#failed.set(line, {
      line,
      code: errorCode ?? 'Failed',
      reason: reason ?? '',
      ...(attribute !== undefined && { attribute }),
      ...(logEntryId !== undefined && { logEntryId }),
    });
  }

  get settled(): number {
    return [...this.#byUpload.values()].reduce((total, counts) => total + sum(counts), 0);
  }

  get failed(): readonly FailedRow[] {
    return [...this.#failed.values()].sort((one, other) => one.line - other.line);
  }

  /** Why what is open waits, where it waits for somebody to do something; as the service says it. */
  get stopped(): string | undefined {
    return [...this.#waiting.values()].find((reason) => !isPassing(reason));
  }

  count(kind: Kind): number {
    return [...this.#byUpload.values()].reduce((total, counts) => total + (counts.get(kind) ?? 0), 0);
  }
}

/** What an upload says that only waits for its turn. */
const isPassing = (reason: string) => /^The upload is queued/.test(reason);

const sum = (counts: ReadonlyMap<Kind, number>) => [...counts.values()].reduce((total, one) => total + one, 0);

/** What to do about a code; nothing for one that nobody knows. */
export function adviceFor(code: string): string | undefined {
  return isFailureCode(code) ? failureAdvice(code) : undefined;
}

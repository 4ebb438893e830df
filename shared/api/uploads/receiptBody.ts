/** The receipt of an upload on the wire: how it stands, how many ended how, and each operation as far as it was asked for. */
import { deedOf, warningsOf } from '../../engine/person/logEntry';
import { countOutcomes, finalOf } from '../../pipeline/uploads/outcomeCounts';
import type { OperationReceipt, Receipt } from '../../pipeline/uploads/readReceipt';
import type { Outcome } from '../../pipeline/uploads/sequels';
import { uploadId } from '../../pipeline/uploads/uploadId';
import { toInitiator } from '../http/initiator';

/** Which operations are told: none, those that are not settled yet, those that failed, or all of them. */
export const SHOWN = ['none', 'open', 'failed', 'all'] as const;
export type Shown = (typeof SHOWN)[number];

export function receiptBody({ upload, operations, waiting }: Receipt, shown: Shown): object {
  const answered = operations.filter(({ outcome }) => outcome !== undefined).length;
  const retried = operations.filter(isRetried).length;
  return {
    id: uploadId(upload),
    jobId: upload.jobId,
    cycleId: upload.cycleId,
    acceptedDateTime: new Date(upload.acceptedAt).toISOString(),
    sentBy: upload.sentBy === undefined ? null : toInitiator(upload.sentBy),
    status: answered === operations.length ? 'completed' : 'waiting',
    waitingReason: waiting ?? null,
    totalOperations: operations.length,
    answeredOperations: answered,
    retriedOperations: retried,
    outcomes: countOutcomes(operations),
    operations: operations.filter(IS_SHOWN[shown]).map(toOperation),
  };
}

const IS_SHOWN: Readonly<Record<Shown, (operation: OperationReceipt) => boolean>> = {
  none: () => false,
  open: (operation) => operation.outcome === undefined || isRetried(operation),
  failed: (operation) => finalOf(operation)?.entry.status === 'failure',
  all: () => true,
};

const isRetried = ({ sequel }: OperationReceipt) => sequel?.nextAttempt !== undefined;

const HELD =
  'It disables or deletes an account. The deletion guard holds it for a moment, until it is known how many there are.';

function toOperation({ bulkId, sourceAnchor, outcome, sequel, isHeld }: OperationReceipt): object {
  if (outcome === undefined) {
    return { bulkId, externalId: sourceAnchor, status: 'waiting', reason: isHeld ? HELD : null };
  }
  const { latest, nextAttempt } = sequel ?? {};
  const final = latest ?? outcome;
  return {
    bulkId,
    externalId: sourceAnchor,
    ...toOutcome(final),
    targetId: final.entry.target.id || null,
    warnings: warningsOf(final.entry),
    nextAttemptDateTime: nextAttempt === undefined ? null : new Date(nextAttempt).toISOString(),
    settledBy: latest === undefined || nextAttempt !== undefined ? null : settledBy(latest),
    firstOutcome: latest === undefined ? null : toOutcome(outcome),
  };
}

function toOutcome({ entry, entryId, at }: Outcome): object {
  return {
    status: entry.status,
    action: deedOf(entry),
    errorCode: entry.error?.code ?? null,
    reason: entry.error?.reason ?? null,
    logEntryId: entryId,
    activityDateTime: new Date(at).toISOString(),
  };
}

/** Whose entry tells how it ended: that of Muster's own next attempt, or of an operation that came later. */
function settledBy({ entry }: Outcome): 'retry' | 'newerOperation' {
  return entry.operation === null ? 'retry' : 'newerOperation';
}

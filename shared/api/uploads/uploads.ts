/** `GET /muster/uploads/{id}`: the receipt of an upload, for whoever may send to its job or read its log. */
import { deedOf, warningsOf } from '../../engine/person/logEntry';
import type { Needs } from '../../pipeline/ports';
import { type OperationReceipt, readReceipt } from '../../pipeline/uploads/readReceipt';
import type { Outcome } from '../../pipeline/uploads/sequels';
import { parseUploadId } from '../../pipeline/uploads/uploadId';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { READ_LOGS } from '../http/roles';
import { requireOwner } from '../jobs/findJob';

type Ports = Needs<'contexts' | 'intake' | 'packs' | 'people' | 'agents' | 'clock' | 'keepMs' | 'agentInactiveMs'>;

const ANY_UPLOAD = ['SynchronizationData-User.Upload', ...READ_LOGS] as const;
export const READ_RECEIPTS = [...ANY_UPLOAD, 'SynchronizationData-User.Upload.OwnedBy'] as const;

export async function readUpload(call: Call, ports: Ports): Promise<Reply> {
  const { id = '' } = call.params;
  const named = parseUploadId(id);
  const context = named && (await ports.contexts.find(named.jobId));
  if (named === undefined || context === undefined) throw resourceNotFound(id);
  const { job, principal } = context;
  if (!ANY_UPLOAD.some((role) => call.caller.roles.has(role))) requireOwner(call, principal.ownerAppIds);
  const receipt = await readReceipt(job, named.first, ports);
  if (receipt === undefined) throw resourceNotFound(id);

  const { upload, operations, waiting } = receipt;
  const answered = operations.filter(({ outcome }) => outcome !== undefined).length;
  const retried = operations.filter(({ sequel }) => sequel?.nextAttempt !== undefined).length;
  return {
    status: 200,
    body: {
      id,
      jobId: job.id,
      cycleId: upload.cycleId,
      acceptedDateTime: new Date(upload.acceptedAt).toISOString(),
      status: answered === operations.length ? 'completed' : 'waiting',
      waitingReason: waiting ?? null,
      totalOperations: operations.length,
      answeredOperations: answered,
      retriedOperations: retried,
      operations: operations.map(toOperation),
    },
  };
}

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

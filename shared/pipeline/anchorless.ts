/**
 * People without a source anchor: accepted, then skipped with `ImportSkipped` in the log (design, section 8.2). There is
 * no row to keep them by, so their pack gets a name made of the upload: a redelivery writes the same pack again and is
 * refused, which is how an entry is not doubled here (I3).
 */
import { createHash } from 'node:crypto';
import { importStep, skipError, skippedStep } from '../engine/steps';
import { canonicalUser } from '../scim/canonical';
import { flattenUser } from '../scim/flatten';
import { PACK_ID_DIGITS } from '../store/entryId';
import { addTotals, countStatus, NO_TOTALS } from '../store/entryPacks';
import type { LedgerStore } from '../store/ledger';
import { changeId } from './changeId';
import type { OperationsMessage, QueuedOperation } from './messages';
import type { Run } from './run';
import { Trail } from './trail';

/** Where their entries lie. Any will do, as long as it is always the same. */
export const ANCHORLESS_SHARD = 0;
const REASON = 'The record has no value for externalId, so it cannot be told whose it is.';

export async function recordAnchorless(
  operations: readonly QueuedOperation[],
  message: OperationsMessage,
  run: Omit<Run, 'accounts'>,
  ledger: LedgerStore,
): Promise<void> {
  const entries = operations.map(({ sequence, bulkId, data }) => {
    const person = canonicalUser(data);
    const trail = new Trail({
      anchor: '',
      data: person,
      changeId: changeId(run.cycleId, `#${sequence}`),
      cycleId: run.cycleId,
      startedAt: run.clock.now(),
      attempt: 1,
      operation: { sequence, uploadFirst: message.uploadFirst, bulkId },
    });
    trail.step(importStep(run.context.systems, '', false, flattenUser(person, run.context.compiled.redacted)));
    trail.step(skippedStep('ImportSkipped', REASON));
    trail.end('skipped', skipError('ImportSkipped', REASON, 'Send externalId with every person.'));
    return trail.entry(run.clock.now());
  });
  const jobId = run.context.job.id;
  await ledger.recordOnce({
    jobId,
    shard: ANCHORLESS_SHARD,
    at: message.acceptedAt,
    packId: createHash('sha256').update(`${jobId}\n${operations[0]?.sequence}`).digest('hex').slice(0, PACK_ID_DIGITS),
    cycleId: run.cycleId,
    totals: entries.reduce(
      (sum, entry) => addTotals(sum, { ...NO_TOTALS, ...countStatus(entry.status), operations: 1 }),
      NO_TOTALS,
    ),
    entries,
  });
}

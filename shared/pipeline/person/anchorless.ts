/**
 * People without a source anchor: accepted, then skipped with `ImportSkipped` in the log (design, section 8.2). There is
 * no row to keep them by, so each one's pack gets a name made of the operation: a redelivery writes the same pack again and
 * is refused, which is how an entry is not doubled here (I3).
 */
import { createHash } from 'node:crypto';
import type { LogEntry } from '../../engine/person/logEntry';
import { importStep, skipError, skippedStep } from '../../engine/person/steps';
import { canonicalUser } from '../../scim/canonical';
import { flattenUser } from '../../scim/flatten';
import { PACK_ID_DIGITS } from '../../store/people/entryId';
import { countStatus, type EntryPack, NO_TOTALS } from '../../store/people/entryPacks';
import type { LedgerStore } from '../../store/people/ledger';
import type { OperationsMessage, QueuedOperation } from '../queue/messages';
import type { Invocation, Run } from './run';
import { Trail } from './trail';

/** Where their entries lie. Any will do, as long as it is always the same. */
export const ANCHORLESS_SHARD = 0;
const REASON = 'The record has no value for externalId, so it cannot be told whose it is.';

export async function recordAnchorless(
  operations: readonly QueuedOperation[],
  message: OperationsMessage,
  run: Invocation,
  ledger: LedgerStore,
): Promise<void> {
  const packOf = (operation: QueuedOperation) =>
    packOfOne(anchorlessEntry(operation, message.uploadFirst, run), {
      jobId: run.context.job.id,
      shard: ANCHORLESS_SHARD,
      acceptedAt: message.acceptedAt,
    });
  const packs = new Map(operations.map((operation) => [packOf(operation), operation]));
  const refused = await ledger.recordOnce([...packs.keys()]);
  if (refused.size === 0) return;
  // What was sent is not what matters here: without it the entry has nothing in it that storage could refuse.
  const bare = [...refused.keys()].flatMap((pack) => packs.get(pack) ?? []).map((one) => packOf({ ...one, data: {} }));
  for (const error of (await ledger.recordOnce(bare)).values()) throw error;
}

/** A pack of its own for the entry that answers an operation, where no person's row says that it is answered. */
export function packOfOne(
  entry: LogEntry,
  { jobId, shard, acceptedAt }: { readonly jobId: string; readonly shard: number; readonly acceptedAt: number },
): EntryPack {
  const name = createHash('sha256').update(`${jobId}\n${entry.operation?.sequence}`).digest('hex');
  return {
    jobId,
    shard,
    at: acceptedAt,
    packId: name.slice(0, PACK_ID_DIGITS),
    cycleId: entry.cycleId,
    totals: { ...NO_TOTALS, ...countStatus(entry.status), operations: 1 },
    entries: [entry],
  };
}

/** What the log says of such a person. */
export function anchorlessEntry(
  { sequence, bulkId, data }: Omit<QueuedOperation, 'anchor'>,
  uploadFirst: number,
  { context, cycleId, clock }: Pick<Run, 'context' | 'cycleId' | 'clock'>,
): LogEntry {
  const person = canonicalUser(data);
  const trail = new Trail({
    anchor: '',
    data: person,
    key: `#${sequence}`,
    cycleId,
    startedAt: clock.now(),
    attempt: 1,
    operation: { sequence, uploadFirst, bulkId },
  });
  trail.step(importStep(context.systems, '', false, flattenUser(person, context.compiled.redacted)));
  trail.step(skippedStep('ImportSkipped', REASON));
  trail.end('skipped', skipError('ImportSkipped', REASON, 'Send externalId with every person.'));
  return trail.entry(clock.now());
}

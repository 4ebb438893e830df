/** Messages of a job that does not work wait in the order their operations were accepted (design, section 3). */

import type { Needs } from '../ports';
import { type Message, writeMessage } from './messages';
import { whyParked } from './whyParked';

/** @param reason a sentence for the worker's log */
export async function parkMessages(
  jobId: string,
  messages: readonly Message[],
  reason: string,
  { parking, logger }: Needs<'logger' | 'parking'>,
): Promise<void> {
  const kept = messages.filter((message) => !isJudgedAnew(message));
  if (kept.length === 0) return;
  for (const message of kept) await parking.park(jobId, firstSequence(message), writeMessage(message));
  logger.info('Messages wait', { jobId, messages: kept.length, reason });
}

/**
 * What the deletion guard has decided counts while it stands: whatever is held when the job works again the guard judges then,
 * and lets nobody go whose newer word has come meanwhile.
 */
function isJudgedAnew(message: Message): boolean {
  return message.kind === 'errand' && (message.errand === 'release' || message.errand === 'stage');
}

/** Errands have no number; they follow the operations they were waiting with. */
function firstSequence(message: Message): number {
  if (message.kind !== 'operations') return Number.MAX_SAFE_INTEGER;
  return message.operations?.[0]?.sequence ?? message.sequences?.[0] ?? message.uploadFirst;
}

/**
 * Messages go back into the queue, in order, when their job works again.
 *
 * Sent before it is removed: a crash in between sends it twice, which is harmless.
 */
export async function unpark(
  jobId: string,
  { jobs, parking, operations }: Needs<'jobs' | 'operations' | 'parking'>,
): Promise<void> {
  const job = (await jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return;
  for await (const { rowKey, text } of parking.list(jobId)) {
    await operations.send(jobId, text);
    await parking.remove(jobId, rowKey);
  }
}

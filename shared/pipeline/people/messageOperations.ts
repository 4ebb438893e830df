/** The operations a message is about, wherever they are. */
import type { Needs } from '../ports';
import { type OperationsMessage, type QueuedOperation, unpackOperations } from '../queue/messages';
import { underWay } from '../uploads/underWay';

/**
 * In the message, staged beside it, or where they were accepted: those outlast both. A wake-up that comes after everything
 * of its time is answered finds none, and nothing to do.
 *
 * @returns `undefined` when they are lost, which only those that older code accepted can be
 */
export async function operationsOf(
  message: OperationsMessage,
  { staging, payloads, intake }: Needs<'staging' | 'payloads' | 'intake'>,
): Promise<readonly QueuedOperation[] | undefined> {
  const { jobId, uploadFirst, operations, stagingId, sequences, ahead } = message;
  if (operations !== null) return operations;
  const staged = stagingId === null ? undefined : await staging.get(stagingId);
  if (staged !== undefined) return unpackOperations(staged);
  const accepted = await payloads.read(jobId, uploadFirst);
  if (accepted === undefined) {
    const { state } = (await intake.read(jobId)) ?? {};
    return uploadFirst < underWay(state).from ? [] : undefined;
  }
  const numbered = accepted.map((operation, index) => ({ sequence: uploadFirst + index, ...operation }));
  if (sequences === undefined) return ahead === true ? numbered.filter((one) => one.ahead === true) : numbered;
  const wanted = new Set(sequences);
  return numbered.filter(({ sequence }) => wanted.has(sequence));
}

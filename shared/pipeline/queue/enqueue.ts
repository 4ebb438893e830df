/** Operations of an upload on their way. */
import { chunk } from '../../collections';
import { MAX_MESSAGE_BYTES } from '../../store/contract/queue';
import type { Upload } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { type OperationsMessage, packOperations, type QueuedOperation, writeMessage } from './messages';

type Ports = Needs<'random' | 'operations' | 'staging'>;

type UploadName = Pick<Upload, 'jobId' | 'cycleId' | 'first' | 'acceptedAt'>;

/** To whoever works on the job: an upload, or these operations of it, are to be read where they were accepted. */
export function wakeUp({ jobId, cycleId, first, acceptedAt }: UploadName, sequences?: readonly number[]): string {
  const about = sequences === undefined ? {} : { sequences };
  return writeMessage({ ...bare(jobId, cycleId), uploadFirst: first, acceptedAt, ...about });
}

const bare = (jobId: string, cycleId: string) =>
  ({ kind: 'operations', jobId, cycleId, operations: null, stagingId: null }) as const;

/**
 * Word of an upload that is accepted: with its operations where they fit. It may fail without harm: what is not answered
 * the timer sends again (`wakeUps.ts`).
 *
 * @param together how many operations share a message; 0: all of them
 * @param delaySeconds how long nobody gets the message yet
 */
export async function announce(
  upload: UploadName,
  operations: readonly QueuedOperation[],
  together: number,
  { operations: queues, logger }: Needs<'operations' | 'logger'>,
  delaySeconds = 0,
): Promise<void> {
  const { jobId, cycleId, first, acceptedAt } = upload;
  try {
    for (const part of chunk(operations, together === 0 ? operations.length : together)) {
      const whole = writeMessage({ ...bare(jobId, cycleId), uploadFirst: first, acceptedAt, operations: part });
      const fits = Buffer.byteLength(whole) <= MAX_MESSAGE_BYTES;
      const sequences = part.length === operations.length ? undefined : part.map(({ sequence }) => sequence);
      await queues.send(jobId, fits ? whole : wakeUp(upload, sequences), { delaySeconds });
    }
  } catch (error) {
    logger.warn('Word of an upload could not be sent; the timer sends it again', {
      jobId,
      first,
      error: String(error),
    });
  }
}

/**
 * A copy of operations that have to wait: in a message, or staged beside one where they do not fit.
 *
 * @param delaySeconds how long nobody gets the message yet
 * @param tries how often storage has refused what came of them
 */
export async function enqueue(
  upload: UploadName,
  operations: readonly QueuedOperation[],
  ports: Ports,
  delaySeconds: number,
  tries?: number,
): Promise<void> {
  const { jobId, cycleId, first, acceptedAt } = upload;
  const message: OperationsMessage = {
    ...bare(jobId, cycleId),
    uploadFirst: first,
    acceptedAt,
    operations,
    ...(tries !== undefined && { tries }),
  };
  const text = writeMessage(message);
  if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return ports.operations.send(jobId, text, { delaySeconds });

  const stagingId = ports.random.uuid();
  const sequences = operations.map(({ sequence }) => sequence);
  const staged = { jobId, sequence: sequences[0] ?? first, at: acceptedAt };
  await ports.staging.put(stagingId, packOperations(operations), staged);
  const pointer = writeMessage({ ...message, operations: null, stagingId, sequences });
  await ports.operations.send(jobId, pointer, { delaySeconds });
}

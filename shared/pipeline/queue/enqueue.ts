/** Operations of an upload on their way. */
import { chunk } from '../../collections';
import { MAX_MESSAGE_BYTES } from '../../store/contract/queue';
import type { Upload } from '../../store/uploads/intake';
import type { Lane, Needs } from '../ports';
import { type OperationsMessage, packOperations, type QueuedOperation, writeMessage } from './messages';

type Ports = Needs<'random' | 'operations' | 'staging'>;

type UploadName = Pick<Upload, 'jobId' | 'cycleId' | 'first' | 'acceptedAt'>;

interface About {
  /** Absent: all that travel in the lane. */
  readonly sequences?: readonly number[];
  readonly lane: Lane;
}

/** To whoever works on the job: an upload, or these operations of it, are to be read where they were accepted. */
export function wakeUp({ jobId, cycleId, first, acceptedAt }: UploadName, { lane, ...about }: About): string {
  return writeMessage({ ...bare(jobId, cycleId), uploadFirst: first, acceptedAt, ...about, ...inLane(lane) });
}

const inLane = (lane: Lane) => (lane === 'first' ? { ahead: true as const } : {});

const bare = (jobId: string, cycleId: string) =>
  ({ kind: 'operations', jobId, cycleId, operations: null, stagingId: null }) as const;

/**
 * Word of an upload that is accepted: with its operations where they fit, and of those that travel ahead first, in messages
 * of their own. It may fail without harm: what is not answered the timer sends again (`wakeUps.ts`).
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
  const { jobId, first } = upload;
  const isAhead = ({ ahead }: QueuedOperation) => ahead === true;
  const messages = [
    ...messagesOf(upload, operations.filter(isAhead), 'first', together),
    ...messagesOf(
      upload,
      operations.filter((one) => !isAhead(one)),
      'ordinary',
      together,
    ),
  ];
  try {
    for (const message of messages) await queues.send(jobId, message, { delaySeconds });
  } catch (error) {
    logger.warn('Word of an upload could not be sent; the timer sends it again', {
      jobId,
      first,
      error: String(error),
    });
  }
}

function messagesOf(
  upload: UploadName,
  operations: readonly QueuedOperation[],
  lane: Lane,
  together: number,
): readonly string[] {
  const { jobId, cycleId, first, acceptedAt } = upload;
  return chunk(operations, together === 0 ? operations.length : together).map((part) => {
    const message = { ...bare(jobId, cycleId), uploadFirst: first, acceptedAt, operations: part, ...inLane(lane) };
    const whole = writeMessage(message);
    if (Buffer.byteLength(whole) <= MAX_MESSAGE_BYTES) return whole;
    return wakeUp(upload, { sequences: part.map(({ sequence }) => sequence), lane });
  });
}

/**
 * A copy of operations that have to wait: in a message, or staged beside one where they do not fit.
 *
 * @param operations all of one lane
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
    ...inLane(operations[0]?.ahead === true ? 'first' : 'ordinary'),
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

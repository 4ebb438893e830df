/** Operations of an upload on their way: in a message, or staged beside one where they do not fit. */
import { MAX_MESSAGE_BYTES } from '../../store/contract/queue';
import type { Upload } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { type OperationsMessage, packOperations, type QueuedOperation, writeMessage } from './messages';

type Ports = Needs<'random' | 'operations' | 'staging'>;

/** @param delaySeconds how long nobody gets the message yet */
export async function enqueue(
  upload: Pick<Upload, 'jobId' | 'cycleId' | 'first' | 'acceptedAt'>,
  operations: readonly QueuedOperation[],
  ports: Ports,
  delaySeconds = 0,
): Promise<void> {
  const { jobId, cycleId, first, acceptedAt } = upload;
  const message: OperationsMessage = {
    kind: 'operations',
    jobId,
    cycleId,
    uploadFirst: first,
    acceptedAt,
    operations,
    stagingId: null,
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

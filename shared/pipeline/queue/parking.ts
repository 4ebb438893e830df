/** Messages of a job that does not work wait in the order their operations were accepted (design, section 3). */
import type { Logger } from '../../ports';
import type { ParkingStore } from '../../store/jobs/parking';
import { type Message, writeMessage } from './messages';

export interface ParkPorts {
  readonly parking: ParkingStore;
  readonly logger: Logger;
}

/** @param reason a sentence for the worker's log */
export async function parkMessages(
  jobId: string,
  messages: readonly Message[],
  reason: string,
  { parking, logger }: ParkPorts,
): Promise<void> {
  if (messages.length === 0) return;
  for (const message of messages) await parking.park(jobId, firstSequence(message), writeMessage(message));
  logger.info('Messages wait', { jobId, messages: messages.length, reason });
}

/** Errands have no number; they follow the operations they were waiting with. */
function firstSequence(message: Message): number {
  if (message.kind !== 'operations') return Number.MAX_SAFE_INTEGER;
  return message.operations?.[0]?.sequence ?? message.sequences?.[0] ?? message.uploadFirst;
}

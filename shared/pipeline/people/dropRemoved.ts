/** Drops messages of a job that was deleted. Nobody waits for them, and there is nobody to tell but the worker's log. */
import type { Job } from '../../store/jobs/jobs';
import type { Needs } from '../ports';
import type { Message } from '../queue/messages';

type Ports = Needs<'logger' | 'removedJobs' | 'staging'>;

/** @returns false when there never was such a job; then nothing is dropped */
export async function dropRemoved(jobId: string, messages: readonly Message[], ports: Ports): Promise<boolean> {
  if (!(await ports.removedJobs.isRemoved(jobId))) return false;
  await drop(jobId, messages, ports);
  return true;
}

/** Drops what was sent to an earlier job of the same id. @returns what was not */
export async function dropEarlier(
  { id, firstSequence = 0 }: Job,
  messages: readonly Message[],
  ports: Ports,
): Promise<readonly Message[]> {
  const earlier = messages.filter((message) => message.kind === 'operations' && message.uploadFirst < firstSequence);
  if (earlier.length === 0) return messages;
  await drop(id, earlier, ports);
  return messages.filter((message) => !earlier.includes(message));
}

async function drop(jobId: string, messages: readonly Message[], { staging, logger }: Ports): Promise<void> {
  for (const message of messages) {
    if (message.kind === 'operations' && message.stagingId !== null) await staging.remove(message.stagingId);
  }
  logger.info('Messages of a deleted job are dropped', { jobId, messages: messages.length });
}

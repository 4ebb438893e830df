/** Why messages of a job wait instead of being worked on; the receipt and the log of the worker say it in these words. */
import type { Job } from '../../store/jobs/jobs';

/** @returns `undefined` when the job works */
export function whyParked({
  started,
  state,
  quarantine,
}: Pick<Job, 'started' | 'state' | 'quarantine'>): string | undefined {
  if (!started) return 'The job was never started; start it and the upload is processed.';
  if (state !== 'Active') return 'The job is paused; start it and the upload is processed.';
  // Too many deletes hold the deletes alone: creates and updates go on (design, I5).
  if (quarantine === null || quarantine.reason === 'TooManyDeletes') return undefined;
  const next = new Date(quarantine.nextAttempt).toISOString();
  return `The job is in quarantine (${quarantine.reason}); it is tried again at ${next}, or when you fix the cause and restart provisioning.`;
}

/**
 * A target that throttles says nothing about the person: the attempt has not had its turn. It waits for as long as the target
 * asks, without an entry in the log: an operation in the queue, the retry of somebody escrowed in the person's row, so that nobody
 * else's retry waits for it. Only what does not get its turn within two days (a setting) is told as a failure, so that somebody learns of it.
 */
import type { ProvisioningError } from '../../errors';
import type { Run } from './run';
import type { Story } from './story';

/** Where the target states no time. */
const UNSTATED_WAIT_MS = 30_000;

/** @returns when to try again, milliseconds since the epoch; `undefined` when it is to be told as a failure */
export function nextTurn(story: Story, error: ProvisioningError): number | undefined {
  const since = waitsSince(story);
  if (error.code !== 'TooManyRequests' || since === undefined) return undefined;
  const next = turnAfter(error, story.run);
  return next - since > story.run.retries.throttledMs ? undefined : next;
}

/** @returns `undefined` for what has no place to wait in: somebody is waiting for it, or it is Muster's own look at an account */
function waitsSince({ task, run, stored: { person } }: Story): number | undefined {
  if (run.purpose !== 'upload') return undefined;
  if (task.kind === 'operation') return task.operation.acceptedAt;
  return task.kind === 'retry' ? (person.escrow?.turnSince ?? run.clock.now()) : undefined;
}

export function turnAfter(
  { retryAfterMs = UNSTATED_WAIT_MS }: ProvisioningError,
  { clock }: Pick<Run, 'clock'>,
): number {
  return clock.now() + retryAfterMs;
}

/**
 * A target that throttles says nothing about the person: the operation has not had its turn. So it goes back to the queue
 * for as long as the target asks, without an entry in the log; only what does not get its turn within six hours of being
 * accepted is told as a failure, so that somebody learns of it.
 */
import type { ProvisioningError } from '../../errors';
import type { Run } from './run';
import type { Story } from './story';

/** A first load of 100,000 people takes Graph's quota of writes three hours, with their managers. */
const LONGEST_WAIT_MS = 6 * 60 * 60_000;
/** Where the target states no time. */
const UNSTATED_WAIT_MS = 30_000;

/** @returns when to try again, milliseconds since the epoch; `undefined` when it is to be told as a failure */
export function nextTurn({ task, run }: Story, error: ProvisioningError): number | undefined {
  if (error.code !== 'TooManyRequests' || task.kind !== 'operation' || run.purpose !== 'upload') return undefined;
  const next = turnAfter(error, run);
  return next - task.operation.acceptedAt > LONGEST_WAIT_MS ? undefined : next;
}

export function turnAfter(
  { retryAfterMs = UNSTATED_WAIT_MS }: ProvisioningError,
  { clock }: Pick<Run, 'clock'>,
): number {
  return clock.now() + retryAfterMs;
}

/**
 * An outage of the target: whose trouble it is, and who is tried again when it is over. Whoever failed in it does not wait
 * for the next rung of the ladder, which may be forty minutes off: when the target takes something from anybody, it takes
 * it from all (decision 0039).
 */
import { type FailureCode, failureCategory } from '../../errors';

/** The target, or the way to it, failed as a whole. */
const OUT_OF_REACH: ReadonlySet<FailureCode> = new Set([
  'EndpointUnavailable',
  'Timeout',
  'WebExceptionProtocolError',
  'InternalServerError',
]);

/** What a target says that is away, and not only to one person. */
export function isOutOfReach(code: FailureCode): boolean {
  return OUT_OF_REACH.has(code);
}

/** Whether who failed for this waits for the target, and not for better data. */
export function waitsForTarget(code: FailureCode): boolean {
  return isOutOfReach(code) || failureCategory(code) === 'credentials';
}

/** Somebody who waits for the target. Times are milliseconds since the epoch. */
export interface Stranded {
  readonly firstFailureAt: number;
  /** When the last attempt failed. */
  readonly failedAt: number;
  /** Whether a retry failed, and not only uploads that came by. */
  readonly retried: boolean;
}

const MINUTE = 60_000;
const SHARE = 0.1;

/**
 * Since when the person may be tried again before the ladder says so, milliseconds since the epoch: after a minute, or after
 * a tenth of the time for which it has failed already. Who fails on while others get through is tried less and less soon,
 * and in the end the ladder is sooner; how many operations failed in an outage does not matter.
 */
export function freedFrom({ firstFailureAt, failedAt }: Pick<Stranded, 'firstFailureAt' | 'failedAt'>): number {
  return failedAt + Math.max(MINUTE, SHARE * (failedAt - firstFailureAt));
}

/** What is freed first, and what at once at most: a target that has just come back is not thronged. */
const FIRST_STRETCH = 100;
const LARGEST_STRETCH = 5_000;

/** @param before how many were freed in the stretch before, which is through; `undefined`: this is the first */
export function stretchAfter(before: number | undefined): number {
  return before === undefined ? FIRST_STRETCH : Math.min(2 * before, LARGEST_STRETCH);
}

/** What a cycle that has ended came to (spec/wire-contract.md 3.2, 3.3). */

import type { Execution, ExecutionError, JobStatus } from '../../store/jobs/jobStatus';
import { addTotals, type PackTotals } from '../../store/people/entryPacks';
import type { Cycle } from '../../store/uploads/intake';

export interface EndedCycle {
  readonly cycle: Cycle;
  readonly accepted: number;
  readonly totals: PackTotals;
  readonly now: number;
  readonly error: ExecutionError | null;
  /** No other cycle is open: there is nothing left to do. */
  readonly isLast: boolean;
}

/** What the end of a cycle makes of the job's status. */
export function statusAfter(status: JobStatus, { cycle, accepted, totals, now, error, isLast }: EndedCycle): JobStatus {
  const failed = allFailed(totals);
  const execution: Execution = {
    cycleId: cycle.id,
    began: cycle.openedAt,
    ended: now,
    accepted,
    totals,
    state: failed ? 'Failed' : totals.failure > 0 ? 'EntryLevelErrors' : 'Succeeded',
    error,
  };
  const succeeded = execution.state === 'Succeeded';
  return {
    ...status,
    lastExecution: execution,
    lastSuccessful: succeeded ? execution : status.lastSuccessful,
    lastSuccessfulWithExports: succeeded && totals.exported > 0 ? execution : status.lastSuccessfulWithExports,
    completed: addTotals(status.completed, totals),
    open: status.open.filter(({ cycleId }) => cycleId !== cycle.id),
    observedAt: now,
    successiveCompleteFailures: failed ? status.successiveCompleteFailures + 1 : 0,
    steadyStateFirst: status.steadyStateFirst || (isLast ? now : 0),
    steadyStateLast: isLast ? now : status.steadyStateLast,
  };
}

export function allFailed({ failure, success }: PackTotals): boolean {
  return failure > 0 && success === 0;
}

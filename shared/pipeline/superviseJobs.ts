/**
 * The timer's round: what each job's open cycle has come to, added up from the packs of the log, and the end of a cycle
 * when everything accepted in it is answered. Adding up starts from nothing each time, so a round that dies half-way or
 * runs twice changes nothing.
 */
import type { Clock, Logger } from '../ports';
import { addTotals, type EntryPackStore, NO_TOTALS, type PackTotals } from '../store/entryPacks';
import type { IntakeState, IntakeStore } from '../store/intake';
import type { Execution, JobStatus } from '../store/jobStatus';
import type { JobStore } from '../store/jobs';

export interface SupervisePorts {
  readonly jobs: JobStore;
  readonly intake: IntakeStore;
  readonly packs: EntryPackStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A pack may carry a slightly earlier time than the cycle it belongs to: clocks of two workers never quite agree. */
const CLOCK_SKEW_MS = 2 * 60_000;

export async function superviseJobs(ports: SupervisePorts): Promise<void> {
  for (const jobId of await ports.jobs.listJobIds()) {
    try {
      await superviseJob(jobId, ports);
    } catch (error) {
      // One job's trouble must not keep the timer from the others; the next round tries again.
      ports.logger.error('Supervising a job failed', { jobId, error: String(error) });
    }
  }
}

async function superviseJob(jobId: string, { intake, packs, clock }: SupervisePorts): Promise<void> {
  const before = await intake.read(jobId);
  if (before?.state.cycle == null) return;
  const { cycle } = before.state;
  const accepted = before.state.next - cycle.first;
  const totals = await addUpCycle(jobId, cycle, packs);
  const status = await intake.readStatus(jobId);
  const now = clock.now();

  if (totals.operations < accepted) {
    const open = { cycleId: cycle.id, totals, accepted };
    await intake.writeStatus(jobId, { ...status, open, observedAt: now });
    return;
  }
  await intake.closeCycle(jobId, before.state, before.etag, closed(status, cycle, accepted, totals, now));
}

async function addUpCycle(jobId: string, cycle: Cycle, packs: EntryPackStore): Promise<PackTotals> {
  let totals = NO_TOTALS;
  for await (const pack of packs.read(jobId, { oldest: cycle.openedAt - CLOCK_SKEW_MS, totalsOnly: true })) {
    if (pack.cycleId === cycle.id) totals = addTotals(totals, pack.totals);
  }
  return totals;
}

type Cycle = NonNullable<IntakeState['cycle']>;

function closed(status: JobStatus, cycle: Cycle, accepted: number, totals: PackTotals, now: number): JobStatus {
  const allFailed = totals.failure > 0 && totals.success === 0;
  const execution: Execution = {
    cycleId: cycle.id,
    began: cycle.openedAt,
    ended: now,
    accepted,
    totals,
    state: allFailed ? 'Failed' : totals.failure > 0 ? 'EntryLevelErrors' : 'Succeeded',
    error: null,
  };
  const succeeded = execution.state === 'Succeeded';
  return {
    lastExecution: execution,
    lastSuccessful: succeeded ? execution : status.lastSuccessful,
    lastSuccessfulWithExports: succeeded && totals.exported > 0 ? execution : status.lastSuccessfulWithExports,
    completed: addTotals(status.completed, totals),
    open: null,
    observedAt: now,
    successiveCompleteFailures: allFailed ? status.successiveCompleteFailures + 1 : 0,
    steadyStateFirst: status.steadyStateFirst || now,
    steadyStateLast: now,
  };
}

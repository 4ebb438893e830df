/**
 * The timer's round (design, section 3). For each job: messages that were parked go on, cycles are added up and ended,
 * held deletions are released or staged, failures are judged, and what is due is tried again. Every step starts from what
 * is stored, so a round that dies half-way or runs twice changes nothing.
 */
import { judgeFailures, type QuarantineSettings } from '../engine/quarantine';
import type { Clock, Logger, RandomSource } from '../ports';
import { allTotals } from '../store/jobStatus';
import type { Job, JobStore } from '../store/jobs';
import { type CyclePorts, closeCycles } from './closeCycles';
import { type ErrandPorts, sendErrands } from './dueErrands';
import { guardDeletions } from './guardDeletions';
import { lookAgain, type QuarantineRoundPorts } from './lookAgain';
import { type QuarantinePorts, quarantineJob } from './quarantineJob';
import { carryOutPendingRestart, type RestartPorts } from './restartJob';
import { type UnparkPorts, unpark } from './unpark';

export interface SupervisePorts
  extends CyclePorts,
    ErrandPorts,
    QuarantinePorts,
    QuarantineRoundPorts,
    RestartPorts,
    UnparkPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly quarantine: QuarantineSettings;
}

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

async function superviseJob(jobId: string, ports: SupervisePorts): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined) return;
  await lookAgain(job, ports);
  await unpark(jobId, ports);
  const cycles = await closeCycles(jobId, ports);
  await carryOutPendingRestart(jobId, ports);
  await guardDeletions(job, cycles, ports);
  await judge(job, ports);
  await sendErrands(jobId, ports);
}

/** Too many failures stop the job instead of hammering the target (spec/engine.md 7.5). */
async function judge(job: Job, ports: SupervisePorts): Promise<void> {
  const status = await ports.intake.readStatus(job.id);
  const totals = allTotals(status);
  const cycle = status.open?.totals ?? status.lastExecution?.totals;
  const verdict = judgeFailures(
    {
      failures: totals.escrowed,
      referenceFailures: totals.waiting,
      successes: (cycle?.success ?? 0) + (cycle?.skipped ?? 0),
    },
    ports.quarantine,
  );
  if (verdict === undefined) return;
  await quarantineJob(job.id, { ...verdict, code: verdict.reason }, ports);
}

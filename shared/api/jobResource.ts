/** A job as Graph shows it: `synchronizationJob` with every field of its status (spec/wire-contract.md 3.1 to 3.4). */
import type { Quarantine } from '../engine/quarantine';
import type { IntakeState } from '../store/intake';
import { allTotals, type Execution, type JobStatus } from '../store/jobStatus';
import type { Job } from '../store/jobs';

export interface JobView {
  readonly job: Job;
  readonly intake: IntakeState | undefined;
  readonly status: JobStatus;
}

const NEVER = '0001-01-01T00:00:00Z';
/** Documented for the sample job; uploads are processed at once all the same. */
const INTERVAL = 'PT40M';
/** What a disabled job shows. */
export const NEVER_INTERVAL = 'P10675199DT2H48M5.4775807S';

export function toJobResource({ job, intake, status }: JobView): object {
  return {
    id: job.id,
    templateId: job.templateId,
    schedule: {
      expiration: null,
      interval: job.state === 'Disabled' ? NEVER_INTERVAL : (job.interval ?? INTERVAL),
      state: job.state,
    },
    status: {
      code: statusCode(job, intake),
      countSuccessiveCompleteFailures: status.successiveCompleteFailures,
      escrowsPruned: false,
      lastExecution: toExecution(status.lastExecution),
      lastSuccessfulExecution: toExecution(status.lastSuccessful),
      lastSuccessfulExecutionWithExports: toExecution(status.lastSuccessfulWithExports),
      progress: toProgress(status),
      quarantine: job.quarantine && toQuarantine(job.quarantine),
      steadyStateFirstAchievedTime: timestamp(status.steadyStateFirst),
      steadyStateLastAchievedTime: timestamp(status.steadyStateLast),
      synchronizedEntryCountByType: [{ key: 'User', value: allTotals(status).linked }],
      troubleshootingUrl: null,
    },
    synchronizationJobSettings: Object.entries(job.settings).map(([name, value]) => ({ name, value })),
  };
}

function statusCode(job: Job, intake: IntakeState | undefined): string {
  if (!job.started) return 'NotConfigured';
  if (job.state !== 'Active') return 'Paused'; // also after four weeks in quarantine
  if (job.quarantine !== null) return 'Quarantine';
  return (intake?.completedCycles ?? 0) > 0 ? 'Active' : 'NotRun';
}

function toQuarantine({ reason, seriesBegan, currentBegan, seriesCount, nextAttempt, error }: Quarantine): object {
  return {
    reason,
    seriesBegan: timestamp(seriesBegan),
    currentBegan: timestamp(currentBegan),
    seriesCount,
    nextAttempt: timestamp(nextAttempt),
    error,
  };
}

function toExecution(execution: Execution | null): object | null {
  if (execution === null) return null;
  const { totals, accepted } = execution;
  return {
    activityIdentifier: execution.cycleId,
    countEntitled: accepted,
    countEntitledForProvisioning: accepted - totals.skipped,
    countEscrowed: totals.failure,
    countEscrowedRaw: totals.failure,
    countExported: totals.exported,
    countExports: totals.exported + totals.failure,
    countImported: accepted,
    countImportedDeltas: accepted,
    countImportedReferenceDeltas: 0,
    state: execution.state,
    timeBegan: timestamp(execution.began),
    timeEnded: timestamp(execution.ended),
    error: execution.error && { tenantActionable: true, ...execution.error },
  };
}

function toProgress({ open, observedAt }: JobStatus): object[] {
  if (open === null) return [];
  return [
    {
      completedUnits: open.totals.operations,
      totalUnits: open.accepted,
      progressObservationDateTime: timestamp(observedAt),
      units: 'operations',
    },
  ];
}

function timestamp(ms: number): string {
  return ms === 0 ? NEVER : new Date(ms).toISOString();
}

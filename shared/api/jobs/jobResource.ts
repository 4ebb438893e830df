/** A job as Graph shows it: `synchronizationJob` with every field of its status (spec/wire-contract.md 3.1 to 3.4). */
import { agentTrouble, type JobActivity, whyNoAgent } from '../../engine/job/agentActivity';
import type { Quarantine } from '../../engine/job/quarantine';
import type { JobView } from '../../pipeline/overview/viewJob';
import { REEVALUATE_ALL } from '../../pipeline/queue/reevaluateAll';
import { allTotals, type Execution, type JobStatus } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import { SHARDS } from '../../store/people/personRow';
import type { Cycle, IntakeState } from '../../store/uploads/intake';
import { countWork } from '../../store/uploads/pendingWork';

const NEVER = '0001-01-01T00:00:00Z';
/** Documented for the sample job; uploads are processed at once all the same. */
const INTERVAL = 'PT40M';
/** What a disabled job shows. */
export const NEVER_INTERVAL = 'P10675199DT2H48M5.4775807S';

export interface JobResource {
  readonly id: string;
  readonly [member: string]: unknown;
}

export function toJobResource({ job, intake, status, agents }: JobView): JobResource {
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
      progress: intake === undefined ? [] : toProgress(intake, status),
      quarantine: job.quarantine && toQuarantine(job.quarantine),
      steadyStateFirstAchievedTime: timestamp(status.steadyStateFirst),
      steadyStateLastAchievedTime: timestamp(status.steadyStateLast),
      synchronizedEntryCountByType: [{ key: 'User', value: allTotals(status).linked }],
      troubleshootingUrl: null,
      ...toAbsence(status),
      ...(agents && { agents: toAgents(agents) }),
    },
    synchronizationJobSettings: Object.entries(job.settings).map(([name, value]) => ({ name, value })),
  };
}

export function statusCode(job: Job, intake: IntakeState | undefined): string {
  if (!job.started) return 'NotConfigured';
  if (job.state !== 'Active') return 'Paused'; // also after four weeks in quarantine
  if (job.quarantine !== null) return 'Quarantine';
  return (intake?.completedCycles ?? 0) > 0 ? 'Active' : 'NotRun';
}

export function toQuarantine({
  reason,
  seriesBegan,
  currentBegan,
  seriesCount,
  nextAttempt,
  error,
}: Quarantine): object {
  return {
    reason,
    seriesBegan: timestamp(seriesBegan),
    currentBegan: timestamp(currentBegan),
    seriesCount,
    nextAttempt: timestamp(nextAttempt),
    error,
  };
}

/** Muster's own: whether somebody does the work of a job that is run by agents, and what to do when nobody does. */
export function toAgents(activity: JobActivity): object {
  const { state, active, known, latest } = activity;
  const missing = whyNoAgent(activity) ?? agentTrouble(activity);
  return {
    state,
    activeCount: active,
    knownCount: known,
    lastSeenDateTime: latest === undefined ? null : new Date(latest.seenAt).toISOString(),
    errorCode: missing?.code ?? null,
    reason: missing?.message ?? null,
  };
}

/** Muster's own: since when the target is away, which Graph's status has no word for until it becomes a quarantine. */
function toAbsence({ unreachableSince, unreachable }: JobStatus): object {
  if (unreachableSince === 0) return {};
  const { code = null, message = null } = unreachable ?? {};
  return { target: { state: 'away', sinceDateTime: timestamp(unreachableSince), errorCode: code, reason: message } };
}

function toExecution(execution: Execution | null): object | null {
  if (execution === null) return null;
  const { totals, accepted } = execution;
  const processed = totals.success + totals.failure + totals.skipped + totals.warning;
  return {
    activityIdentifier: execution.cycleId,
    countEntitled: processed, // inbound, nobody has to be assigned first
    countEntitledForProvisioning: totals.inScope,
    countEscrowed: totals.failure,
    countEscrowedRaw: totals.failure + Math.max(0, totals.waiting), // references that began to wait are no failures
    countExported: totals.exported,
    countExports: totals.exported + totals.failure,
    countImported: accepted,
    countImportedDeltas: accepted,
    countImportedReferenceDeltas: totals.references,
    state: execution.state,
    timeBegan: timestamp(execution.began),
    timeEnded: timestamp(execution.ended),
    error: execution.error && { tenantActionable: true, ...execution.error },
  };
}

/** Of every open cycle: operations that are answered, and what else is to be done in it. */
function toProgress({ full, cycle, next }: IntakeState, status: JobStatus): object[] {
  const open = [...full, ...(cycle === null ? [] : [{ ...cycle, end: next }])];
  const observed = status.observedAt || Math.min(...open.map(({ openedAt }) => openedAt));
  return open
    .flatMap((one) => progressOf(one, status))
    .map((progress) => ({
      ...progress,
      progressObservationDateTime: timestamp(observed),
    }));
}

interface Progress {
  readonly completedUnits: number;
  readonly totalUnits: number;
  readonly units: 'operations' | 'shards' | 'errands';
}

function progressOf({ id, first, end, pending }: Cycle & { readonly end: number }, { open }: JobStatus): Progress[] {
  const shards = countWork(pending, REEVALUATE_ALL);
  const errands = countWork(pending) - shards;
  const answered = open.find(({ cycleId }) => cycleId === id)?.answered ?? 0;
  return [
    ...(end > first ? [{ completedUnits: answered, totalUnits: end - first, units: 'operations' as const }] : []),
    // People evaluated anew, after a restart or a change of the schema: shard by shard.
    ...(shards > 0 ? [{ completedUnits: SHARDS - shards, totalUnits: SHARDS, units: 'shards' as const }] : []),
    // Retries, references and the like; those that are done are not counted.
    ...(errands > 0 ? [{ completedUnits: 0, totalUnits: errands, units: 'errands' as const }] : []),
  ];
}

function timestamp(ms: number): string {
  return ms === 0 ? NEVER : new Date(ms).toISOString();
}

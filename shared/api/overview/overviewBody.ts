/** One job at a glance, on the wire: how it is doing, what waits, and what came of people lately. */
import { KEPT_BUCKETS, type Series, type Step, seriesOf, type Throughput } from '../../engine/job/throughput';
import { TEMPLATE_IDS, templateSystems } from '../../engine/schema/defaultSchema';
import type { JobView } from '../../pipeline/overview/viewJob';
import { uploadId } from '../../pipeline/uploads/uploadId';
import { allTotals, type JobStatus } from '../../store/jobs/jobStatus';
import type { Job, ServicePrincipal } from '../../store/jobs/jobs';
import type { FullCycle, IntakeState } from '../../store/uploads/intake';
import { statusCode, toAgents, toQuarantine } from '../jobs/jobResource';

/** Minutes of the overview. */
const RECENT_MINUTES = 60;

/** @param now milliseconds since the epoch */
export function overviewBody(
  { job, intake, status, agents }: JobView,
  principal: ServicePrincipal,
  withRecent: boolean,
  now: number,
): object {
  const { linked, escrowed, waiting } = allTotals(status);
  return {
    servicePrincipalId: principal.id,
    displayName: principal.displayName,
    jobId: job.id,
    templateId: job.templateId,
    ...systemsOf(job),
    state: stateOf(job, intake),
    quarantine: job.quarantine && toQuarantine(job.quarantine),
    agents: agents === undefined ? null : toAgents(agents),
    people: Math.max(0, linked),
    escrowed: Math.max(0, escrowed),
    held: status.held ?? { settling: 0, staged: 0 },
    waiting: Math.max(0, waiting),
    backlog: backlogOf(intake, status),
    lastUpload: lastUploadOf(job, intake),
    ...(withRecent && { recent: toSeries(seriesOf(status.throughput, 60, RECENT_MINUTES, now)) }),
  };
}

/** As the template names them: whoever looks at a hundred jobs reads no hundred schemas. */
function systemsOf({ templateId }: Job): object {
  const { source, target, kind } = templateSystems(TEMPLATE_IDS.find((id) => id === templateId) ?? TEMPLATE_IDS[0]);
  return { source: { name: source }, target: { name: target, kind } };
}

/** Graph's code, but for a job that was disabled, which Graph calls paused. */
function stateOf(job: Job, intake: IntakeState | undefined): string {
  return job.started && job.state === 'Disabled' ? 'Disabled' : statusCode(job, intake);
}

/** Operations that are accepted and have no entry yet. */
function backlogOf(intake: IntakeState | undefined, { open, oldestOpenAt }: JobStatus): object {
  const cycles = intake === undefined ? [] : openCycles(intake);
  const accepted = cycles.reduce((sum, { first, end }) => sum + (end - first), 0);
  const isOpen = new Set(cycles.map(({ id }) => id));
  const answered = open.filter(({ cycleId }) => isOpen.has(cycleId)).reduce((sum, one) => sum + one.answered, 0);
  const operations = Math.max(0, accepted - answered);
  // What the timer has not seen yet was accepted since its last round: the newest upload is as good as the oldest.
  const oldest = operations === 0 ? undefined : (oldestOpenAt ?? intake?.last?.acceptedAt);
  return { operations, oldestAcceptedDateTime: oldest === undefined ? null : new Date(oldest).toISOString() };
}

function openCycles({ full, cycle, next }: IntakeState): readonly FullCycle[] {
  return cycle === null ? full : [...full, { ...cycle, end: next }];
}

function lastUploadOf({ id: jobId }: Job, intake: IntakeState | undefined): object | null {
  if (intake?.last === undefined) return null;
  const { first, acceptedAt } = intake.last;
  return {
    id: uploadId({ jobId, first }),
    acceptedDateTime: new Date(acceptedAt).toISOString(),
    totalOperations: intake.next - first,
  };
}

/** All buckets of this length that are kept. */
export const keptSeries = (throughput: Throughput, step: Step, now: number) =>
  toSeries(seriesOf(throughput, step, KEPT_BUCKETS[step], now));

function toSeries({ stepSeconds, to, tallies }: Series): object {
  return {
    stepSeconds,
    toDateTime: new Date(to).toISOString(),
    success: tallies.map(([success]) => success),
    skipped: tallies.map(([, skipped]) => skipped),
    warning: tallies.map(([, , warning]) => warning),
    failure: tallies.map(([, , , failure]) => failure),
  };
}

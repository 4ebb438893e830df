/** What operators see of each job (`telemetry/metrics.ts`): read from what the timer keeps, and nothing is changed. */
import { agentState } from '../../engine/job/agentActivity';
import { stateOf } from '../../outlets/health';
import { allTotals, type JobStatus } from '../../store/jobs/jobStatus';
import type { Meter } from '../../telemetry/telemetry';
import { isRunByAgents } from '../jobSettings';
import { countPeople } from '../jobs/countPeople';
import type { Needs } from '../ports';

type Ports = Needs<
  'clock' | 'logger' | 'jobs' | 'intake' | 'people' | 'index' | 'outlets' | 'agents' | 'parked' | 'agentInactiveMs'
>;

/** More than this many are a heap whatever their number. */
const MOST_PARKED = 1_000;

export async function observeJobs(ports: Ports, meter: Meter): Promise<void> {
  for (const jobId of await ports.jobs.listJobIds()) {
    try {
      await observeJob(jobId, ports, meter);
    } catch (error) {
      ports.logger.warn('The numbers of a job could not be read', { jobId, error: String(error) });
    }
  }
  meter.set('muster.parked', {}, (await ports.parked.list(MOST_PARKED)).messages.length);
}

async function observeJob(jobId: string, ports: Ports, meter: Meter): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined) return;
  const labels = { job: jobId };
  const status = await ports.intake.readStatus(jobId);
  const { escrowed, waiting } = allTotals(status);
  const backlog = status.open.reduce((sum, { accepted, answered }) => sum + Math.max(0, accepted - answered), 0);
  meter.set('muster.backlog', labels, backlog);
  meter.set('muster.backlog.oldest', labels, backlog === 0 ? 0 : await oldestSeconds(jobId, status, ports));
  meter.set('muster.escrows', labels, Math.max(0, escrowed));
  meter.set('muster.waiting', labels, Math.max(0, waiting));
  meter.set('muster.held', labels, await countPeople(jobId, 'held', ports));
  meter.set('muster.quarantined', labels, job.quarantine === null ? 0 : 1);
  if (job.hasOutlets === true) await observeOutlets(jobId, ports, meter);
  if (!isRunByAgents(job)) return;
  const { clock, agents, agentInactiveMs } = ports;
  const active = (await agents.list(jobId)).filter((one) => agentState(one, clock.now(), agentInactiveMs) === 'active');
  meter.set('muster.agents.active', labels, active.length);
}

async function observeOutlets(jobId: string, { outlets, clock }: Ports, meter: Meter): Promise<void> {
  const failing = (await outlets.list(jobId)).filter(({ outlet, health }) =>
    ['failing', 'disabled'].includes(stateOf(health, outlet.definition)),
  );
  const since = failing.map(({ health }) => health.failingSince ?? health.disabled?.at ?? clock.now());
  const silentMs = since.length === 0 ? 0 : clock.now() - Math.min(...since);
  meter.set('muster.outlets.failing', { job: jobId }, failing.length);
  meter.set('muster.outlets.silent', { job: jobId }, Math.max(0, silentMs) / 1_000);
}

/** Every upload that begins below `answeredBelow` is answered, so the first from there on is the oldest of which something waits. */
async function oldestSeconds(jobId: string, { answeredBelow }: JobStatus, { intake, clock }: Ports): Promise<number> {
  for await (const { acceptedAt } of intake.listUploads(jobId, answeredBelow)) {
    return Math.max(0, (clock.now() - acceptedAt) / 1_000);
  }
  return 0;
}

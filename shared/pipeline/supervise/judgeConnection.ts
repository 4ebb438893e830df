/**
 * Whether the target is there. Where everybody fails the timer asks it, each round until it answers: the job's status says
 * since when it is away, and one that is away for long stops the job (spec/engine.md 7.5, "connection lost"; seed 002). Not at
 * once, as refused credentials do: outages end by themselves (decision 0017), and then whoever waits goes on.
 */
import { isOutOfReach } from '../../engine/job/targetOutage';
import { ProvisioningError } from '../../errors';
import { allTotals, type JobStatus } from '../../store/jobs/jobStatus';
import { type JobContexts, tryTarget } from '../jobContext';
import type { Needs } from '../ports';
import { quarantineAtOnce } from '../quarantine/quarantineJob';
import { whyParked } from '../queue/whyParked';
import { freeStranded } from './freeStranded';
import { recentOutcomes } from './recentOutcomes';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'audit'
  | 'operations'
  | 'parking'
  | 'intake'
  | 'index'
  | 'unkept'
  | 'packs'
  | 'agents'
  | 'notify'
  | 'quarantine'
  | 'agentInactiveMs'
>;

/** What came of people longer ago is no reason to ask. */
const LATELY_MS = 5 * 60_000;

export async function judgeConnection(jobId: string, ports: Ports): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return;
  const status = await ports.intake.readStatus(jobId);
  const isAway = status.unreachableSince > 0;
  if (!isAway && allTotals(status).escrowed <= 0) return; // nobody waits for anything
  const outcomes = await recentOutcomes(jobId, ports.clock.now() - LATELY_MS, ports.packs);
  const since = isAway ? status.unreachableSince : outcomes.failingSince;
  const isThere = since !== undefined && (await askTarget(jobId, status, since, ports));
  await freeStranded(jobId, outcomes, isThere, ports);
}

/**
 * @param since when everybody began to fail, milliseconds since the epoch
 * @returns whether the target says that it is there
 */
async function askTarget(jobId: string, status: JobStatus, since: number, ports: Ports): Promise<boolean> {
  const trouble = await connectionTrouble(jobId, ports.contexts);
  const now = ports.clock.now();
  const wasAway = status.unreachableSince > 0;
  if (trouble === undefined || !isOutOfReach(trouble.code)) {
    if (wasAway) await noteBack(jobId, trouble === undefined ? now : status.targetBackAt, ports);
  } else if (wasAway && now - since >= ports.quarantine.unreachableMs) {
    await quarantineAtOnce(jobId, trouble, ports);
    await noteBack(jobId, status.targetBackAt, ports); // the quarantine says it from now on, and when it is lifted it counts anew
  } else {
    const { code, message } = trouble;
    if (wasAway && status.unreachable?.code === code && status.unreachable.message === message) return false;
    if (!wasAway) ports.logger.warn('The target is away', { jobId, since: new Date(since).toISOString(), code });
    const unreachable = { code, message };
    await ports.intake.changeStatus(jobId, (found) => ({ ...found, unreachableSince: since, unreachable }));
  }
  return trouble === undefined;
}

function noteBack(jobId: string, targetBackAt: number, { intake }: Ports): Promise<void> {
  return intake.changeStatus(jobId, ({ unreachable: _, ...found }) => ({
    ...found,
    unreachableSince: 0,
    targetBackAt,
  }));
}

/** @returns what the target says when it does not answer as it should */
export async function connectionTrouble(jobId: string, contexts: JobContexts): Promise<ProvisioningError | undefined> {
  try {
    const context = await contexts.get(jobId);
    if (context !== undefined) await tryTarget(context);
    return undefined;
  } catch (error) {
    if (error instanceof ProvisioningError) return error;
    throw error;
  }
}

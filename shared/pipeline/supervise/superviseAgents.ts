/**
 * The timer's round for a job that is or was run by agents: mail that agents may not send themselves, messages that were
 * left in the agents' queue when the job went back to the service, and a job that nobody works for. Nothing of such a job
 * is lost: its messages wait in its queue for as long as it takes.
 *
 * active -> no agent for `agentQuarantineMs` -> quarantined -> an agent is active again -> active
 */

import type { AgentsMissing } from '../../engine/job/agentActivity';
import type { Job } from '../../store/jobs/jobs';
import { findAgentsMissing } from '../agentWatch';
import { isRunByAgents } from '../jobSettings';
import type { Needs } from '../ports';
import { leaveQuarantine, quarantineJob } from '../quarantine/quarantineJob';
import { JOB_EVENTS } from '../quarantine/quarantineMail';

type Ports = Needs<
  | 'clock'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'audit'
  | 'operations'
  | 'intake'
  | 'agents'
  | 'questions'
  | 'notify'
  | 'quarantine'
  | 'agentInactiveMs'
  | 'agentQuarantineMs'
>;

const DAY_MS = 24 * 3_600_000;
/** An agent that was silent for so long is no longer listed. */
const FORGET_AGENT_MS = 30 * DAY_MS;
/** Longer than anybody waits for an answer. */
const FORGET_QUESTION_MS = 3_600_000;

const AGENTS_MISSING: readonly string[] = [
  'HybridIdentityServiceNoAgentsAssigned',
  'HybridIdentityServiceNoActiveAgents',
] satisfies AgentsMissing[];

/** @returns the job as it is now */
export async function superviseAgents(job: Job, ports: Ports): Promise<Job> {
  if (job.hasAgentQueues !== true) return job;
  await sendNotices(job, ports);
  await clearAway(job.id, ports);
  if (!isRunByAgents(job)) await ports.operations.bringBack(job.id);
  const isWorking = job.state === 'Active' && job.started;
  const missing = isWorking ? await findAgentsMissing(job, ports) : undefined;
  const since = await noteAbsence(job.id, missing !== undefined, ports);
  if (!isWorking) return job;

  const isStoppedForThat = AGENTS_MISSING.includes(job.quarantine?.error?.code ?? '');
  if (missing === undefined && isStoppedForThat) {
    const why = isRunByAgents(job) ? 'An agent is active again.' : 'The job needs no agent any more.';
    await leaveQuarantine(job.id, why, (reason) => reason === job.quarantine?.reason, ports);
  } else if (missing !== undefined && job.quarantine === null && isLong(since, ports)) {
    await quarantineJob(job.id, { reason: 'EncounteredQuarantineException', ...missing }, ports);
  } else return job;
  return (await ports.jobs.get(job.id))?.value ?? job;
}

/** @returns since when no agent is active, by the service's own clock; `undefined` when one is */
async function noteAbsence(jobId: string, isAbsent: boolean, { intake, clock }: Ports) {
  const { agentlessSince } = await intake.readStatus(jobId);
  if (isAbsent === (agentlessSince !== undefined)) return agentlessSince;
  const now = clock.now();
  await intake.changeStatus(jobId, ({ agentlessSince: _, ...status }) =>
    isAbsent ? { ...status, agentlessSince: now } : status,
  );
  return isAbsent ? now : undefined;
}

function isLong(since: number | undefined, { clock, agentQuarantineMs }: Ports): boolean {
  return since !== undefined && clock.now() - since >= agentQuarantineMs;
}

/** What an agent did that the administrator is to be told of: the service has the way to send mail. */
async function sendNotices(job: Job, { agents, notify }: Ports): Promise<void> {
  const events = await agents.notices(job.id);
  for (const event of JOB_EVENTS.filter((one) => events.includes(one))) {
    if (await notify(event, job)) await agents.removeNotice(job.id, event);
  }
}

async function clearAway(jobId: string, { agents, questions, clock }: Ports): Promise<void> {
  const now = clock.now();
  await questions.removeOlder(jobId, now - FORGET_QUESTION_MS);
  for (const agent of await agents.list(jobId)) {
    if (now - agent.seenAt > FORGET_AGENT_MS) await agents.forget(jobId, agent);
  }
}

/** Whether somebody is there to do the work of a job that is run by agents. */
import { type AgentsMissing, type JobActivity, jobActivity, whyNoAgent } from '../engine/job/agentActivity';
import type { Job } from '../store/jobs/jobs';
import { isRunByAgents } from './jobSettings';
import type { Needs } from './ports';

type Ports = Needs<'clock' | 'agents' | 'agentInactiveMs'>;

export async function watchAgents(jobId: string, ports: Ports): Promise<JobActivity> {
  return jobActivity(await ports.agents.list(jobId), ports.clock.now(), ports.agentInactiveMs);
}

/** @returns `undefined` when an agent is active, or none is needed: then no storage call is made */
export async function findAgentsMissing(
  job: Pick<Job, 'id' | 'settings'>,
  ports: Ports,
): Promise<{ readonly code: AgentsMissing; readonly message: string } | undefined> {
  return isRunByAgents(job) ? whyNoAgent(await watchAgents(job.id, ports)) : undefined;
}

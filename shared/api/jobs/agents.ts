/** `GET /muster/jobs/{jobId}/agents`: who does the work of a job near its directory, and when each was last heard of. */

import { agentState, agentTrouble, jobActivity, whyNoAgent } from '../../engine/job/agentActivity';
import { isRunByAgents } from '../../pipeline/jobSettings';
import type { Needs } from '../../pipeline/ports';
import { agentQueueNames } from '../../pipeline/queue/jobQueues';
import type { KnownAgent } from '../../store/jobs/agents';
import type { Call, Reply } from '../http/endpoint';
import { READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from './findJob';

type Ports = Needs<'clock' | 'jobs' | 'agents' | 'agentInactiveMs'>;

export async function listAgents(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const agents = await ports.agents.list(job.id);
  const now = ports.clock.now();
  const isRequired = isRunByAgents(job);
  const activity = jobActivity(agents, now, ports.agentInactiveMs);
  const missing = isRequired ? (whyNoAgent(activity) ?? agentTrouble(activity)) : undefined;
  return {
    status: 200,
    body: {
      isAgentRequired: isRequired,
      state: activity.state,
      errorCode: missing?.code ?? null,
      reason: missing?.message ?? null,
      queues: agentQueueNames(job.id), // what an agent's storage access has to name
      value: agents.map((agent) => toResource(agent, agentState(agent, now, ports.agentInactiveMs))),
    },
  };
}

function toResource(agent: KnownAgent, state: string): object {
  const { name, process, machine, version, startedAt, seenAt, stopped, clockAheadMs, trouble } = agent;
  return {
    name,
    processId: process || null, // of an older agent
    machineName: machine,
    version,
    state,
    startedDateTime: new Date(startedAt).toISOString(),
    lastSeenDateTime: new Date(seenAt).toISOString(),
    stopped,
    clockAheadSeconds: Math.round(clockAheadMs / 1_000),
    errorCode: trouble?.code ?? null,
    reason: trouble?.message ?? null,
  };
}

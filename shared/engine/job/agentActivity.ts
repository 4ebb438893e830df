/**
 * Agents near a directory, as their signs of life show them (spec/engine.md 12): one that was heard of lately is active;
 * one that fell silent, or said that it stops, is inactive. A job is as active as the liveliest of its agents.
 */

/** The last that was heard of an agent. */
export interface AgentSign {
  /** Names it within its job. */
  readonly name: string;
  readonly machine: string;
  /** When, by the storage's clock, milliseconds since the epoch: clocks of agents' machines may be far off. */
  readonly seenAt: number;
  /** It said that it stops. */
  readonly stopped: boolean;
}

export type ActivityState = 'active' | 'inactive';

export interface JobActivity {
  readonly state: ActivityState;
  readonly active: number;
  /** Agents ever heard of and not forgotten since. */
  readonly known: number;
  /** Heard of last; `undefined`: there never was one. */
  readonly latest: AgentSign | undefined;
}

/** @param inactiveMs how long an agent may be silent */
export function agentState({ seenAt, stopped }: AgentSign, now: number, inactiveMs: number): ActivityState {
  return !stopped && now - seenAt <= inactiveMs ? 'active' : 'inactive';
}

export function jobActivity(agents: readonly AgentSign[], now: number, inactiveMs: number): JobActivity {
  const active = agents.filter((agent) => agentState(agent, now, inactiveMs) === 'active').length;
  const [latest] = [...agents].sort((a, b) => b.seenAt - a.seenAt);
  return { state: active > 0 ? 'active' : 'inactive', active, known: agents.length, latest };
}

/** The codes of the service itself (spec/engine.md 11). */
export type AgentsMissing = 'HybridIdentityServiceNoAgentsAssigned' | 'HybridIdentityServiceNoActiveAgents';

/** @returns `undefined` when an agent is active */
export function whyNoAgent({ state, latest }: JobActivity): { code: AgentsMissing; message: string } | undefined {
  if (state === 'active') return undefined;
  if (latest === undefined) {
    const message =
      'The job is run by agents, and none has reported yet. Everything uploaded is kept; ' +
      'start an agent for the job (docs/agent.md) and it is processed.';
    return { code: 'HybridIdentityServiceNoAgentsAssigned', message };
  }
  const { name, machine, seenAt, stopped } = latest;
  const message =
    `No agent of the job is active: ${name} on ${machine} ${stopped ? 'was stopped' : 'was last seen'} at ` +
    `${new Date(seenAt).toISOString()}. Everything uploaded is kept; restart the agent and it is processed.`;
  return { code: 'HybridIdentityServiceNoActiveAgents', message };
}

/**
 * Agents near a directory, as their signs of life show them (spec/engine.md 12): one that was heard of lately is active;
 * one that fell silent, or said that it stops, is inactive. A job is as active as the liveliest of its agents.
 */

/** The last that was heard of an agent. */
export interface AgentSign {
  readonly name: string;
  readonly machine: string;
  /** When, by the storage's clock, milliseconds since the epoch: clocks of agents' machines may be far off. */
  readonly seenAt: number;
  /** It said that it stops. */
  readonly stopped: boolean;
  /** What keeps it from its directory; of one that stopped, why it could not go on. */
  readonly trouble?: AgentTrouble | undefined;
}

/** A failure's code and words. */
export interface AgentTrouble {
  readonly code: string;
  readonly message: string;
}

export type ActivityState = 'active' | 'inactive';

export interface JobActivity {
  readonly state: ActivityState;
  readonly active: number;
  /** Agents ever heard of and not forgotten since. */
  readonly known: number;
  /** Heard of last; `undefined`: there never was one. */
  readonly latest: AgentSign | undefined;
  /** An active one that does not reach its directory. */
  readonly troubled: AgentSign | undefined;
}

/** @param inactiveMs how long an agent may be silent */
export function agentState({ seenAt, stopped }: AgentSign, now: number, inactiveMs: number): ActivityState {
  return !stopped && now - seenAt <= inactiveMs ? 'active' : 'inactive';
}

export function jobActivity(agents: readonly AgentSign[], now: number, inactiveMs: number): JobActivity {
  const active = agents.filter((agent) => agentState(agent, now, inactiveMs) === 'active');
  const [latest] = [...agents].sort((a, b) => b.seenAt - a.seenAt);
  const troubled = active.find(({ trouble }) => trouble !== undefined);
  return {
    state: active.length > 0 ? 'active' : 'inactive',
    active: active.length,
    known: agents.length,
    latest,
    troubled,
  };
}

/** @returns what keeps an agent from its directory although it is active; `undefined` when nothing does */
export function agentTrouble({ troubled }: Pick<JobActivity, 'troubled'>): AgentTrouble | undefined {
  if (troubled?.trouble === undefined) return undefined;
  const { name, machine, trouble } = troubled;
  return {
    code: trouble.code,
    message: `The agent ${name} on ${machine} does not reach its directory: ${trouble.message}`,
  };
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
  const { name, machine, seenAt, stopped, trouble } = latest;
  const [last, remedy] =
    trouble === undefined
      ? [stopped ? 'was stopped' : 'was last seen', 'restart']
      : [stopped ? 'gave up' : 'was last seen', `correct what it says (${trouble.code}: ${trouble.message}), restart`];
  const message =
    `No agent of the job is active: ${name} on ${machine} ${last} at ` +
    `${new Date(seenAt).toISOString()}. Everything uploaded is kept; ${remedy} the agent and it is processed.`;
  return { code: 'HybridIdentityServiceNoActiveAgents', message };
}

/** What the service says of a job with two agents, one of which it has not heard of for long: the story's own job needs none. */
import type { Agent, Agents } from '../../../console/api/agents';

const AGENT: Agent = {
  name: 'site-a',
  processId: 4_711,
  machineName: 'DC-A01',
  version: '0.1.0',
  state: 'active',
  startedDateTime: '2026-01-15T09:30:00.000Z',
  lastSeenDateTime: '2026-01-15T10:30:00.000Z',
  stopped: false,
  clockAheadSeconds: 0,
  errorCode: null,
  reason: null,
};

export const TWO_AGENTS: Agents = {
  isAgentRequired: true,
  state: 'active',
  errorCode: null,
  reason: null,
  queues: { operations: 'operations-0a1b2c', poison: 'operations-0a1b2c-poison' },
  value: [
    { ...AGENT, clockAheadSeconds: 42 },
    {
      ...AGENT,
      name: 'site-b',
      machineName: 'DC-B01',
      state: 'inactive',
      errorCode: 'AgentInactive',
      reason: 'The agent site-b was last heard of an hour ago.',
    },
  ],
};

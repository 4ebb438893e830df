import {
  type AgentSign,
  agentState,
  agentTrouble,
  jobActivity,
  whyNoAgent,
} from '../../../shared/engine/job/agentActivity';

const NOW = Date.parse('2026-01-15T09:30:00Z');
const INACTIVE_MS = 90_000;

const sign = (secondsAgo: number, more: Partial<AgentSign> = {}): AgentSign => ({
  name: 'agent-1',
  machine: 'SRV1',
  seenAt: NOW - secondsAgo * 1_000,
  stopped: false,
  ...more,
});

const REFUSED = { code: 'InvalidCredentials', message: 'The domain refuses the password.' };
const AWAY = { code: 'EndpointUnavailable', message: 'No controller answers.' };

describe('agentState', () => {
  test.each([
    { name: 'heard of just now', agent: sign(0), state: 'active' },
    { name: 'silent for as long as is allowed', agent: sign(90), state: 'active' },
    { name: 'silent for longer', agent: sign(91), state: 'inactive' },
    { name: 'heard of ahead of our clock', agent: sign(-30), state: 'active' },
    { name: 'that said it stops', agent: sign(1, { stopped: true }), state: 'inactive' },
  ])('an agent $name is $state', ({ agent, state }) => {
    expect(agentState(agent, NOW, INACTIVE_MS)).toBe(state);
  });
});

describe('jobActivity', () => {
  test.each([
    { name: 'none', agents: [], expected: { state: 'inactive', active: 0, known: 0, latest: undefined } },
    {
      name: 'one of two active',
      agents: [sign(300), sign(20, { name: 'agent-2' })],
      expected: { state: 'active', active: 1, known: 2, latest: { name: 'agent-2' } },
    },
    {
      name: 'none of two active',
      agents: [sign(100), sign(300, { name: 'agent-2' })],
      expected: { state: 'inactive', active: 0, known: 2, latest: { name: 'agent-1' } },
    },
  ])('of a job with agents: $name', ({ agents, expected }) => {
    expect(jobActivity(agents, NOW, INACTIVE_MS)).toMatchObject(expected);
  });
});

describe('whyNoAgent', () => {
  test.each([
    { name: 'nothing to say when one is active', agents: [sign(1)], expected: undefined },
    {
      name: 'that there never was one',
      agents: [],
      expected: {
        code: 'HybridIdentityServiceNoAgentsAssigned',
        message:
          'The job is run by agents, and none has reported yet. Everything uploaded is kept; start an agent for the job (docs/agent.md) and it is processed.',
      },
    },
    {
      name: 'since when the last one is silent',
      agents: [sign(600), sign(3_600, { name: 'agent-2' })],
      expected: {
        code: 'HybridIdentityServiceNoActiveAgents',
        message:
          'No agent of the job is active: agent-1 on SRV1 was last seen at 2026-01-15T09:20:00.000Z. Everything uploaded is kept; restart the agent and it is processed.',
      },
    },
    {
      name: 'that the last one was stopped',
      agents: [sign(60, { stopped: true })],
      expected: {
        code: 'HybridIdentityServiceNoActiveAgents',
        message:
          'No agent of the job is active: agent-1 on SRV1 was stopped at 2026-01-15T09:29:00.000Z. Everything uploaded is kept; restart the agent and it is processed.',
      },
    },
    {
      name: 'what the last one said before it fell silent',
      agents: [sign(600, { trouble: AWAY })],
      expected: {
        code: 'HybridIdentityServiceNoActiveAgents',
        message:
          'No agent of the job is active: agent-1 on SRV1 was last seen at 2026-01-15T09:20:00.000Z. Everything uploaded is kept; correct what it says (EndpointUnavailable: No controller answers.), restart the agent and it is processed.',
      },
    },
    {
      name: 'why the last one gave up',
      agents: [sign(60, { stopped: true, trouble: REFUSED }), sign(600, { name: 'agent-2' })],
      expected: {
        code: 'HybridIdentityServiceNoActiveAgents',
        message:
          'No agent of the job is active: agent-1 on SRV1 gave up at 2026-01-15T09:29:00.000Z. Everything uploaded is kept; correct what it says (InvalidCredentials: The domain refuses the password.), restart the agent and it is processed.',
      },
    },
  ])('says $name', ({ agents, expected }) => {
    expect(whyNoAgent(jobActivity(agents, NOW, INACTIVE_MS))).toEqual(expected);
  });
});

describe('agentTrouble', () => {
  test.each([
    { name: 'of active agents that reach their directory: none', agents: [sign(1), sign(2)], expected: undefined },
    {
      name: 'of an active one that does not',
      agents: [sign(1), sign(2, { name: 'agent-2', machine: 'SRV2', trouble: AWAY })],
      expected: {
        code: 'EndpointUnavailable',
        message: 'The agent agent-2 on SRV2 does not reach its directory: No controller answers.',
      },
    },
    {
      name: 'of one that is inactive: none beside one that works',
      agents: [sign(1), sign(600, { name: 'agent-2', trouble: AWAY }), sign(5, { stopped: true, trouble: REFUSED })],
      expected: undefined,
    },
  ])('$name', ({ agents, expected }) => {
    expect(agentTrouble(jobActivity(agents, NOW, INACTIVE_MS))).toEqual(expected);
  });
});

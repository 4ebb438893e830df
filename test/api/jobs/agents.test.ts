/** What clients see of a job that is run by agents, and what they can ask through one. */
import { answerPlan } from '../../../shared/api/preview/plan';
import { ProvisioningError } from '../../../shared/errors';
import { agentQueueNames } from '../../../shared/pipeline/queue/jobQueues';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { agentQueue, openAgent, runByAgents, type WorkbenchAgent } from '../../support/agents';
import {
  ADMINISTRATOR,
  type Answer,
  type FunctionHost,
  JOB,
  JOBS,
  MUSTER_JOB,
  openFunctions,
  READER,
  UPLOADER,
} from '../../support/functionHost';
import { callOf, refusal } from '../../support/httpCall';
import { scenesOf } from '../../support/scenes';
import { bulkBody, createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';
import { seededRandom } from '../../support/world';

let bench: Workbench;
let host: FunctionHost;
let agent: WorkbenchAgent;
beforeEach(async () => {
  bench = await createWorkbench({ AGENT_ANSWER_SECONDS: '200' });
  host = await openFunctions(bench, ['jobs', 'jobActions', 'jobStates', 'provisionOnDemand', 'schema']);
  await runByAgents(bench, true);
  agent = openAgent(bench, 'agent-1');
});

/** Asks while agents look for questions. */
async function answeredBy<T>(agents: readonly WorkbenchAgent[], ask: () => Promise<T>): Promise<T> {
  let isDone = false;
  const asked = ask().finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await Promise.all(agents.map((one) => one.answer()));
  }
  return asked;
}

const settings = (value: string) => [{ name: 'issynchronizationagentrequired', value }];

describe('turning a job over to agents', () => {
  test('is a setting, under any spelling of its name, when a job is made', async () => {
    const body = { templateId: 'API2AD', synchronizationJobSettings: settings('true') };
    const { status, body: job } = await host.call(`POST ${JOBS}`, { body });
    expect(status).toBe(201);
    expect(job.synchronizationJobSettings).toContainEqual({ name: 'IsSynchronizationAgentRequired', value: 'true' });
    expect(job.status).toMatchObject({
      agents: { state: 'inactive', activeCount: 0, errorCode: 'HybridIdentityServiceNoAgentsAssigned' },
    });
  });

  test('and later; the queues of its agents are there before the first message', async () => {
    await runByAgents(bench, false);
    expect((await host.call(`PATCH ${JOB}`, { body: { synchronizationJobSettings: settings('True') } })).status).toBe(
      204,
    );
    await bench.upload([person('a')]);
    expect(await agentQueue(bench).approximateCount()).toBe(1);
    expect(
      (
        await host.call(`PATCH ${JOB}`, {
          body: { synchronizationJobSettings: [{ name: 'IsSynchronizationAgentRequired', value: null }] },
        })
      ).status,
    ).toBe(204);
    expect((await host.call(`GET ${JOB}`)).body.status).not.toHaveProperty('agents');
  });

  test('takes True or False and nothing else', async () => {
    const { status, error } = await host.call(`PATCH ${JOB}`, {
      body: { synchronizationJobSettings: settings('maybe') },
    });
    expect(status).toBe(400);
    expect(error.message).toBe(
      'synchronizationJobSettings[0].value must be True or False for IsSynchronizationAgentRequired, got "maybe".',
    );
  });
});

describe('the agents of a job', () => {
  const list = async () => (await host.call(`GET ${MUSTER_JOB}/agents`, { roles: READER })).body;

  test('are listed, each with its state and when it was last heard of', async () => {
    await openAgent(bench, 'agent-2').report();
    bench.clock.advance(100_000);
    await agent.report();
    expect(await list()).toEqual({
      isAgentRequired: true,
      state: 'active',
      errorCode: null,
      reason: null,
      queues: agentQueueNames(JOB_ID),
      value: [
        {
          name: 'agent-1',
          processId: 'agent-1',
          machineName: 'SRV1',
          version: '1.0.0',
          state: 'active',
          startedDateTime: '2026-01-15T09:30:00.000Z',
          lastSeenDateTime: '2026-01-15T09:31:40.000Z',
          stopped: false,
          clockAheadSeconds: 0,
          errorCode: null,
          reason: null,
        },
        {
          name: 'agent-2',
          processId: 'agent-2',
          machineName: 'SRV1',
          version: '1.0.0',
          state: 'inactive',
          startedDateTime: '2026-01-15T09:30:00.000Z',
          lastSeenDateTime: '2026-01-15T09:30:00.000Z',
          stopped: false,
          clockAheadSeconds: 0,
          errorCode: null,
          reason: null,
        },
      ],
    });
  });

  test('when none is active, list and job say so and what to do', async () => {
    await agent.report(true);
    const told = {
      state: 'inactive',
      errorCode: 'HybridIdentityServiceNoActiveAgents',
      reason:
        'No agent of the job is active: agent-1 on SRV1 was stopped at 2026-01-15T09:30:00.000Z. Everything uploaded is kept; restart the agent and it is processed.',
    };
    expect(await list()).toMatchObject(told);
    const { status } = (await host.call(`GET ${JOB}`)).body as { status: object };
    expect(status).toMatchObject({
      agents: { ...told, activeCount: 0, knownCount: 1, lastSeenDateTime: '2026-01-15T09:30:00.000Z' },
    });
  });

  test('what keeps one from its directory is told of it, and of the job', async () => {
    const reason = 'The domain refuses the password.';
    await agent.report(true, { code: 'InvalidCredentials', message: reason });
    expect(await list()).toMatchObject({
      state: 'inactive',
      reason: expect.stringContaining(`correct what it says (InvalidCredentials: ${reason}), restart the agent`),
      value: [{ name: 'agent-1', stopped: true, errorCode: 'InvalidCredentials', reason }],
    });
    await openAgent(bench, 'agent-2').report(false, { code: 'EndpointUnavailable', message: 'No controller answers.' });
    const told = {
      state: 'active',
      errorCode: 'EndpointUnavailable',
      reason: 'The agent agent-2 on SRV1 does not reach its directory: No controller answers.',
    };
    expect(await list()).toMatchObject(told);
    expect((await host.call(`GET ${JOB}`)).body.status).toMatchObject({ agents: told });
  });

  test('are the queues of another name for another job, which a queue may have', () => {
    const { operations, poison } = agentQueueNames('API2AD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.1');
    expect(operations).toMatch(/^agent-[0-9a-f]{32}$/);
    expect(poison).toBe(`${operations}-poison`);
    expect(agentQueueNames(JOB_ID).operations).not.toBe(operations);
  });

  test('are not shown to whoever may only upload', async () => {
    expect((await host.call(`GET ${MUSTER_JOB}/agents`, { roles: UPLOADER })).status).toBe(403);
  });

  test('that were silent for a month are forgotten', async () => {
    await agent.report();
    const other = openAgent(bench, 'agent-2'); // started as long ago, and alive
    bench.clock.advance(31 * 24 * 3_600_000);
    await other.report();
    await bench.supervise();
    expect((await list()).value).toMatchObject([{ name: 'agent-2' }]);
  });
});

describe('on-demand provisioning', () => {
  async function ask(subject: object, more: object = {}): Promise<Answer> {
    const ruleId = (await bench.services.house.contexts.find(JOB_ID))?.compiled.ruleId;
    const body = { parameters: [{ ruleId, subjects: [{ objectTypeName: 'User', ...subject }] }], ...more };
    return host.call(`POST ${JOB}/provisionOnDemand`, { body });
  }
  const result = ({ body }: Answer) => (JSON.parse(String(body.value)) as object[])[0];

  test('is done by an agent, with every step, and stands in the log', async () => {
    await agent.report();
    const answer = await answeredBy([agent], () => ask({ data: person('a') }));
    expect(answer.status).toBe(200);
    expect(result(answer)).toMatchObject({ action: 'Create', dryRun: false, statusInfo: { status: 'Success' } });
    expect(await scenesOf(bench).log('a')).toEqual(['a create success']);
  });

  test('with dryRun nothing is written', async () => {
    await agent.report();
    const answer = await answeredBy([agent], () => ask({ data: person('a') }, { dryRun: true }));
    expect(result(answer)).toMatchObject({ action: 'Create', dryRun: true });
    expect(await bench.log()).toEqual([]);
  });

  test('is done once, though two agents look for questions', async () => {
    const other = openAgent(bench, 'agent-2');
    await agent.report();
    await other.report();
    await answeredBy([agent, other], () => ask({ data: person('a') }));
    expect(await scenesOf(bench).log('a')).toEqual(['a create success']);
  });

  test('of somebody unknown is 404, without asking an agent', async () => {
    expect((await ask({ objectId: 'nobody' })).status).toBe(404);
  });

  test('fails at its first step when no agent is active, and says why', async () => {
    expect(result(await ask({ data: person('a') }))).toMatchObject({
      statusInfo: { status: 'Failure', errorCode: 'HybridIdentityServiceNoAgentsAssigned' },
    });
  });

  test('fails when no agent takes the question in time: then nothing is done, and the question is gone', async () => {
    await agent.report();
    const answer = await ask({ data: person('a') });
    expect(result(answer)).toMatchObject({ statusInfo: { status: 'Failure', errorCode: 'TimeOut' } });
    expect(JSON.stringify(result(answer))).toContain(
      'No agent took the question within 200 seconds, and nothing was done.',
    );
    expect(await agent.answer()).toBe(0);
    expect(await bench.log()).toEqual([]);
  });

  test('that comes as the job goes back to the service is told to be asked again', async () => {
    await agent.report();
    const { questions } = bench.services.house;
    const question = { anchor: 'a', data: person('a'), dryRun: false };
    await questions.ask(JOB_ID, 'q-1', { kind: 'provision', question }, bench.clock.now());
    await runByAgents(bench, false);
    await agent.answer();
    expect(await questions.state(JOB_ID, 'q-1')).toMatchObject({
      answer: { failure: { message: 'The job is not run by agents any more; ask again.' } },
    });
  });

  test('that an agent takes and dies with says who has it', async () => {
    await agent.report();
    const { questions } = bench.services.house;
    const asked = ask({ data: person('a') });
    for (let taken = false; !taken; ) {
      const [question] = await questions.open(JOB_ID);
      taken = question !== undefined && (await questions.take(JOB_ID, question, agent.name)) !== undefined;
    }
    expect(JSON.stringify(result(await asked))).toContain('The agent agent-1 took the question and has not answered');
  });
});

describe('what only the directory can tell', () => {
  const target = (change: Partial<ReturnType<typeof createDirectoryTarget>>) => ({
    ...createDirectoryTarget(bench.services.directory, seededRandom()),
    ...change,
  });

  test('its credentials are tried by an agent', async () => {
    await agent.report();
    const body = { useSavedCredentials: true };
    expect((await answeredBy([agent], () => host.call(`POST ${JOB}/validateCredentials`, { body }))).status).toBe(204);
  });

  test('what the directory says to the agent is answered word for word', async () => {
    const refuse = async () => {
      throw new ProvisioningError('InvalidCredentials', 'The domain refuses the password.');
    };
    agent = openAgent(bench, 'agent-1', { target: target({ testConnection: refuse }) });
    await agent.report();
    const { status, error } = await answeredBy([agent], () => host.call(`POST ${JOB}/validateCredentials`));
    expect([status, error.message]).toEqual([400, 'The domain refuses the password.']);
    expect(error.details).toMatchObject([{ code: 'InvalidCredentials' }]);
  });

  test('a fault of the agent itself is told, too', async () => {
    const fail = async () => {
      throw new TypeError('no such thing');
    };
    agent = openAgent(bench, 'agent-1', { target: target({ testConnection: fail }) });
    await agent.report();
    const { error } = await answeredBy([agent], () => host.call(`POST ${JOB}/validateCredentials`));
    expect(error.details).toMatchObject([{ code: 'AgentSignalingError', message: 'The agent failed: no such thing' }]);
  });

  test('credentials sent along are refused: the agent holds its own', async () => {
    const body = { credentials: [{ key: 'Password', value: 'x' }] };
    const { status, error } = await host.call(`POST ${JOB}/validateCredentials`, { body });
    expect(status).toBe(400);
    expect(error.message).toContain('which hold the credentials themselves');
  });

  test('its attributes are read by an agent', async () => {
    const attributes = [{ name: 'extensionAttribute9' }] as never;
    agent = openAgent(bench, 'agent-1', { target: target({ discover: async () => attributes }) });
    await agent.report();
    const schema = (await bench.services.house.jobs.getSchema(JOB_ID))?.value;
    const id = schema?.synchronizationRules[0]?.targetDirectoryName;
    const directory = schema?.directories.find(({ name }) => name === id);
    const answer = await answeredBy([agent], () =>
      host.call(`POST ${JOB}/schema/directories/${directory?.id}/discover`),
    );
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).toContain('extensionAttribute9');
  });

  test('a plan is made by an agent, and refused with the reason when none is active', async () => {
    const plan = () =>
      answerPlan(
        callOf({
          method: 'POST',
          params: { jobId: JOB_ID },
          roles: ADMINISTRATOR,
          headers: { 'content-type': 'application/scim+json' },
          body: JSON.stringify(bulkBody([person('a')])),
        }),
        bench.services.house,
        bench.services.limits.plan,
      );
    expect(await refusal(plan)).toMatchObject({
      status: 400,
      code: 'HybridIdentityServiceNoAgentsAssigned',
      message: expect.stringContaining('start an agent for the job'),
    });
    await agent.report();
    const { bytes } = await answeredBy([agent], plan);
    const lines = Buffer.from(bytes ?? [])
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { kind: 'person', externalId: 'a', action: 'create' },
      { kind: 'totals', create: 1, stopped: null },
    ]);
  });

  test('a question that this agent is too old for is told as that', async () => {
    await agent.report();
    const { questions } = bench.services.house;
    await questions.ask(JOB_ID, 'q-1', { kind: 'dance' }, bench.clock.now());
    await agent.answer();
    expect(await questions.state(JOB_ID, 'q-1')).toEqual({
      kind: 'answered',
      answer: {
        ok: false,
        failure: { code: 'AgentSignalingError', message: 'The agent does not know this question; update the agent.' },
      },
    });
  });

  test('a question nobody came back for is removed after an hour', async () => {
    const { questions } = bench.services.house;
    await questions.ask(JOB_ID, 'q-1', { kind: 'discover' }, bench.clock.now());
    bench.clock.advance(3_600_000);
    await bench.supervise();
    expect(await questions.state(JOB_ID, 'q-1')).toEqual({ kind: 'gone' });
  });
});

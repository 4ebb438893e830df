/** Jobs that are run by agents: who works on what, and what becomes of it when nobody does. */

import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { superviseAgents } from '../../../shared/pipeline/supervise/superviseAgents';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { readReceipt } from '../../../shared/pipeline/uploads/readReceipt';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { agentQueue, HOLD_SECONDS, openAgent, runByAgents, type WorkbenchAgent } from '../../support/agents';
import { temporaryMailFolder } from '../../support/mailFolder';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';
import { seededRandom } from '../../support/world';

let bench: Workbench;
let scenes: Scenes;
let agent: WorkbenchAgent;
beforeEach(async () => {
  bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '0' });
  scenes = scenesOf(bench);
  await runByAgents(bench, true);
  agent = openAgent(bench, 'agent-1');
});

const service = () => bench.storage.queue(OPERATIONS_QUEUE);
const waiting = async () => ({
  service: await service().approximateCount(),
  agents: await agentQueue(bench).approximateCount(),
});

/** Entries by person, oldest first: `a create success`. */
const log = async () => [...(await scenes.log())].reverse();

/** Rounds of the timer, with the agent at work after each. */
async function rounds(count: number, ...agents: readonly WorkbenchAgent[]): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    for (const one of agents) await one.report();
    await bench.supervise();
    for (const one of agents) await one.drain();
  }
}

describe('the messages of a job that is run by agents', () => {
  test('wait in a queue of their own, which the service does not read', async () => {
    await bench.upload([person('a')]);
    expect(await waiting()).toEqual({ service: 0, agents: 1 });
    await bench.drain();
    expect(await log()).toEqual([]);
  });

  test('are worked on by an agent, down to the end of the cycle', async () => {
    await bench.upload([person('a'), person('b')]);
    await agent.report();
    expect(await agent.drain()).toBe(1);
    expect(await log()).toEqual(['a create success', 'b create success']);
    await rounds(1, agent);
    expect(await scenes.isRunning()).toBe(false);
  });

  test('are shared by several agents, each operation answered once', async () => {
    const other = openAgent(bench, 'agent-2');
    const ids = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    for (const id of ids) await bench.upload([person(id)]);
    const taken = [await agent.take(10), await other.take(10)];
    expect(taken.map((messages) => messages.length)).toEqual([10, 10]);
    const workers = [agent, other] as const;
    await Promise.all(
      taken.flatMap((messages, index) => messages.map((message) => workers[index === 0 ? 0 : 1].workOn(message))),
    );
    expect((await log()).sort()).toEqual(ids.map((id) => `${id} create success`));
  });

  test('come to another agent when the first dies with them in hand', async () => {
    await bench.upload([person('a')]);
    await agent.take(1);
    const other = openAgent(bench, 'agent-2');
    expect(await other.drain()).toBe(0);
    bench.clock.advance(HOLD_SECONDS * 1_000);
    expect(await other.drain()).toBe(1);
    expect(await log()).toEqual(['a create success']);
  });

  test('are not carried out twice when the first dies after its work and before it could say so', async () => {
    await bench.upload([person('a')]);
    for (const message of await agent.take(1)) await agent.workOn(message);
    bench.clock.advance(HOLD_SECONDS * 1_000);
    expect(await openAgent(bench, 'agent-2').drain()).toBe(1);
    expect(await log()).toEqual(['a create success']);
  });

  test('are parked while the job is paused, and go back to the agents when it goes on', async () => {
    await scenes.changeJob({ state: 'Paused' });
    await bench.upload([person('a')]);
    await agent.drain();
    expect(await log()).toEqual([]);
    expect(await waiting()).toEqual({ service: 0, agents: 0 });

    await scenes.changeJob({ state: 'Active' });
    bench.clock.advance(MINUTE);
    await rounds(1, agent);
    expect(await log()).toEqual(['a create success']);
  });
});

describe('retries, references and people evaluated anew', () => {
  test('are the agents’ work too', async () => {
    await bench.upload([person('a', { userName: 'a@elsewhere.example' }), person('b')]);
    await rounds(2, agent);
    bench.clock.advance(6 * HOUR);
    await rounds(2, agent);
    await scenes.restart('Watermark');
    bench.clock.advance(10_000);
    await rounds(2, agent);
    expect(await scenes.log('a')).toEqual(['a create failure', 'a create failure', 'a create failure']);
    expect(await waiting()).toEqual({ service: 0, agents: 0 });
  });

  test('of a deletion: it is held, counted by the service, and carried out by the agent', async () => {
    await bench.upload([person('a')]);
    await rounds(1, agent);
    await bench.upload([person('a', { active: false })]);
    await rounds(3, agent);
    expect(await scenes.enabled('a')).toBe(false);
  });
});

describe('while no agent is active', () => {
  const receipt = async (first: number) => {
    const found = await readReceipt(await scenes.job(), first, bench.services.house);
    return found?.waiting;
  };

  test('the receipt says so, since when, and what to do', async () => {
    const { upload } = await bench.upload([person('a')]);
    expect(await receipt(upload.first)).toBe(
      'The job is run by agents, and none has reported yet. Everything uploaded is kept; start an agent for the job (docs/agent.md) and it is processed.',
    );
    await agent.report();
    expect(await receipt(upload.first)).toContain('The upload is queued and will be processed in a moment');
    bench.clock.advance(91_000);
    expect(await receipt(upload.first)).toBe(
      'No agent of the job is active: agent-1 on SRV1 was last seen at 2026-01-15T09:30:00.000Z. Everything uploaded is kept; restart the agent and it is processed.',
    );
    await agent.report(true);
    expect(await receipt(upload.first)).toContain('agent-1 on SRV1 was stopped at 2026-01-15T09:31:31.000Z');
    await agent.report();
    await agent.drain();
    expect(await receipt(upload.first)).toBeUndefined();
  });

  test('the receipt says why the last one gave up, and what is to be corrected', async () => {
    const { upload } = await bench.upload([person('a')]);
    await agent.report(true, { code: 'InvalidCredentials', message: 'The domain refuses the password.' });
    expect(await receipt(upload.first)).toBe(
      'No agent of the job is active: agent-1 on SRV1 gave up at 2026-01-15T09:30:00.000Z. Everything uploaded is kept; correct what it says (InvalidCredentials: The domain refuses the password.), restart the agent and it is processed.',
    );
  });

  test('a pause is what the receipt tells of a job that is paused', async () => {
    const { upload } = await bench.upload([person('a')]);
    await scenes.changeJob({ state: 'Paused' });
    expect(await receipt(upload.first)).toBe('The job is paused; start it and the upload is processed.');
  });

  test('everything is kept, and the timer piles nothing up', async () => {
    await bench.upload([person('a', { userName: 'a@elsewhere.example' })]);
    await rounds(2, agent);
    bench.clock.advance(6 * HOUR);
    await bench.upload([person('b')]);
    for (let round = 0; round < 40; round += 1) {
      bench.clock.advance(15_000);
      await superviseJobs(bench.services.house);
    }
    expect(await waiting()).toEqual({ service: 0, agents: 1 });
    await rounds(2, agent);
    expect(await scenes.log('b')).toEqual(['b create success']);
    expect(await scenes.log('a')).toEqual(['a create failure', 'a create failure']);
  });

  test('numbers are not given up, however long it takes: what waits for an agent is there', async () => {
    await bench.upload([person('a')]);
    for (let quarter = 0; quarter < 8; quarter += 1) {
      bench.clock.advance(15 * MINUTE);
      await superviseJobs(bench.services.house);
    }
    expect(await scenes.isRunning()).toBe(true);
    expect(bench.logger.lines.filter(({ message }) => message.includes('given up'))).toEqual([]);
    await rounds(3, agent);
    expect(await log()).toEqual(['a create success']);
    expect(await scenes.isRunning()).toBe(false);
  });
});

describe('a job without an active agent for an hour', () => {
  beforeEach(async () => {
    await bench.upload([person('a')]);
    await bench.upload([person('a', { title: 'Newest' })]);
    await bench.supervise();
  });

  test('is quarantined, with the reason and the way out', async () => {
    bench.clock.advance(HOUR - 15_000 - 1);
    await bench.supervise();
    expect((await scenes.job()).quarantine).toBeNull();
    await bench.supervise();
    expect((await scenes.job()).quarantine).toMatchObject({
      reason: 'EncounteredQuarantineException',
      error: { code: 'HybridIdentityServiceNoAgentsAssigned', message: expect.stringContaining('start an agent') },
    });
  });

  test('goes on by itself when an agent is active again, in order', async () => {
    await agent.report(true);
    bench.clock.advance(HOUR);
    await bench.supervise();
    expect((await scenes.job()).quarantine?.error?.code).toBe('HybridIdentityServiceNoActiveAgents');
    await rounds(3, agent);
    expect((await scenes.job()).quarantine).toBeNull();
    expect(await log()).toEqual(['a create success', 'a update success']);
    expect((await scenes.person('a')).sequence).toBe(2);
    expect(await waiting()).toEqual({ service: 0, agents: 0 });
  });

  test('counts the hour anew when an agent was active in between', async () => {
    bench.clock.advance(50 * MINUTE);
    await rounds(1, agent);
    bench.clock.advance(50 * MINUTE);
    await bench.supervise();
    bench.clock.advance(50 * MINUTE);
    await bench.supervise();
    expect((await scenes.job()).quarantine).toBeNull();
  });

  test('is not lifted out of a quarantine that has another reason', async () => {
    await scenes.changeJob({
      quarantine: {
        reason: 'QuarantinedOnDemand',
        seriesBegan: bench.clock.now(),
        currentBegan: bench.clock.now(),
        seriesCount: 0,
        nextAttempt: bench.clock.now() + HOUR,
        error: null,
      },
    });
    await rounds(2, agent);
    expect((await scenes.job()).quarantine?.reason).toBe('QuarantinedOnDemand');
  });

  test('needs no agent any more when it goes back to the service', async () => {
    bench.clock.advance(HOUR);
    await bench.supervise();
    expect((await scenes.job()).quarantine).not.toBeNull();
    await runByAgents(bench, false);
    await bench.supervise(3);
    expect((await scenes.job()).quarantine).toBeNull();
    expect(await log()).toEqual(['a create success', 'a update success']);
  });
});

describe('a directory that refuses the agent', () => {
  const folder = temporaryMailFolder();
  afterAll(() => folder.remove());

  test('quarantines the job, and the service tells of it by mail, once', async () => {
    bench = await createWorkbench({ MAIL_FOLDER: folder.path });
    scenes = scenesOf(bench);
    await runByAgents(bench, true);
    const directory = createDirectoryTarget(bench.services.directory, seededRandom());
    const find = async () => {
      throw new ProvisioningError('InvalidCredentials', 'The domain refuses the password.');
    };
    agent = openAgent(bench, 'agent-1', { target: { ...directory, find } });
    await bench.upload([person('a')]);
    await agent.report();
    await agent.drain();
    expect((await scenes.job()).quarantine?.error?.message).toBe('The domain refuses the password.');
    expect(folder.mails()).toEqual([]); // an agent has no way to send any
    await bench.supervise(3);
    expect(folder.mails().map(({ text }) => text.includes('The domain refuses the password.'))).toEqual([true]);
  });
});

test('an agent’s word for the mail is taken away when the mail is sent, and not before', async () => {
  const { house } = bench.services;
  await house.agents.leaveNotice(JOB_ID, 'quarantined');
  const job = await scenes.job();
  const dying = { ...house, notify: () => Promise.reject(new Error('The process dies.')) };
  await expect(superviseAgents(job, dying)).rejects.toThrow('dies');
  expect(await house.agents.notices(JOB_ID)).toEqual(['quarantined']);
  await superviseAgents(job, { ...house, notify: async () => false });
  expect(await house.agents.notices(JOB_ID)).toEqual(['quarantined']);
  await superviseAgents(job, { ...house, notify: async () => true });
  expect(await house.agents.notices(JOB_ID)).toEqual([]);
});

describe('a switch while messages wait', () => {
  test('to agents: what the service still receives is handed over', async () => {
    await runByAgents(bench, false);
    await bench.upload([person('a')]);
    await bench.upload([person('b')]);
    expect(await waiting()).toEqual({ service: 2, agents: 0 });
    await runByAgents(bench, true);
    await bench.upload([person('a', { title: 'Newest' })]);
    await bench.drain();
    expect(await waiting()).toEqual({ service: 0, agents: 3 });
    await agent.drain();
    expect((await scenes.person('a')).sequence).toBe(3);
    expect((await log()).sort()).toEqual(['a create success', 'a update success', 'b create success']);
  });

  test('to the service: the timer brings back what waits for agents', async () => {
    await bench.upload([person('a')]);
    await bench.upload([person('a', { title: 'Newest' })]);
    await runByAgents(bench, false);
    await bench.upload([person('b')]);
    await bench.supervise();
    expect(await waiting()).toEqual({ service: 0, agents: 0 });
    expect((await log()).sort()).toEqual(['a create success', 'a update success', 'b create success']);
    expect((await scenes.person('a')).sequence).toBe(2);
  });

  test('to the service: an agent that has not heard of it hands its messages over', async () => {
    await bench.upload([person('a')]);
    const [message] = await agent.take(1);
    await runByAgents(bench, false);
    if (message === undefined) throw new Error('There was no message.');
    await agent.workOn(message);
    expect(await service().approximateCount()).toBe(1);
    await bench.drain();
    expect(await log()).toEqual(['a create success']);
  });

  test('what an agent took and died with comes back too, when its time has run out', async () => {
    await bench.upload([person('a')]);
    await agent.take(1);
    await runByAgents(bench, false);
    await bench.supervise();
    expect(await log()).toEqual([]);
    expect(await scenes.isRunning()).toBe(true);
    bench.clock.advance(HOLD_SECONDS * 1_000);
    await bench.supervise();
    expect(await log()).toEqual(['a create success']);
  });
});

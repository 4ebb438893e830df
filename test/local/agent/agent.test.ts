import { type Agent, AgentError, startAgent } from '../../../local/agent/agent';
import { buildServices, OPERATIONS_QUEUE, type Services } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { ensureReadyJob } from '../../../shared/pipeline/jobs/ensureReadyJob';
import { updateJob } from '../../../shared/pipeline/jobs/updateJob';
import { agentQueueNames } from '../../../shared/pipeline/queue/jobQueues';
import { acceptBulkUpload } from '../../../shared/pipeline/uploads/acceptBulkUpload';
import { readSettings } from '../../../shared/settings';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { createMemoryStorage, type MemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { eventually } from '../../support/eventually';
import { type QuickClock, quickClock } from '../../support/quickClock';
import { bulkBody, CLIENT_ID, JOB_ID, PRINCIPAL_ID, person, TENANT_ID } from '../../support/workbench';
import { seededRandom } from '../../support/world';
import { RecordingLogger } from '../support/recordingLogger';

/** Time runs quickly here, but not so quickly that a busy machine loses an agent or an answer: 72 s and 4 s of the world's. */
const QUICK = 50;
const settings = readSettings({
  AzureWebJobsStorage: 'in memory',
  TENANT_ID,
  VERIFIED_DOMAINS: 'adatum.example',
  AGENT_INACTIVE_SECONDS: '3600',
  AGENT_ANSWER_SECONDS: '200',
});

let clock: QuickClock;
let storage: MemoryStorage;
let service: Services;
let logger: RecordingLogger;
let agent: Agent | undefined;
let processes = 0;

beforeEach(async () => {
  clock = quickClock(QUICK);
  storage = createMemoryStorage({ clock });
  logger = new RecordingLogger();
  service = buildServices(settings, { storage, clock, logger, random: seededRandom() });
  await service.ready();
  const names = { servicePrincipalId: PRINCIPAL_ID, appId: CLIENT_ID, displayName: 'HR', jobId: JOB_ID };
  const wanted = { ...names, ownerAppIds: [CLIENT_ID], notificationEmail: 'admin@adatum.example' };
  await ensureReadyJob(wanted, service.house);
});
afterEach(async () => {
  await agent?.stop(10_000);
  agent = undefined;
});

/** @param change what its directory does otherwise than the embedded one */
async function start(change: Partial<Target> = {}, jobId = JOB_ID, aheadMs = 0): Promise<void> {
  const target = { ...createDirectoryTarget(service.directory, seededRandom()), ...change };
  processes += 1;
  const random = seededRandom(`agent ${processes}`);
  const world = { storage, clock: { ...clock, aheadMs: () => aheadMs }, logger, random, target };
  const services = buildServices(settings, { ...world, agent: { secrets: new Map() } });
  agent = await startAgent({ ...world, jobId, name: 'agent-1', machine: 'SRV1', version: '1.0.0', services });
}

const runByAgents = () =>
  updateJob(JOB_ID, { settings: { IsSynchronizationAgentRequired: 'True' } }, MUSTER, service.house);
const seen = async () => (await service.house.agents.list(JOB_ID))[0];

async function upload(externalId: string): Promise<void> {
  const body = bulkBody([person(externalId)]);
  const bytes = Buffer.from(JSON.stringify(body));
  await acceptBulkUpload({ jobId: JOB_ID, body, bytes, clientRequestId: undefined }, service.house);
}

const sequenceOf = async (anchor: string) =>
  (await service.house.people.load(JOB_ID, [anchor])).get(anchor)?.person.sequence;

test('gives signs of life, and says when it stops', async () => {
  await runByAgents();
  await start();
  const first = await eventually(async () => {
    const sign = await seen();
    expect(sign).toMatchObject({ name: 'agent-1', machine: 'SRV1', version: '1.0.0', stopped: false });
    return sign;
  });
  await eventually(async () => expect((await seen())?.seenAt).toBeGreaterThan(first?.seenAt ?? 0));
  await agent?.stop(10_000);
  expect(await seen()).toMatchObject({ stopped: true });
});

test('gives none for a job that was deleted', async () => {
  await runByAgents();
  await start();
  await service.house.jobs.remove(JOB_ID, clock.now());
  await eventually(async () => {
    const fields = { error: `AgentError: The job '${JOB_ID}' was deleted.` };
    expect(logger.lines).toContainEqual({
      level: 'warn',
      message: 'The sign of life fails, and is tried again',
      fields,
    });
  });
});

test('works on the messages of the job, those that failed every try too', async () => {
  await runByAgents();
  await upload('a');
  await upload('b');
  const { operations, poison } = agentQueueNames(JOB_ID);
  const [moved] = await storage.queue(operations).receive(1, 30);
  if (moved === undefined) throw new Error('There was no message.');
  await storage.queue(poison).send(moved.text);
  await storage.queue(operations).remove(moved);
  await start();
  await eventually(async () => expect([await sequenceOf('a'), await sequenceOf('b')]).toEqual([1, 2]));
  expect(await storage.queue(OPERATIONS_QUEUE).approximateCount()).toBe(0);
});

test('puts aside what nobody can read, instead of trying it for ever', async () => {
  await runByAgents();
  await storage.queue(agentQueueNames(JOB_ID).poison).send('{"v":9,"kind":"from the future"}');
  await start();
  const parked = () =>
    storage
      .table('staging')
      .rows()
      .filter(({ partitionKey }) => partitionKey === 'parked');
  await eventually(async () => expect(parked()).toHaveLength(1));
});

test('waits for a job that is not run by agents yet, and says what to do', async () => {
  await start();
  await eventually(async () => {
    expect(logger.messages('warn')).toContain(
      'The job is not run by agents: set IsSynchronizationAgentRequired to True; waiting',
    );
  });
  await runByAgents();
  await upload('a');
  await eventually(async () => expect(await sequenceOf('a')).toBe(1));
});

test('answers questions side by side: one that takes long keeps nobody from the next', async () => {
  await runByAgents();
  await start({ discover: () => new Promise(() => undefined), defaultDomain: async () => 'corp.example' });
  await eventually(async () => expect(await seen()).toBeDefined());
  const { ask, jobs } = service.house;
  const job = (await jobs.get(JOB_ID))?.value;
  if (job === undefined) throw new Error('The job is gone.');
  const endless = ask(job, { kind: 'discover' }).catch((error: unknown) => String(error));
  await eventually(async () => expect(logger.messages('info')).toContain('A question is being answered'));
  expect(await ask(job, { kind: 'defaultDomain' })).toBe('corp.example');
  expect(await endless).toContain('The agent agent-1 took the question and has not answered within 200 seconds');
});

const AWAY = new ProvisioningError('EndpointUnavailable', 'No controller answers.');
const REFUSED = new ProvisioningError('InvalidCredentials', 'The domain refuses the password.');
const says = (error: ProvisioningError): Partial<Target> => ({
  testConnection: async () => {
    throw error;
  },
});

test('is not kept by a directory that is away, and tells the service of it until it answers', async () => {
  await runByAgents();
  let isAway = true;
  await start({
    testConnection: async () => {
      if (isAway) throw AWAY;
    },
  });
  expect(logger.messages('warn')).toContain('The directory does not answer yet');
  const trouble = { code: 'EndpointUnavailable', message: 'No controller answers.' };
  await eventually(async () => expect(await seen()).toMatchObject({ stopped: false, trouble }));
  isAway = false;
  await eventually(async () => expect(logger.messages('info')).toContain('The directory answers'));
  await eventually(async () => expect((await seen())?.trouble).toBeUndefined());
});

test('that has stopped asks its directory no more', async () => {
  let asked = 0;
  await start({
    testConnection: async () => {
      asked += 1;
      throw AWAY;
    },
  });
  await eventually(async () => expect(asked).toBeGreaterThan(2));
  await agent?.stop(10_000);
  const before = asked;
  await clock.sleep(60_000); // three times as long as it waits in between
  expect(asked).toBe(before);
});

test('does not start without its job', async () => {
  const told = "There is no job 'nobody' in this storage account.";
  await expect(start({}, 'nobody')).rejects.toThrow(new AgentError(told));
});

test('does not start with credentials that the directory refuses, and tells the service why', async () => {
  const told =
    "The domain refuses the password. (InvalidCredentials) An agent's secrets are in the file of --directory-file.";
  await expect(start(says(REFUSED))).rejects.toThrow(new AgentError(told));
  const trouble = { code: 'InvalidCredentials', message: 'The domain refuses the password.' };
  expect(await seen()).toMatchObject({ name: 'agent-1', stopped: true, trouble });
});

test('takes the place of the one that ran here under its name', async () => {
  await expect(start(says(REFUSED))).rejects.toThrow(AgentError);
  await start();
  await eventually(async () => {
    const agents = await service.house.agents.list(JOB_ID);
    expect(agents).toMatchObject([{ name: 'agent-1', stopped: false }]);
    expect(agents[0]?.trouble).toBeUndefined();
  });
});

const ANOTHER = { name: 'agent-1', process: 'another', version: '1.0.0', clockAheadMs: 0, stopped: false };

test.each(['SRV1', 'SRV2'])(
  'warns when another of its name seems to run on %s, and both are listed',
  async (machine) => {
    const report = { ...ANOTHER, machine, startedAt: clock.now() };
    await service.house.agents.report(JOB_ID, report);
    await start();
    expect(logger.lines).toContainEqual({
      level: 'warn',
      message: 'An agent of this name was active a moment ago; if it still runs, give one of them another --name',
      fields: { name: 'agent-1', machine },
    });
    // Only what ran on this machine is known to be gone.
    const listed = (await service.house.agents.list(JOB_ID)).map((one) => one.process);
    expect(listed.includes('another')).toBe(machine !== 'SRV1');
    await service.house.agents.report(JOB_ID, report); // it does run
    await eventually(async () => expect(await service.house.agents.list(JOB_ID)).toHaveLength(2));
  },
);

test.each([
  { aheadMs: 600_000, told: ['The clock of this machine is 600 s fast; the agent goes by the time of storage'] },
  { aheadMs: -600_000, told: ['The clock of this machine is 600 s slow; the agent goes by the time of storage'] },
  { aheadMs: 120_000, told: [] },
])('of a clock that is $aheadMs ms ahead it tells, and the service learns of it', async ({ aheadMs, told }) => {
  await start({}, JOB_ID, aheadMs);
  expect(logger.messages('warn').filter((line) => line.includes('clock'))).toEqual(told);
  await eventually(async () => expect(await seen()).toMatchObject({ clockAheadMs: aheadMs }));
});

import { runByAgents } from '../../support/agents';
import { type FunctionHost, JOB, MUSTER_JOB, OWNER, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { addSecondJob } from '../../support/secondJob';
import { storageCalls } from '../../support/storageCalls';
import { CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../../support/workbench';

interface Row {
  readonly jobId: string;
  readonly state: string;
  readonly recent?: Readonly<Record<string, readonly number[]>>;
  readonly [name: string]: unknown;
}

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['overview', 'jobs', 'jobActions', 'jobStates']);
});

const overview = async (query = '', asked = {}) => {
  const { status, body, error } = await host.call(`GET /muster/overview${query}`, asked);
  expect([status, error.message]).toEqual([200, '']);
  return body as { value: readonly Row[]; observedDateTime: string | null; '@odata.nextLink'?: string };
};
const row = async () => {
  const [first] = (await overview('?recent=false')).value;
  if (first === undefined) throw new Error('No job is told.');
  return first;
};

test('a job that has seen nothing yet', async () => {
  expect(await overview('?recent=false')).toEqual({
    observedDateTime: null,
    value: [
      {
        servicePrincipalId: PRINCIPAL_ID,
        displayName: 'HR inbound',
        jobId: JOB_ID,
        templateId: 'API2AAD',
        source: { name: 'API' },
        target: { name: 'Azure Active Directory', kind: 'entra' },
        state: 'NotRun',
        quarantine: null,
        agents: null,
        people: 0,
        escrowed: 0,
        held: { settling: 0, staged: 0 },
        waiting: 0,
        backlog: { operations: 0, oldestAcceptedDateTime: null },
        lastUpload: null,
      },
    ],
  });
});

test('what waits, who failed, what is held and what came of people lately', async () => {
  const manager = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: 'nobody' } } };
  await scenes.provision(
    person('1'),
    person('2'),
    person('3', manager),
    person('4', { userName: 'x@elsewhere.example' }),
  );
  await bench.supervise();
  await scenes.provision(person('1', { active: false }), person('2'));
  await bench.supervise();
  const [first] = (await overview()).value;
  expect(first).toMatchObject({
    state: 'Active',
    people: 3,
    escrowed: 1,
    held: { settling: 1, staged: 0 },
    waiting: 1,
    lastUpload: { id: `${JOB_ID}~5`, acceptedDateTime: '2026-01-15T09:30:15.000Z', totalOperations: 2 },
    backlog: { operations: 1, oldestAcceptedDateTime: '2026-01-15T09:30:15.000Z' },
  });
  expect(first?.recent).toMatchObject({ stepSeconds: 60, toDateTime: '2026-01-15T09:31:00.000Z' });
  const lasts = ['success', 'skipped', 'warning', 'failure'].map((name) => first?.recent?.[name]?.at(-1));
  expect([lasts, first?.recent?.success?.length]).toEqual([[3, 1, 0, 1], 60]);
});

test('what was accepted since the timer looked waits since the newest upload', async () => {
  await bench.supervise();
  await bench.upload([person('1'), person('2')]);
  expect(await row()).toMatchObject({
    backlog: { operations: 2, oldestAcceptedDateTime: '2026-01-15T09:30:15.000Z' },
  });
  bench.clock.advance(60_000);
  await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
  await bench.supervise();
  await bench.upload([person('3')]);
  expect(await row()).toMatchObject({
    state: 'Paused',
    backlog: { operations: 3, oldestAcceptedDateTime: '2026-01-15T09:30:15.000Z' },
  });
});

test('what is held back counts as staged, and the quarantine says why', async () => {
  await scenes.provision(person('1'), person('2'));
  await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 1 } } });
  await scenes.provision(person('1', { active: false }), person('2', { active: false }));
  await bench.supervise(2);
  expect(await row()).toMatchObject({
    state: 'Quarantine',
    held: { settling: 0, staged: 2 },
    quarantine: { reason: 'TooManyDeletes' },
  });
});

test.each([
  { name: 'never started', change: { started: false, state: 'Disabled' as const }, state: 'NotConfigured' },
  { name: 'paused', change: { state: 'Paused' as const }, state: 'Paused' },
  { name: 'disabled after four weeks of quarantine', change: { state: 'Disabled' as const }, state: 'Disabled' },
])('a job that is $name is $state', async ({ change, state }) => {
  await scenes.changeJob(change);
  expect((await row()).state).toBe(state);
});

test('of a job that is run by agents tells whether one is there', async () => {
  await runByAgents(bench, true);
  expect((await row()).agents).toMatchObject({ state: 'inactive', activeCount: 0, knownCount: 0 });
});

test('comes page by page, oldest job first', async () => {
  bench.clock.advance(1_000);
  const { jobId } = await addSecondJob(bench);
  const pages = [await overview('?$top=1')];
  const next = pages[0]?.['@odata.nextLink'];
  pages.push(await overview(next?.slice(next.indexOf('?'))));
  expect(pages.map(({ value }) => value.map((one) => one.jobId))).toEqual([[JOB_ID], [jobId]]);
  expect(pages[1]?.['@odata.nextLink']).toBeUndefined();
  expect((await host.call('GET /muster/overview?$skiptoken=x')).status).toBe(400);
});

test('shows an owner what it owns, and others who may only own nothing', async () => {
  expect((await overview('', { roles: OWNER })).value.map(({ jobId }) => jobId)).toEqual([JOB_ID]);
  expect((await overview('', { roles: OWNER, appId: 'somebody-else' })).value).toEqual([]);
  expect((await overview('', { person: ['Muster.Reader'] })).value).toHaveLength(1);
});

test('takes three calls of storage a job, and three for all of them', async () => {
  await scenes.provision(person('1'));
  await bench.supervise();
  const one = await storageCalls(bench, () => overview());
  await addSecondJob(bench);
  const two = await storageCalls(bench, () => overview());
  expect([one, two]).toEqual([
    { 'get jobs': 3 + 1, 'query jobs': 2 },
    { 'get jobs': 6 + 1, 'query jobs': 2 },
  ]);
});

describe('one job', () => {
  test('is told with what its administrator copies', async () => {
    await bench.services.house.supervision.record(bench.clock.now());
    const { body } = await host.call(`GET ${MUSTER_JOB}?recent=false`);
    const { value: _, ...glance } = { ...(await row()), value: undefined };
    expect(body).toEqual({
      observedDateTime: '2026-01-15T09:30:00.000Z',
      ...glance,
      tenantId: bench.services.house.tenantId,
      appId: CLIENT_ID,
      bulkUploadUrl: `https://muster.example${JOB}/bulkUpload`,
      logsUrl: `https://muster.example/v1.0/auditLogs/provisioning?$filter=jobId%20eq%20'${JOB_ID}'`,
      defaultDomain: 'adatum.example',
      verifiedDomains: ['adatum.example'],
      schemaVersion: 'v1.0',
      ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
      threshold: 500,
      percentThreshold: null,
      notification: { enabled: true, recipients: ['admin@adatum.example'] },
      hasCredentials: false,
      connectionTest: null,
      lastCycle: null,
    });
  });

  test('tells how the entries of its last cycle ended, and who was skipped among them', async () => {
    await scenes.provision(person('1'), person('2', { userName: 'x@elsewhere.example' }));
    await scenes.provision(person('1'));
    bench.clock.advance(40 * 60_000);
    await bench.supervise(2);
    const graph = await host.call(`GET ${JOB}`);
    const { status } = graph.body as { status: { lastExecution: { activityIdentifier: string } } };
    const { body } = await host.call(`GET ${MUSTER_JOB}`);
    const id = status.lastExecution.activityIdentifier;
    expect(body).toMatchObject({ lastCycle: { id, success: 1, skipped: 1, warning: 0, failure: 1 } });
  });

  test('says that a secret is saved, and to nobody which', async () => {
    const isSaid = async () =>
      (await host.call(`GET ${MUSTER_JOB}`, { person: ['Muster.Reader'] })).body.hasCredentials;
    const { secrets } = bench.services.house;
    const before = await secrets.get(PRINCIPAL_ID);
    await secrets.put(PRINCIPAL_ID, [...before, { key: 'BaseAddress', value: 'https://app.example', sealed: false }]);
    expect(await isSaid()).toBe(false);
    await secrets.put(PRINCIPAL_ID, [...before, { key: 'SecretToken', value: '', sealed: false }]);
    expect(await isSaid()).toBe(false);
    await secrets.put(PRINCIPAL_ID, [...before, { key: 'SecretToken', value: 'sealed', sealed: true }]);
    expect(await isSaid()).toBe(true);
  });

  test('is not kept waiting by its target', async () => {
    await host.call(`POST ${MUSTER_JOB}/quarantine`);
    const { body } = await host.call(`GET ${MUSTER_JOB}`);
    expect(body).toMatchObject({ state: 'Quarantine', defaultDomain: null, recent: { stepSeconds: 60 } });
  });

  test('that there is not is 404', async () => {
    expect((await host.call('GET /muster/jobs/none')).status).toBe(404);
  });

  test.each([
    { query: '', stepSeconds: 60, buckets: 120 },
    { query: '?step=60', stepSeconds: 60, buckets: 120 },
    { query: '?step=3600', stepSeconds: 3600, buckets: 336 },
  ])('tells its throughput$query', async ({ query, stepSeconds, buckets }) => {
    await scenes.provision(person('1'), person('2'));
    await bench.supervise();
    const { body } = await host.call(`GET ${MUSTER_JOB}/throughput${query}`);
    const { success, failure } = body as Record<string, readonly number[]>;
    expect([body.stepSeconds, success?.length, success?.at(-1), failure?.at(-1)]).toEqual([stepSeconds, buckets, 2, 0]);
  });

  test.each(['?step=1', '?step=x', '?step=120'])('refuses %s', async (query) => {
    const { status, error } = await host.call(`GET ${MUSTER_JOB}/throughput${query}`);
    expect([status, error.message]).toEqual([400, `step must be 60 or 3600, seconds, got '${query.slice(6)}'.`]);
  });

  test('keeps nothing of what older code wrote, and begins anew', async () => {
    await scenes.provision(person('1'));
    await bench.supervise();
    const table = bench.storage.table('jobs');
    const status = await table.get(`job!${JOB_ID}`, 'status');
    const json = JSON.parse(String(status?.properties.json)) as object;
    await table.upsert({
      partitionKey: `job!${JOB_ID}`,
      rowKey: 'status',
      json: JSON.stringify({ ...json, held: undefined }),
    });
    expect((await row()).held).toEqual({ settling: 0, staged: 0 });
    await scenes.provision(person('2'));
    await bench.supervise();
    const [first] = (await overview()).value;
    expect(first?.recent?.success?.at(-1)).toBe(2); // the look reaches two minutes back behind the cycle's beginning
  });
});

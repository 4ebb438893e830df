/** From a job's template and saved secrets to people in its target, through the composition root. */
import { acceptBulkUpload } from '../../../shared/pipeline/uploads/acceptBulkUpload';
import type { JsonObject } from '../../../shared/scim/json';
import { type FunctionHost, JOBS, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { type ScimServer, startScimServer } from '../../support/scimServer';
import { bulkBody, createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let scim: ScimServer;
let bench: Workbench;
let host: FunctionHost;
let jobId: string;

beforeEach(async () => {
  scim = await startScimServer();
  bench = await createWorkbench({
    SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
    ALLOW_LOOPBACK_TARGETS: 'true',
    DELETION_SETTLE_SECONDS: '0',
  });
  host = await openFunctions(bench, ['jobs', 'jobActions', 'secrets']);
  const created = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2SCIM' } });
  expect(created.status).toBe(201);
  jobId = String(created.body.id);
  await start();
});
afterEach(() => scim.close());

async function start(): Promise<void> {
  const { status, error } = await host.call(`POST ${JOBS}/${jobId}/start`);
  expect([status, error.message]).toEqual([204, '']);
}

async function save(secrets: Readonly<Record<string, string>>): Promise<void> {
  const value = Object.entries(secrets).map(([key, text]) => ({ key, value: text }));
  const { status, error } = await host.call(`PUT ${SYNCHRONIZATION}/secrets`, { body: { value } });
  expect([status, error.message]).toEqual([204, '']);
}

async function upload(...people: readonly JsonObject[]): Promise<void> {
  const body = bulkBody(people);
  const bytes = Buffer.from(JSON.stringify(body));
  await acceptBulkUpload({ jobId, body, bytes, clientRequestId: undefined }, bench.services.house);
  await bench.drain();
}

const validate = () => host.call(`POST ${JOBS}/${jobId}/validateCredentials`, { body: { useSavedCredentials: true } });
const job = async () => (await bench.services.house.jobs.get(jobId))?.value;
const names = () => [...scim.users.values()].map(({ userName }) => userName).sort();

test('a job of the SCIM template provisions into the service its secrets name', async () => {
  await save({ BaseAddress: scim.baseUrl, SecretToken: scim.token });
  expect((await validate()).status).toBe(204);
  await upload(person('1'), person('2', { title: 'Analyst', [ENTERPRISE]: { manager: { value: '1' } } }));
  await bench.supervise(2);
  expect(names()).toEqual(['user1@adatum.example', 'user2@adatum.example']);
  const [boss] = [...scim.users.values()].filter(({ externalId }) => externalId === '1');
  const [report] = [...scim.users.values()].filter(({ externalId }) => externalId === '2');
  expect(report).toMatchObject({ title: 'Analyst', [ENTERPRISE]: { manager: { value: boss?.id } } });
});

test('a job without secrets is quarantined with what is missing, keeps what was uploaded, and goes on when they are saved', async () => {
  expect((await validate()).error.message).toContain('Save the secret BaseAddress');
  await upload(person('1'));
  expect((await job())?.quarantine).toMatchObject({ reason: 'EncounteredQuarantineException' });
  await save({ BaseAddress: scim.baseUrl, SecretToken: scim.token });
  await host.call(`POST ${JOBS}/${jobId}/restart`, { body: { criteria: { resetScope: 'QuarantineState' } } });
  await bench.supervise(4);
  expect(names()).toEqual(['user1@adatum.example']);
});

test('changed secrets take effect with the next upload, and so does a service that refuses them', async () => {
  await save({ BaseAddress: scim.baseUrl, SecretToken: scim.token });
  await upload(person('1'));
  const other = await startScimServer();
  try {
    await save({ BaseAddress: other.baseUrl, SecretToken: other.token });
    await upload(person('2'));
    expect([scim.users.size, other.users.size]).toEqual([1, 1]);
    await save({ BaseAddress: other.baseUrl, SecretToken: 'not the token' });
    expect((await validate()).status).toBe(400);
    await upload(person('3'));
    expect(other.users.size).toBe(1);
    expect((await job())?.quarantine).not.toBeNull();
  } finally {
    await other.close();
  }
});

test('the other job of the same service principal stays in the embedded directory', async () => {
  await save({ BaseAddress: scim.baseUrl, SecretToken: scim.token });
  jobId = JOB_ID;
  await upload(person('9'));
  const users = (await bench.services.directory.list({ limit: 10 })).users;
  expect(users.map(({ properties }) => properties.employeeId)).toEqual(['9']);
  expect(scim.users.size).toBe(0);
});

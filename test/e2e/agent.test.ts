/**
 * A job whose directory only agents reach: the real host, real agents, and a real domain controller. The host knows neither
 * its address nor its credentials.
 */
import {
  AccountSASPermissions,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-queue';
import type { Emulator } from '../../local/emulator';
import { EMULATOR_ACCOUNT, parseConnectionString } from '../../shared/store/azure/connectionString';
import {
  type AgentProcess,
  type AgentProcessOptions,
  runAgentProcess,
  startAgentProcess,
} from '../support/agentProcess';
import { startTestEmulator } from '../support/emulator';
import { eventually } from '../support/eventually';
import { bulk, type LogRecord, type Person, person } from '../support/hrClient';
import { LONG_STEP_MS } from '../support/patience';
import { type DomainController, startDomainController } from '../support/samba';
import { type Stack, startStack, temporaryFolder } from '../support/stack';
import { type Collector, startCollector } from '../telemetry/collector';

const folder = temporaryFolder();
let controller: DomainController;
let emulator: Emulator;
let stack: Stack;
let collector: Collector;
let jobId: string;
let jobs: string;
const agents: AgentProcess[] = [];

beforeAll(async () => {
  [controller, emulator, collector] = await Promise.all([
    startDomainController(),
    startTestEmulator(),
    startCollector(),
  ]);
  stack = await startStack(folder.path, {
    AzureWebJobsStorage: emulator.connectionString,
    SUPERVISE_SCHEDULE: '*/1 * * * * *',
    AGENT_INACTIVE_SECONDS: '40',
  });
  jobs = `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization/jobs`;
  const created = await stack.call(jobs, {
    method: 'POST',
    body: JSON.stringify({
      templateId: 'API2AD',
      synchronizationJobSettings: [{ name: 'IsSynchronizationAgentRequired', value: 'True' }],
    }),
  });
  jobId = ((await created.json()) as { id: string }).id;
  expect((await stack.call(`${jobs}/${jobId}/start`, { method: 'POST' })).status).toBe(204);
});

afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.kill()));
  await stack.stop();
  await Promise.all([controller.stop(), emulator.stop(), collector.close()]);
  folder.remove();
});

async function startAgent(name: string, clockAheadMs = 0): Promise<AgentProcess> {
  const agent = await startAgentProcess(agentOptions(name, clockAheadMs));
  agents.push(agent);
  return agent;
}

function agentOptions(name: string, clockAheadMs: number, password = controller.service.password): AgentProcessOptions {
  const host = controller.serverName.toLowerCase();
  return {
    jobId,
    name,
    connectionString: withSignature(emulator.connectionString),
    hosts: { [host]: controller.host },
    directory: {
      Server: host,
      Domain: 'muster.test',
      UserName: controller.service.bindDn,
      Password: password,
      SyncAgentADContainer: controller.people,
      AppKey: controller.caPem,
    },
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    clockAheadMs,
  };
}

/** Not the account's key, but what docs/agent.md says is enough. */
function withSignature(connectionString: string): string {
  const { tableServiceUrl, queueServiceUrl } = parseConnectionString(connectionString);
  const { accountName, accountKey } = EMULATOR_ACCOUNT;
  const granted = {
    services: 'qt',
    resourceTypes: 'co', // Azure asks for objects alone; the emulator takes a query of rows for one of the table
    permissions: AccountSASPermissions.parse('raupd'),
    expiresOn: new Date(Date.now() + 3_600_000),
  };
  const signature = generateAccountSASQueryParameters(granted, new StorageSharedKeyCredential(accountName, accountKey));
  return `TableEndpoint=${tableServiceUrl};QueueEndpoint=${queueServiceUrl};SharedAccessSignature=${signature}`;
}

interface Receipt {
  readonly status: string;
  readonly waitingReason: string | null;
  readonly operations: readonly {
    readonly externalId: string;
    readonly status: string;
    readonly activityDateTime: string;
  }[];
}

const get = async <T>(path: string) => (await (await stack.call(path)).json()) as T;
const receiptOf = (id: string) => get<Receipt>(`/muster/uploads/${id}`);
const agentsNow = () =>
  get<{ state: string; reason: string | null; value: { name: string; state: string; clockAheadSeconds: number }[] }>(
    `/muster/jobs/${jobId}/agents`,
  );

async function upload(...people: Person[]): Promise<string> {
  const response = await stack.call(`${jobs}/${jobId}/bulkUpload`, {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json' },
    body: bulk(...people),
  });
  expect(response.status).toBe(202);
  return response.headers.get('muster-upload-id') ?? '';
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

/** employeeID of every account of the container, sorted. */
async function accounts(): Promise<string[]> {
  const { searchEntries } = await controller.admin.search(controller.people, {
    scope: 'one',
    attributes: ['employeeID'],
    paged: true,
  });
  return searchEntries.map(({ employeeID }) => String(employeeID)).sort();
}

test('uploads wait for an agent, are processed by one, and by another when it is killed: nothing lost, nothing doubled', async () => {
  const first = await upload(...range(1_000, 1_005).map((id) => person(id)));
  expect(await receiptOf(first)).toMatchObject({
    status: 'waiting',
    waitingReason: expect.stringContaining('none has reported yet'),
  });
  expect(await get(`${jobs}/${jobId}`)).toMatchObject({
    status: { code: 'NotRun', agents: { state: 'inactive', errorCode: 'HybridIdentityServiceNoAgentsAssigned' } },
  });

  const one = await startAgent('agent-1');
  await eventually(async () => expect(await receiptOf(first)).toMatchObject({ status: 'completed' }), LONG_STEP_MS);
  expect(await accounts()).toEqual(range(1_000, 1_005));
  expect(await agentsNow()).toMatchObject({ state: 'active', value: [{ name: 'agent-1', state: 'active' }] });

  const validated = await stack.call(`${jobs}/${jobId}/validateCredentials`, { method: 'POST', body: '{}' });
  expect([validated.status, await validated.text()]).toEqual([204, '']);
  expect(await onDemand('1004')).toMatchObject({ statusInfo: { status: 'Skipped', errorCode: 'RedundantExport' } });

  expect(await plan(person('1004', { displayName: 'Renamed' }), person('9999'))).toEqual([
    '1004 update',
    '9999 create',
  ]);

  const ids = range(2_000, 2_120);
  const uploads: string[] = [];
  for (let from = 0; from < ids.length; from += 15) {
    uploads.push(await upload(...ids.slice(from, from + 15).map((id) => person(id))));
  }
  await eventually(async () => expect((await accounts()).length).toBeGreaterThan(20), LONG_STEP_MS);
  await one.kill();
  const left = ids.length + 5 - (await accounts()).length;
  expect(left).toBeGreaterThan(0); // otherwise nothing was under way when it died

  const two = await startAgent('agent-2');
  await eventually(async () => {
    const receipts = await Promise.all(uploads.map(receiptOf));
    expect(receipts.map(({ status }) => status)).toEqual(uploads.map(() => 'completed'));
  }, LONG_STEP_MS);
  expect(await accounts()).toEqual([...range(1_000, 1_005), ...ids]);
  // Whose account was made in the moment of the death, and not written down yet, is found as it should be: nothing to do.
  const entries = await entriesOf(ids);
  expect(entries.map((entry) => entry.replace('other skipped', 'create success'))).toEqual(
    ids.map((id) => `${id} create success`),
  );

  expect(await two.stop()).toBe(0);
  const stopped = [{ name: 'agent-1' }, { name: 'agent-2', state: 'inactive', stopped: true }];
  expect(await agentsNow()).toMatchObject({ value: stopped });
  const told = collector.bodies.filter((body) => body.includes('"agent-2"')).join('\n'); // the rest is sent before it ends
  for (const word of ['muster-agent', 'process operations', 'target create', 'muster.operations']) {
    expect(told).toContain(`"${word}"`);
  }
  expect(collector.bodies.join('\n')).not.toContain(controller.service.password);
  // Whoever was killed could not say so: it is believed until its last sign of life is too old.
  await eventually(async () => expect(await agentsNow()).toMatchObject({ state: 'inactive' }), LONG_STEP_MS);
  expect(`${one.log()}${two.log()}${stack.stderr()}`).not.toContain(controller.service.password);
});

test.each([
  { name: 'agent-slow', clockAheadMs: -600_000, state: 'slow', id: '3000' },
  { name: 'agent-fast', clockAheadMs: 600_000, state: 'fast', id: '3001' },
])('an agent whose clock is $clockAheadMs ms ahead works right: $name', async ({ name, clockAheadMs, state, id }) => {
  const before = Date.now();
  const agent = await startAgent(name, clockAheadMs);
  expect(agent.log()).toMatch(new RegExp(`The clock of this machine is (59\\d|60\\d) s ${state}`));
  const uploaded = await upload(person(id));
  await eventually(async () => expect(await receiptOf(uploaded)).toMatchObject({ status: 'completed' }), LONG_STEP_MS);
  const { operations } = await receiptOf(uploaded);
  expect(operations).toMatchObject([{ externalId: id, status: 'success' }]);
  const at = Date.parse(operations[0]?.activityDateTime ?? '');
  expect([at > before - 60_000, at < Date.now() + 60_000]).toEqual([true, true]);
  // The cycle ends: what the agent wrote is counted.
  await eventually(
    async () => expect(await get(`${jobs}/${jobId}`)).toMatchObject({ status: { progress: [] } }),
    LONG_STEP_MS,
  );
  const listed = (await agentsNow()).value.find((one) => one.name === name);
  expect(Math.abs((listed?.clockAheadSeconds ?? 0) - clockAheadMs / 1_000)).toBeLessThanOrEqual(10);
  expect(await agent.stop()).toBe(0);
});

test('an agent with a wrong password ends, and the service says why to whoever looks', async () => {
  const { exitCode, log } = await runAgentProcess(agentOptions('agent-wrong', 0, 'not-the-password'));
  expect([exitCode, log.includes('InvalidCredentials'), log.includes('not-the-password')]).toEqual([2, true, false]);
  const reason = expect.stringContaining('agent-wrong on ');
  await eventually(async () => expect(await agentsNow()).toMatchObject({ state: 'inactive', reason }), LONG_STEP_MS);
  const uploaded = await upload(person('4000'));
  const { waitingReason } = await receiptOf(uploaded);
  expect(waitingReason).toContain('gave up at ');
  expect(waitingReason).toContain('InvalidCredentials: The domain controller refuses the service account');
  const job = await get<{ status: { agents: { reason: string } } }>(`${jobs}/${jobId}`);
  expect(job.status.agents.reason).toBe(waitingReason);
});

async function onDemand(externalId: string): Promise<object | undefined> {
  const schema = await get<{ synchronizationRules: { id: string }[] }>(`${jobs}/${jobId}/schema`);
  const ruleId = schema.synchronizationRules[0]?.id;
  const subjects = [{ objectId: externalId, objectTypeName: 'User' }];
  const answer = await stack.call(`${jobs}/${jobId}/provisionOnDemand`, {
    method: 'POST',
    body: JSON.stringify({ parameters: [{ ruleId, subjects }], dryRun: true }),
  });
  return (JSON.parse(((await answer.json()) as { value: string }).value) as object[])[0];
}

/** What an upload of these people would do, `id action`. */
async function plan(...people: Person[]): Promise<string[]> {
  const answer = await stack.call(`/muster/jobs/${jobId}/plan`, {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json' },
    body: bulk(...people),
  });
  const lines = (await answer.text()).trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line) as { kind: string; externalId: string; action: string })
    .flatMap(({ kind, externalId, action }) => (kind === 'person' ? [`${externalId} ${action}`] : []));
}

/** What the log has of these people, `id action status`, by id. */
async function entriesOf(ids: readonly string[]): Promise<string[]> {
  const entries: string[] = [];
  let next: string | undefined = `/v1.0/auditLogs/provisioning?$filter=jobid eq '${jobId}'&$top=999`;
  while (next !== undefined) {
    const page: { value: LogRecord[]; '@odata.nextLink'?: string } = await get(next);
    for (const { sourceIdentity, provisioningAction, provisioningStatusInfo } of page.value) {
      if (ids.includes(sourceIdentity.id)) {
        entries.push(`${sourceIdentity.id} ${provisioningAction} ${provisioningStatusInfo.status}`);
      }
    }
    next = page['@odata.nextLink'];
  }
  return entries.sort();
}

/**
 * What the composition root hands on, each wire once: a setting that is read and reaches nobody, or reaches the wrong one, is
 * seen by no other test. What is done with it is held beside whoever does it.
 */
import { buildServices } from '../../shared/composition/services';
import { openStores } from '../../shared/composition/stores';
import type { World } from '../../shared/composition/world';
import { readSettings } from '../../shared/settings';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import { createDirectoryTarget } from '../../shared/targets/directory/directoryTarget';
import type { Target } from '../../shared/targets/target';
import { openTestDirectory } from '../support/directory';
import { JOB, MUSTER_JOB, openFunctions } from '../support/functionHost';
import { createWorkbench, person, TENANT_ID } from '../support/workbench';
import { fakeClock, rememberingLogger, seededRandom } from '../support/world';
import { DEPLOYED, SETTINGS } from './settings';
import { valuesOf } from './values';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function build() {
  const clock = fakeClock();
  const world = { clock, random: seededRandom(), logger: rememberingLogger() };
  const settings = readSettings(SETTINGS);
  return {
    world,
    settings,
    services: buildServices(settings, { ...world, storage: createMemoryStorage({ clock }) }),
  };
}

test('use cases get each value under its name', () => {
  const { services, settings } = build();
  const { retries, quarantine, ...values } = valuesOf(services.house);
  expect(values).toEqual({
    allowLoopback: true,
    agentInactiveMs: 71_000,
    agentQuarantineMs: 72 * MINUTE,
    agentAnswerMs: 73_000,
    tenantId: TENANT_ID,
    templateDomain: 'first.example',
    verifiedDomains: ['first.example', 'second.example'],
    claimMs: 67_000,
    cycleMs: 40 * MINUTE,
    waitingSweepMs: 5 * MINUTE,
    keepMs: 69 * DAY,
    keepAuditMs: 70 * DAY,
    maxRequestBytes: 62_000,
    maxOperationsPerRequest: 61,
    operationsPerMessage: 65,
  });
  expect([services.house.retries, services.house.quarantine]).toEqual([settings.retries, settings.quarantine]);
  expect(services.house.retries).toMatchObject({ transientMs: [74 * MINUTE], giveUpMs: 75 * MINUTE });
  expect(services.house.quarantine).toMatchObject({ leastFailures: 76, giveUpMs: 77 * MINUTE });
});

test('and the clock, the chance and the log that the process stands on', () => {
  const { services, world } = build();
  const { clock, random, logger } = services.house;
  expect([clock === world.clock, random === world.random, logger === world.logger]).toEqual([true, true, true]);
});

test.each([
  { host: '10.0.0.1', deployment: 'may not be called from a deployment' },
  { host: '127.0.0.9', deployment: 'cannot be reached' }, // let through by EGRESS_HOSTS
])('what is called for a webhook keeps out of private networks, such as $host', async ({ host, deployment }) => {
  const clock = fakeClock();
  const world = { clock, random: seededRandom(), logger: rememberingLogger(), storage: createMemoryStorage({ clock }) };
  const { outside } = buildServices(readSettings({ ...SETTINGS, ...DEPLOYED }), world).house;
  const call = { method: 'POST', url: `http://${host}:9/`, headers: {}, timeoutMs: 5_000 } as const;
  await expect(outside({ ...call, whenStrange: 'WebExceptionProtocolError' })).rejects.toThrow(deployment);
});

test('a plan has limits of its own', () => {
  const { services } = build();
  expect(services.limits.plan).toEqual({
    requestBytes: 64_000,
    operations: 63,
    answerBytes: 16 * 1024 * 1024,
    answerMs: 150_000,
  });
});

test('the embedded directory is asked no more at once than a target may be', async () => {
  let [underWay, most] = [0, 0];
  const slowly = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, 1));
    underWay -= 1;
    return [];
  };
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  const slow: Target = { ...target, find: async (...asked) => [...(await slowly()), ...(await target.find(...asked))] };
  const bench = await createWorkbench({ TARGET_CONCURRENCY: '3' }, { target: slow });
  await bench.upload(Array.from({ length: 20 }, (_, index) => person(`p${index}`)));
  await bench.drain();
  expect(most).toBe(3);
});

describe('requests are limited where the profile says so, and again after a day on the same clock', () => {
  const ROLES = ['AuditLog.Read.All', 'Synchronization.ReadWrite.All', 'SynchronizationData-User.Upload'];
  const UPLOADS = { names: ['bulkUpload'], request: `POST ${JOB}/bulkUpload`, body: {} };
  const LEAVERS = { names: ['people'], request: `POST ${MUSTER_JOB}/leavers`, body: {} };
  const LOG = { names: ['provisioningLogs'], request: 'GET /v1.0/auditLogs/provisioning', body: undefined };
  const ENTRY = { ...LOG, request: `${LOG.request}/x` };
  const ON_DEMAND = { names: ['provisionOnDemand'], request: `POST ${JOB}/provisionOnDemand`, body: {} };
  test.each([
    { what: 'uploads', profile: 'graph', ...UPLOADS, most: 40 },
    { what: 'uploads', profile: 'entra', ...UPLOADS, most: 40 },
    { what: 'uploads', profile: 'off', ...UPLOADS, most: undefined },
    { what: 'leavers', profile: 'graph', ...LEAVERS, most: 40 },
    { what: 'the log', profile: 'graph', ...LOG, most: 5 },
    { what: 'an entry of the log', profile: 'graph', ...ENTRY, most: 5 },
    { what: 'the log', profile: 'entra', ...LOG, most: 5 },
    { what: 'the log', profile: 'off', ...LOG, most: undefined },
    { what: 'on demand', profile: 'off', ...ON_DEMAND, most: 5 },
  ])('$what of the profile $profile: $most at once', async ({ profile, names, request, body, most }) => {
    const bench = await createWorkbench({ RATE_LIMIT_PROFILE: profile });
    const host = await openFunctions(bench, names);
    const isLate = async () => (await host.call(request, { roles: ROLES, ...(body && { body }) })).status === 429;
    const late: boolean[] = [];
    for (let count = 0; count < (most ?? 41) + 1; count += 1) late.push(await isLate());
    expect(late.indexOf(true)).toBe(most ?? -1);
    bench.clock.advance(DAY);
    expect(await isLate()).toBe(false);
  });
});

/** What `openStores` promises of each store. */
const TABLES = {
  agents: 'jobs',
  supervision: 'jobs',
  answerStore: 'jobs',
  audit: 'audit',
  clients: 'jobs',
  fences: 'jobs',
  inletEvents: 'inlets',
  inletHealth: 'inlets',
  inletPace: 'inlets',
  inlets: 'inlets',
  refetches: 'inlets',
  index: 'people',
  intake: 'jobs',
  jobs: 'jobs',
  ledger: 'people',
  mappingTests: 'jobs',
  names: 'names',
  news: 'jobs',
  outbox: 'people',
  outletEvents: 'outlets',
  outlets: 'outlets',
  writebacks: 'outlets',
  owners: 'people',
  packs: 'people',
  parked: 'staging',
  parking: 'jobs',
  pastUploads: 'jobs',
  payloads: 'jobs',
  people: 'people',
  putOff: 'jobs',
  questions: 'jobs',
  quotas: 'jobs',
  realms: 'jobs',
  removedJobs: 'jobs people',
  schemaVersions: 'jobs',
  secrets: 'jobs',
  staging: 'staging',
  unkept: 'jobs',
};

/** Arguments that lead a method as far as its table; what it makes of them is no matter. */
const WISH = {
  inlet: 'i',
  realm: 'r',
  attribute: 'a',
  value: 'v',
  jobId: 'j',
  anchor: 'p',
  targetAnchor: 't',
  shard: 0,
  at: 0,
};
const ARGUMENTS: readonly (readonly unknown[])[] = [
  ['a', 'b', 'c', 'd'],
  ['a', new Map([[1, []]])],
  [{ ...WISH, packId: 'p', cycleId: 'c', totals: {}, entries: [] }, 0, 0],
  [WISH, ['a'], 1],
  [
    { jobId: 'j', id: 'o' },
    { lane: 0, key: 'k' },
  ],
];

test('each store is opened over its table, and every table is made before anything is asked of it', async () => {
  const touched = new Set<string>();
  const ensured: string[] = [];
  const touch = (name: string, method: string) => () => {
    if (method === 'ensure') return ensured.push(name);
    touched.add(name);
    throw new Error('As far as it should go.');
  };
  const table = (name: string) => new Proxy({}, { get: (_, method) => touch(name, String(method)) });
  const storage = { table, queue: table } as unknown as World['storage'];
  const { stores, ensure } = openStores({ storage, clock: fakeClock(), random: seededRandom() });
  await ensure();
  expect(ensured.sort()).toEqual(['audit', 'directory', 'inlets', 'jobs', 'names', 'outlets', 'people', 'staging']);

  const tables: Record<string, string> = {};
  for (const [name, store] of Object.entries(stores)) {
    touched.clear();
    for (const method of Object.values(store)) for (const args of ARGUMENTS) await callWith(method, args);
    tables[name] = [...touched].sort().join(' ');
  }
  expect(tables).toEqual(TABLES);
});

async function callWith(method: unknown, args: readonly unknown[]): Promise<void> {
  if (typeof method !== 'function') return;
  try {
    const made = (await Reflect.apply(method, undefined, args)) as Partial<AsyncIterator<unknown>> | undefined;
    await made?.next?.();
  } catch {
    // It was touched, or makes nothing of these arguments.
  }
}

/**
 * With which values the composition root makes what services stand on: one line a factory, the whole of what it is handed by
 * value. A file of its own, because it takes the place of the factories.
 */
import type { Settings } from '../../shared/settings';
import { DEPLOYED, SETTINGS } from './settings';
import { valuesOf } from './values';

/** By the module that they stand in. */
const FACTORIES: Readonly<Record<string, readonly string[]>> = {
  '../../shared/api/http/rateLimit': ['createRateLimit'],
  '../../shared/composition/inlets': ['openInlets'],
  '../../shared/composition/outside': ['openOutside'],
  '../../shared/composition/readiness': ['createReadiness'],
  '../../shared/directory/userDirectory': ['createUserDirectory'],
  '../../shared/notify/openNotifier': ['openNotifier'],
  '../../shared/pipeline/agents/askAgents': ['createAskAgents'],
  '../../shared/pipeline/inlets/inletContexts': ['createInletContexts'],
  '../../shared/pipeline/inlets/tellInlet': ['createTellInlet'],
  '../../shared/pipeline/jobContext': ['createJobContexts'],
  '../../shared/pipeline/quarantine/notify': ['createNotifications', 'leaveNotices'],
  '../../shared/pipeline/queue/jobQueues': ['createJobQueues'],
  '../../shared/store/jobs/sealing': ['createSealer'],
  '../../shared/targets/kit/egress': ['createEgress'],
  '../../shared/targets/open/keyVault': ['vaultPorts'],
  '../../shared/targets/open/limited': ['limitConcurrency'],
};

type Factory = (...args: readonly unknown[]) => unknown;

beforeEach(() => jest.resetModules());

/** Each factory with what it was handed, each time: its arguments that are values, or have some. */
function madeWith(environment: Readonly<Record<string, string>>, isAgent: boolean): readonly (readonly unknown[])[] {
  const made: unknown[][] = [];
  for (const [module, names] of Object.entries(FACTORIES)) {
    jest.doMock(module, () => {
      const actual = jest.requireActual<Record<string, Factory>>(module);
      const watched = (name: string): Factory => {
        return (...args) => {
          made.push([name, ...args.flatMap((one) => told(one, settings))]);
          return actual[name]?.(...args);
        };
      };
      return { ...actual, ...Object.fromEntries(names.map((name) => [name, watched(name)])) };
    });
  }
  const { buildServices } = jest.requireActual<typeof import('../../shared/composition/services')>(
    '../../shared/composition/services',
  );
  const { readSettings } = jest.requireActual<typeof import('../../shared/settings')>('../../shared/settings');
  const { createMemoryStorage } = jest.requireActual<typeof import('../../shared/store/memory/memoryStorage')>(
    '../../shared/store/memory/memoryStorage',
  );
  const { fakeClock, rememberingLogger, seededRandom } =
    jest.requireActual<typeof import('../support/world')>('../support/world');
  const settings = readSettings({ ...SETTINGS, ...environment });
  const clock = fakeClock();
  const world = { clock, random: seededRandom(), logger: rememberingLogger(), storage: createMemoryStorage({ clock }) };
  buildServices(settings, { ...world, ...(isAgent && { agent: { secrets: new Map() } }) });
  return made.toSorted(([one], [other]) => String(one).localeCompare(String(other)));
}

/** What stands for an argument; nothing for what is no value and has none. */
function told(given: unknown, settings: Settings): unknown[] {
  if (given === settings) return ['the settings'];
  if (given instanceof Uint8Array) return [Buffer.from(given).toString('base64')];
  if (given === undefined || typeof given === 'function') return [];
  if (typeof given !== 'object' || given === null) return [given];
  if (Array.isArray(given)) return [given];
  const values = valuesOf(given);
  return Object.keys(values).length === 0 ? [] : [values];
}

const UNLIKE_DEFAULTS = {
  ...DEPLOYED,
  SUPERVISE_SCHEDULE: '*/20 * * * * *',
  RATE_LIMIT_PROFILE: 'graph',
  REQUIRE_NOTIFICATION_EMAIL: 'true',
  AzureWebJobsStorage__clientId: '9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f',
};

const REACH = { deployed: true, hosts: ['127.0.0.9'] };

test('each factory is handed its settings, and no other’s', () => {
  expect(madeWith(UNLIKE_DEFAULTS, false)).toEqual([
    ['createAskAgents', { agentInactiveMs: 71_000, agentAnswerMs: 73_000, agentQuarantineMs: 4_320_000 }],
    ['createEgress', REACH, 'target'],
    ['createEgress', REACH, 'webhook'], // HR systems that inlets ask
    ['createEgress', REACH, 'webhook'], // receivers of outlets
    ['createInletContexts', { allowsLoopback: true }],
    ['createJobContexts', { guard: { settleMs: 68_000, mostAtOnce: 99 } }],
    ['createJobQueues', { place: 'service' }],
    ['createNotifications', { notifier: undefined, publicBaseUrl: 'https://muster.example', requireEmail: true }],
    ['createRateLimit', [{ most: 40, windowMs: 1_000 }]], // uploads
    ['createRateLimit', [{ most: 5, windowMs: 10_000 }]], // the log
    ['createRateLimit', [{ most: 5, windowMs: 10_000 }]], // on demand
    ['createReadiness', { queueName: 'operations', superviseEveryMs: 20_000 }],
    ['createSealer', SETTINGS.SECRETS_KEY],
    ['createTellInlet', { notifier: undefined, publicBaseUrl: 'https://muster.example' }],
    ['createUserDirectory', { tenantId: SETTINGS.TENANT_ID, verifiedDomains: ['first.example', 'second.example'] }],
    ['limitConcurrency', 6],
    ['openInlets', 'the settings'],
    ['openNotifier', 'the settings'],
    ['openOutside', REACH],
    ['vaultPorts', 'the settings', 10_000],
  ]);
});

test('an agent reads its own queues, and leaves its notices to the service', () => {
  const made = madeWith(UNLIKE_DEFAULTS, true);
  expect(made.filter(([name]) => name === 'createJobQueues' || name === 'leaveNotices')).toEqual([
    ['createJobQueues', { place: 'agent' }],
    ['leaveNotices'],
  ]);
});

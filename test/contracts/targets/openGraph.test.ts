/** A Graph job opened by its secrets, before a tenant that gives some rights and not others. */
import { systemRandom } from '../../../shared/composition/system';
import { createGraphTraffic } from '../../../shared/targets/graph/traffic';
import { openTarget } from '../../../shared/targets/open/openTarget';
import type { Target } from '../../../shared/targets/target';
import { ANYWHERE, exchangeAnywhere } from '../../support/egress';
import { type OpenedGraph, openGraph } from '../../support/graphTarget';
import { rememberingLogger } from '../../support/world';
import { failureOf } from './contract';

let graph: OpenedGraph;
let logger: ReturnType<typeof rememberingLogger>;
let target: Target;

beforeEach(async () => {
  graph = await openGraph();
  logger = rememberingLogger();
  target = await open({});
});
afterEach(() => graph.close());

function open(secrets: Readonly<Record<string, string>>): Promise<Target> {
  const { clock, server } = graph;
  const world = { clock, random: systemRandom, logger };
  return openTarget(
    { id: 'job-1', templateId: 'API2AAD' },
    new Map(Object.entries({ BaseAddress: server.baseUrl, ...secrets })),
    {
      ...world,
      embedded: graph.target,
      egress: ANYWHERE,
      exchange: exchangeAnywhere,
      traffic: createGraphTraffic({
        ...world,
        exchange: exchangeAnywhere,
        tokens: { token: async () => server.token, refused: () => false },
      }),
      options: {
        target: 'directory',
        tenantId: 'home',
        tenantSize: 'small',
        defaultDomain: 'standin.example',
        concurrency: 4,
        claimMs: 30_000,
        allowHttpLoopback: true,
        keyVaultHosts: undefined,
      },
    },
  );
}

const denied = { kind: 'answer', status: 403, code: 'Authorization_RequestDenied' } as const;

test('reaches the tenant its address names', async () => {
  await expect(target.testConnection()).resolves.toBeUndefined();
  expect(await target.defaultDomain()).toBe('adatum.example');
});

test('has the default domain that is saved', async () => {
  expect(await (await open({ Domain: 'saved.example' })).defaultDomain()).toBe('saved.example');
  expect(graph.server.received).toEqual([]);
});

test('takes the first verified domain where the tenant’s may not be read, asks no more, and says so once', async () => {
  graph.server.fail('GET', denied);
  expect([await target.defaultDomain(), await target.defaultDomain()]).toEqual(['standin.example', 'standin.example']);
  expect(graph.server.received).toHaveLength(1);
  expect(logger.lines).toMatchObject([{ level: 'warn', fields: { defaultDomain: 'standin.example' } }]);
});

test('takes no domain for granted while the tenant does not answer', async () => {
  graph.server.fail('GET', { kind: 'answer', status: 500 });
  expect(await failureOf(target.defaultDomain())).toMatchObject({ code: 'InternalServerError' });
  expect(await target.defaultDomain()).toBe('adatum.example');
});

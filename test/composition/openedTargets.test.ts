/** With what the composition root opens targets: a file of its own, because it takes the place of what opens them. */
import type { Target } from '../../shared/targets/target';
import { DEPLOYED } from './settings';

const STUB = { capabilities: { displayName: 'Stub' }, defaultDomain: async () => '' } as Target;

beforeEach(() => {
  jest.resetModules();
  jest.dontMock('../../shared/composition/services'); // as functions see them
});

test('targets are opened with what the settings say of them, on the same clock, chance and log', async () => {
  type Opening = typeof import('../../shared/targets/open/openTarget');
  const open = jest.fn<Promise<Target>, Parameters<Opening['openTarget']>>().mockResolvedValue(STUB);
  const tryOut = jest.fn<Promise<void>, Parameters<Opening['testTarget']>>().mockResolvedValue();
  jest.doMock('../../shared/targets/open/openTarget', () => ({ openTarget: open, testTarget: tryOut }));
  const { createWorkbench, TENANT_ID } =
    jest.requireActual<typeof import('../support/workbench')>('../support/workbench');
  const { JOBS, openFunctions, SYNCHRONIZATION } =
    jest.requireActual<typeof import('../support/functionHost')>('../support/functionHost');
  const { SETTINGS } = jest.requireActual<typeof import('./settings')>('./settings');
  const bench = await createWorkbench(SETTINGS);
  const host = await openFunctions(bench, ['jobs', 'jobActions', 'secrets']);
  await host.call(`PUT ${SYNCHRONIZATION}/secrets`, { body: { value: [{ key: 'Server', value: 'dc' }] } });
  for (const templateId of ['API2AAD', 'API2AD', 'API2SCIM']) {
    const { body } = await host.call(`POST ${JOBS}`, { body: { templateId } });
    await bench.services.house.contexts.get(String(body.id));
    await host.call(`POST ${JOBS}/${body.id}/validateCredentials`, { body: { useSavedCredentials: true } });
    expect(open.mock.lastCall?.slice(0, 2)).toMatchObject([{ id: body.id, templateId }, new Map([['Server', 'dc']])]);
    expect(tryOut.mock.lastCall?.slice(0, 2)).toEqual([templateId, new Map([['Server', 'dc']])]);
  }
  const handed = [...open.mock.calls.map(([, , ports]) => ports), ...tryOut.mock.calls.map(([, , , ports]) => ports)];
  for (const { clock, logger, options } of handed) {
    expect([clock === bench.clock, logger === bench.logger]).toEqual([true, true]);
    expect(options).toEqual({
      target: 'directory',
      tenantId: TENANT_ID,
      tenantSize: 'large',
      defaultDomain: 'first.example',
      concurrency: 6,
      claimMs: 67_000,
      allowHttpLoopback: true,
    });
  }
});

/** Which addresses a target may be opened on; that the exchange and Graph's traffic stand behind the same rule. */
describe.each([
  { where: 'on a laptop', environment: {}, refused: [], vaults: undefined },
  { where: 'deployed', environment: DEPLOYED, refused: ['127.0.0.1', '169.254.169.254'], vaults: ['vault.example'] },
])('$where', ({ environment, refused, vaults }) => {
  test(`${refused.length} of the addresses of this machine are refused`, async () => {
    const opening = await portsOfOpening(environment);
    const asked = ['127.0.0.1', '127.0.0.9', '169.254.169.254', '10.0.0.1'];
    expect(asked.filter((host) => isRefused(() => opening.egress.check(host)))).toEqual(refused);
    expect(opening.options.keyVaultHosts).toEqual(vaults);
  });

  test('so it is for the exchange, and for whatever goes to Graph', async () => {
    const { exchange, traffic } = await portsOfOpening(environment);
    const request = { method: 'GET', url: 'http://127.0.0.1:1/', headers: {}, timeoutMs: 1_000 } as const;
    const code = refused.length > 0 ? 'InvalidCredentials' : 'EndpointUnavailable';
    await expect(exchange({ ...request, whenStrange: 'InvalidAnchor' })).rejects.toMatchObject({ code });
    expect(traffic).toEqual({ line: expect.any(Function), over: exchange });
  });
});

/** What a job's target is opened with; the traffic to Graph is told by the exchange that it goes over. */
async function portsOfOpening(environment: Readonly<Record<string, string>>) {
  type Opening = typeof import('../../shared/targets/open/openTarget');
  const open = jest.fn<Promise<Target>, Parameters<Opening['openTarget']>>().mockResolvedValue(STUB);
  jest.doMock('../../shared/targets/open/openTarget', () => ({ openTarget: open }));
  jest.doMock('../../shared/targets/graph/traffic', () => ({
    createGraphTraffic: ({ exchange }: { exchange: unknown }) => ({ line: () => undefined, over: exchange }),
  }));
  const { createWorkbench, JOB_ID } = jest.requireActual<typeof import('../support/workbench')>('../support/workbench');
  const bench = await createWorkbench(environment);
  await bench.services.house.contexts.get(JOB_ID);
  const ports = open.mock.lastCall?.[2];
  if (ports === undefined) throw new Error('No target was opened.');
  return ports;
}

function isRefused(ask: () => void): boolean {
  try {
    ask();
    return false;
  } catch {
    return true;
  }
}

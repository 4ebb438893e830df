/** With what the composition root opens targets: a file of its own, because it takes the place of what opens them. */
import type { Target } from '../../shared/targets/target';
import { DEPLOYED } from './settings';

const IDENTITY = '9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f';
const STUB = { capabilities: { displayName: 'Stub' }, defaultDomain: async () => '' } as Target;

beforeEach(() => {
  jest.resetModules();
  jest.dontMock('../../shared/composition/services'); // as functions see them
});

test('targets are opened with what the settings say of them, on the same clock, chance and log', async () => {
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
  for (const templateId of Object.keys(USES)) {
    const { body } = await host.call(`POST ${JOBS}`, { body: { templateId } });
    await bench.services.house.contexts.get(String(body.id));
    await host.call(`POST ${JOBS}/${body.id}/validateCredentials`, { body: { useSavedCredentials: true } });
    expect(open.mock.lastCall?.slice(0, 2)).toMatchObject([{ id: body.id, templateId }, new Map([['Server', 'dc']])]);
    expect(tryOut.mock.lastCall?.slice(0, 2)).toEqual([templateId, new Map([['Server', 'dc']])]);
    expect(tryOut.mock.lastCall?.[2]).toEqual(USES[templateId]);
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

/** What the connection of each template is tested for: what its people are looked up by, and all that its schema writes. */
const USES: Readonly<Record<string, object>> = {
  API2AAD: { matchAttribute: 'employeeId', written: expect.arrayContaining(['userPrincipalName', 'manager']) },
  API2AD: { matchAttribute: 'employeeID', written: expect.arrayContaining(['sAMAccountName', 'manager']) },
  API2SCIM: { matchAttribute: 'externalId', written: expect.arrayContaining(['userName', 'active']) },
};

/** Which addresses a target may be opened on; that the exchange and Graph's traffic stand behind the same rule. */
describe.each([
  { where: 'on a laptop', environment: {}, refused: [], options: { keyVaultHosts: undefined } },
  {
    where: 'deployed',
    environment: { ...DEPLOYED, AzureWebJobsStorage__clientId: IDENTITY },
    refused: ['127.0.0.1', '169.254.169.254'],
    options: { keyVaultHosts: ['vault.example'], identityClientId: IDENTITY },
  },
])('$where', ({ environment, refused, options }) => {
  test(`${refused.length} of the addresses of this machine are refused`, async () => {
    const opening = await portsOfOpening(environment);
    const asked = ['127.0.0.1', '127.0.0.9', '169.254.169.254', '10.0.0.1'];
    expect(asked.filter((host) => isRefused(() => opening.egress.check(host)))).toEqual(refused);
    expect(opening.options).toMatchObject(options);
  });

  test('so it is for the exchange, and for whatever goes to Graph', async () => {
    const { exchange, traffic } = await portsOfOpening(environment);
    const request = { method: 'GET', url: 'http://127.0.0.1:1/', headers: {}, timeoutMs: 1_000 } as const;
    const code = refused.length > 0 ? 'InvalidCredentials' : 'EndpointUnavailable';
    await expect(exchange({ ...request, whenStrange: 'InvalidAnchor' })).rejects.toMatchObject({ code });
    expect(traffic).toEqual({ line: expect.any(Function), over: exchange });
  });
});

test('an agent opens its job’s directory with the secrets of its own site, whatever the service keeps', async () => {
  const open = watchOpening();
  const { createWorkbench, JOB_ID } = jest.requireActual<typeof import('../support/workbench')>('../support/workbench');
  const { buildServices } = jest.requireActual<typeof import('../../shared/composition/services')>(
    '../../shared/composition/services',
  );
  const { services, ...world } = await createWorkbench();
  const secrets = new Map([['Server', 'dc.site.example']]);
  const { random } = services.house;
  const agent = buildServices(services.settings, { ...world, random, agent: { secrets } });
  await agent.house.contexts.get(JOB_ID);
  expect(open.mock.lastCall?.[1]).toEqual(secrets);
});

test('an HR system is opened as a SCIM service that a webhook may reach, and its vaults as a target’s', async () => {
  const open = watchOpening();
  const { createWorkbench, JOB_ID } = jest.requireActual<typeof import('../support/workbench')>('../support/workbench');
  const bench = await createWorkbench(DEPLOYED);
  await bench.services.house.contexts.get(JOB_ID);
  const ofJob = open.mock.lastCall?.[2];
  const secrets = new Map([['BaseAddress', 'https://hr.example/scim']]);
  await bench.services.house.openHr('outlet-1', secrets);
  const [job, given, ports] = open.mock.lastCall ?? [];
  expect([job, given]).toEqual([expect.objectContaining({ id: 'outlet-1', templateId: 'API2SCIM' }), secrets]);
  expect(['10.0.0.1', '127.0.0.1'].filter((host) => isRefused(() => ports?.egress.check(host)))).toHaveLength(2);
  expect([ports?.vaults === ofJob?.exchange, ports?.exchange === bench.services.house.outside]).toEqual([true, true]);
});

type Opening = typeof import('../../shared/targets/open/openTarget');

/** Takes the place of what opens targets. */
function watchOpening() {
  const open = jest.fn<Promise<Target>, Parameters<Opening['openTarget']>>().mockResolvedValue(STUB);
  jest.doMock('../../shared/targets/open/openTarget', () => ({ openTarget: open }));
  return open;
}

/** What a job's target is opened with; the traffic to Graph is told by the exchange that it goes over. */
async function portsOfOpening(environment: Readonly<Record<string, string>>) {
  const open = watchOpening();
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

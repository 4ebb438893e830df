/** With what the composition root opens targets: a file of its own, because it takes the place of what opens them. */
import type { Target } from '../../shared/targets/target';

test('targets are opened with what the settings say of them, on the same clock, chance and log', async () => {
  const stub = { capabilities: { displayName: 'Stub' }, defaultDomain: async () => '' } as Target;
  type Opening = typeof import('../../shared/targets/open/openTarget');
  const open = jest.fn<Promise<Target>, Parameters<Opening['openTarget']>>().mockResolvedValue(stub);
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

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from '../../support/eventually';
import { buildSampleBundle, type SampleBundle } from '../support/sampleBundle';
import { SAMPLE_SETTINGS, startSampleHost } from '../support/sampleHost';

const bundles: SampleBundle[] = [];

function bundle(source: string): string {
  const built = buildSampleBundle(source);
  bundles.push(built);
  return built.path;
}

afterAll(() => {
  for (const built of bundles) built.remove();
});

describe('start-up is refused', () => {
  test.each([
    {
      name: 'when there are no functions',
      source: 'export {};',
      fault: 'registers no functions',
    },
    {
      name: 'when the bundle throws',
      source: "import '@azure/functions'; throw new Error('TENANT_ID is missing');",
      fault: 'TENANT_ID is missing',
    },
    {
      name: 'when a name is taken',
      source: `import { app } from '@azure/functions';
        app.http('twin', { handler: () => ({}) }); app.http('twin', { handler: () => ({}) });`,
      fault: 'A function named "twin" is registered already.',
    },
    {
      name: 'when a trigger is of a kind this host has no part for',
      source: `import { app } from '@azure/functions';
        app.storageBlob('blob', { path: 'x', connection: 'AzureWebJobsStorage', handler: () => undefined });`,
      fault: 'Function "blob": bindings of type "blobTrigger" are not supported here.',
    },
    {
      name: 'when a route cannot be read',
      source: `import { app } from '@azure/functions'; app.http('f', { route: '{id', handler: () => ({}) });`,
      fault: 'Route "api/{id": "{id" has a brace without its partner.',
    },
    {
      name: 'when a setting in a schedule has no value',
      source: `import { app } from '@azure/functions'; app.timer('t', { schedule: '%WHEN%', handler: () => undefined });`,
      fault: 'Function "t": schedule needs the setting WHEN.',
    },
    {
      name: 'when a schedule cannot be read',
      source: `import { app } from '@azure/functions'; app.timer('t', { schedule: 'hourly', handler: () => undefined });`,
      fault: 'Function "t": schedule "hourly" must have six fields',
    },
    {
      name: 'when a connection has no value',
      source: `import { app } from '@azure/functions';
        app.storageQueue('q', { queueName: 'work', connection: 'Elsewhere', handler: () => undefined });`,
      fault: 'Function "q": the connection Elsewhere has no value.',
    },
    {
      name: 'when HTTP streams are on',
      source: `require('@azure/functions-core').setProgrammingModel({
        getCapabilities: async () => ({ HttpUri: 'http://127.0.0.1:1' }) });`,
      fault: 'HTTP streams are not supported here',
    },
  ])('$name', async ({ source, fault }) => {
    await expect(startSampleHost(bundle(source))).rejects.toThrow(fault);
  });
});

test('queues are refused where host.json brings nothing that could serve them, by the names of their functions', async () => {
  const queue = (name: string) => `app.storageQueue('${name}', { queueName: 'work', connection: 'AzureWebJobsStorage',
    handler: () => undefined });`;
  const path = bundle(`import { app } from '@azure/functions'; ${queue('first')} ${queue('second')}
    app.http('asked', { handler: () => ({}) });`);
  await expect(startSampleHost(path, { settings: { ...SAMPLE_SETTINGS, extensionBundle: undefined } })).rejects.toThrow(
    'host.json names no extensionBundle: the real host would not run first, second.',
  );
});

test.each([undefined, ''])('a placeholder in the name of a queue is refused where its setting is %p', async (NAME) => {
  const path = bundle(`import { app } from '@azure/functions';
    app.storageQueue('q', { queueName: '%NAME%', connection: 'AzureWebJobsStorage', handler: () => undefined });`);
  await expect(startSampleHost(path, { environment: { AzureWebJobsStorage: 'memory', NAME } })).rejects.toThrow(
    'Function "q": queueName needs the setting NAME.',
  );
});

test('a function over the function timeout answers 500', async () => {
  const path = bundle(`import { app } from '@azure/functions';
    app.http('endless', { handler: () => new Promise(() => undefined) });`);
  const host = await startSampleHost(path, {
    settings: { ...SAMPLE_SETTINGS, routePrefix: '', functionTimeoutMs: 50 },
  });
  expect((await fetch(`${host.url}/endless`)).status).toBe(500);
  expect(host.logger.lines.find((line) => line.level === 'error')?.fields.error).toContain(
    'Timeout value of 00:00:00.050 was exceeded by function: endless',
  );
  await host.close();
});

test('a stop lets running functions finish, then runs the stop hooks', async () => {
  const path = bundle(`import { app } from '@azure/functions';
    app.http('slow', { handler: async (_, context) => {
      context.log('slow began');
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { body: 'done' };
    } });
    app.hook.appTerminate(() => require('node:fs').writeFileSync(__dirname + '/stopped', ''));
    app.hook.log((context) => { context.message = context.message.toUpperCase(); });`);
  const host = await startSampleHost(path);
  const response = fetch(`${host.url}/api/slow`);
  await eventually(async () => {
    expect(host.logger.messages('info')).toContain('SLOW BEGAN');
  });
  await host.close();
  await expect((await response).text()).resolves.toBe('done');
  expect(existsSync(join(dirname(path), 'stopped'))).toBe(true);
  await expect(fetch(`${host.url}/api/slow`)).rejects.toThrow('fetch failed');
});

test('a stop does not wait longer than it was told', async () => {
  const path = bundle(`import { app } from '@azure/functions';
    app.storageQueue('endless', { queueName: 'work', connection: 'AzureWebJobsStorage',
      handler: (_, context) => { context.log('began'); return new Promise(() => undefined); } });`);
  const host = await startSampleHost(path);
  await host.storage.queue('work').send('1');
  await eventually(async () => {
    expect(host.logger.messages('info')).toContain('began');
  });
  await host.stop(50);
  expect(host.logger.messages('warn')).toEqual([
    'Functions were still running and are left behind; their messages come back',
  ]);
  expect(host.storage.queue('work').messages()).toHaveLength(1);
  await host.front.close(0);
});

/** What is answered of the service's own state, whatever that state is. */
import { InvocationContext } from '@azure/functions';
import { httpRequest } from '../support/httpCall';
import { SETTINGS } from './settings';

const before = process.env;
beforeEach(() => jest.resetModules());
afterEach(() => {
  process.env = before;
});

/** In a process of its own with these settings, and with storage that is asked by nobody. */
async function ask(environment: Readonly<Record<string, string>>, route: 'health' | 'health/ready') {
  process.env = { ...SETTINGS, ...environment };
  const place = () => new Proxy({}, { get: () => async () => Promise.reject(new Error('Nobody asks storage.')) });
  jest.doMock('../../shared/composition/world', () => ({
    realWorld: () => ({ storage: { table: place, queue: place }, clock: { now: () => 0 }, random: {}, logger: {} }),
  }));
  const services = jest.requireActual<typeof import('../../shared/composition/services')>(
    '../../shared/composition/services',
  );
  jest.doMock('../../shared/composition/services', () => services);
  const { healthOperations, readyOperations } = jest.requireActual<typeof import('../../shared/composition/health')>(
    '../../shared/composition/health',
  );
  const operations = route === 'health' ? healthOperations : readyOperations;
  const { handler } = services.endpoint(route, operations);
  const { status, body, headers } = await handler(httpRequest({}), new InvocationContext());
  return { status, headers, body: JSON.parse(String(body)) as Record<string, unknown> };
}

test('the process lives, with any settings and without storage', async () => {
  const answer = await ask({ TENANT_ID: '', SECRETS_KEY: 'x' }, 'health');
  expect(answer).toMatchObject({
    status: 200,
    body: { status: 'healthy', version: expect.stringMatching(/^\d+\.\d+/) },
  });
});

test('wrong settings are named, without what they hold', async () => {
  const { status, body } = await ask({ TENANT_ID: 'contoso', SECRETS_KEY: 'hunter2' }, 'health/ready');
  expect(status).toBe(503);
  expect(body).toMatchObject({ status: 'notReady', failing: ['setting TENANT_ID', 'setting SECRETS_KEY'] });
  expect(JSON.stringify(body)).not.toMatch(/contoso|hunter2/);
});

test('storage that refuses is named, and asked again soon', async () => {
  const { status, headers, body } = await ask({ TOKEN_JWKS_URI: 'http://127.0.0.1:9/keys' }, 'health/ready');
  expect([status, (headers as Record<string, string>)['Retry-After']]).toEqual([503, '5']);
  expect(body.failing).toEqual(['storage tables', 'storage queues', 'issuer keys', 'supervision']);
});

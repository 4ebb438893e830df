/** With what the composition root verifies and serves requests: a file of its own, because it takes the place of the verifier. */
import { InvocationContext } from '@azure/functions';
import type { Handler } from '../../shared/api/http/endpoint';
import { httpRequest } from '../support/httpCall';
import { fakeClock, rememberingLogger, seededRandom } from '../support/world';
import { DEPLOYED, SETTINGS } from './settings';

const TRUST = {
  TOKEN_ISSUERS: 'https://one.example/,https://two.example/',
  TOKEN_AUDIENCES: 'api://muster,https://graph.example',
  TOKEN_JWKS_URI: 'https://keys.example/set',
  CONSOLE_SCOPE: 'api://muster/desk',
};
const KEYS = 'the keys of https://keys.example/set';

beforeEach(() => jest.resetModules());
const before = process.env;
afterEach(() => {
  process.env = before;
});

/** The endpoint of these settings, in a process of its own; what was made of them, and what was asked of storage. */
function serve(environment: Readonly<Record<string, string>>, operations: { GET: Handler }) {
  process.env = { ...SETTINGS, ...TRUST, ...environment };
  const caller = { kind: 'application', appId: 'a', objectId: 'o', roles: new Set(['A.Read']) };
  const verify = jest.fn().mockResolvedValue(caller);
  const createTokenVerifier = jest.fn().mockReturnValue(verify);
  jest.doMock('../../shared/api/http/authorize', () => ({
    ...jest.requireActual<object>('../../shared/api/http/authorize'),
    createTokenVerifier,
    remoteKeys: (uri: string) => `the keys of ${uri}`,
  }));
  const ensured: string[] = [];
  const place = (name: string) => ({ ensure: async () => void ensured.push(name) });
  const world = { clock: fakeClock(), random: seededRandom(), logger: rememberingLogger() };
  jest.doMock('../../shared/composition/world', () => ({
    realWorld: () => ({ ...world, storage: { table: place, queue: place } }),
  }));
  const { endpoint } = jest.requireActual<typeof import('../../shared/composition/services')>(
    '../../shared/composition/services',
  );
  const { handler } = endpoint('things', operations);
  const headers = { authorization: 'Bearer x', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
  const ask = (more: Readonly<Record<string, string>> = {}) =>
    handler(httpRequest({ headers: { ...headers, ...more } }), new InvocationContext());
  return { ask, createTokenVerifier, verify, ensured };
}

const OPERATIONS = { GET: { roles: ['A.Read'], handle: async () => ({ status: 204 }) } };

test.each([
  { where: 'on a laptop', environment: {}, people: { consoleScope: 'desk' } },
  { where: 'deployed without a console', environment: DEPLOYED, people: undefined },
  {
    where: 'deployed with a console',
    environment: { ...DEPLOYED, CONSOLE_CLIENT_ID: 'console' },
    people: { consoleScope: 'desk' },
  },
])('tokens are verified by what the settings trust, $where', async ({ environment, people }) => {
  const { ask, createTokenVerifier, verify } = serve(environment, OPERATIONS);
  expect(await ask()).toMatchObject({ status: 204 });
  await ask();
  expect(createTokenVerifier.mock.calls).toEqual([
    [
      {
        issuers: ['https://one.example/', 'https://two.example/'],
        audiences: ['api://muster', 'https://graph.example'],
        keys: KEYS,
        people,
      },
    ],
  ]);
  expect(verify.mock.calls).toEqual([['Bearer x'], ['Bearer x']]);
});

test('settings that allow no work are answered 503 to everybody, with where to look and none of their values', async () => {
  const { ask, ensured } = serve({ TENANT_ID: 'contoso.example', SECRETS_KEY: 'hunter2' }, OPERATIONS);
  const answer = await ask();
  expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '60' } });
  expect(String(answer.body)).toContain('GET /health/ready names the settings that are missing or wrong');
  expect(String(answer.body)).not.toMatch(/contoso|hunter2/);
  expect(ensured).toEqual([]);
});

test('pages of the origins that the settings name may read answers, and others may not', async () => {
  const { ask } = serve({ CORS_ORIGINS: 'https://desk.example' }, OPERATIONS);
  const allowed = async (origin: string) => {
    const { headers } = await ask({ origin });
    return (headers as Record<string, string>)['Access-Control-Allow-Origin'];
  };
  expect([await allowed('https://desk.example'), await allowed('https://desk.example.evil.example')]).toEqual([
    'https://desk.example',
    undefined,
  ]);
});

test('an operation begins when every table and queue is there, and knows the public address, whatever proxies say', async () => {
  const seen: unknown[] = [];
  const handle: Handler['handle'] = async ({ origin }) => {
    seen.push(origin, [...ensured].sort());
    return { status: 204 };
  };
  const { ask, ensured } = serve({}, { GET: { roles: ['A.Read'], handle } });
  await ask();
  const places = [
    'audit',
    'directory',
    'events',
    'inlets',
    'jobs',
    'names',
    'operations',
    'operations-first',
    'outlets',
    'people',
    'staging',
  ];
  expect(seen).toEqual(['https://muster.example', places]);
});

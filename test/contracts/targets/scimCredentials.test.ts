/** How the SCIM target says who it is: fixed headers, and tokens that are fetched, renewed, refused and forgotten. */
import { BASIC, CLIENT, type ScimServer, type ScimServerOptions, startScimServer } from '../../support/scimServer';
import { openScimTarget } from '../../support/scimTarget';
import { failureOf } from './contract';

let server: ScimServer;

async function restart(options: ScimServerOptions): Promise<void> {
  await server.close();
  server = await startScimServer(options);
}

beforeEach(async () => {
  server = await startScimServer({ versions: true });
});

afterEach(() => server.close());

const oauth = () => ({ kind: 'clientCredentials', tokenUrl: server.tokenUrl, ...CLIENT }) as const;
const tokensFetched = () => server.requests.filter(({ url }) => url === '/token').length;

test('a user name and password are sent as Basic', async () => {
  const { target } = openScimTarget(server, { credentials: { kind: 'basic', ...BASIC } });
  await expect(target.testConnection()).resolves.toBeUndefined();
});

test('one token serves many requests, also at once', async () => {
  const { target } = openScimTarget(server, { credentials: oauth() });
  await Promise.all([1, 2, 3].map(() => target.testConnection()));
  await target.testConnection();
  expect(tokensFetched()).toBe(1);
});

test('a token is replaced a minute before it expires', async () => {
  const { target, advance } = openScimTarget(server, { credentials: oauth() });
  await target.testConnection();
  advance(3_539_000);
  await target.testConnection();
  expect(tokensFetched()).toBe(1);
  advance(1_000);
  await target.testConnection();
  expect(tokensFetched()).toBe(2);
});

test('a token that was revoked is replaced at once', async () => {
  const { target } = openScimTarget(server, { credentials: oauth() });
  await target.testConnection();
  server.revokeIssuedTokens();
  await expect(target.create({ userName: 'ada' })).resolves.toMatchObject({ reportableIdentifier: 'ada' });
  expect(tokensFetched()).toBe(2);
});

test('a refused client is a matter of credentials, and its secret is not told', async () => {
  const { target } = openScimTarget(server, { credentials: { ...oauth(), clientSecret: 'not-the-secret' } });
  const failure = await failureOf(target.testConnection());
  expect(failure).toMatchObject({ code: 'InvalidCredentials', category: 'credentials' });
  expect(failure.message).toBe('The token endpoint gave no access token (HTTP 401): invalid_client: Not [redacted]');
  expect(failure.details).toBe('HTTP 401: {"error":"invalid_client","error_description":"Not [redacted]"}');
});

test('the token is never part of a failure', async () => {
  const { target } = openScimTarget(server);
  server.fail('GET', { kind: 'answer', status: 500, body: `Cannot work with ${server.token}` });
  const failure = await failureOf(target.testConnection());
  expect(failure).toMatchObject({ code: 'InternalServerError', details: 'HTTP 500: Cannot work with [redacted]' });
  expect(failure.message).not.toContain(server.token);
});

test('a key is sent in the header of its name', async () => {
  const { target } = openScimTarget(server, {
    credentials: { kind: 'key', header: 'X-Api-Key', key: server.token },
  });
  await target.testConnection();
  expect(server.requests[0]?.headers).toMatchObject({ 'x-api-key': server.token });
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
});

test('a token that is forgotten again on its way is replaced again', async () => {
  const { target } = openScimTarget(server, { credentials: oauth() });
  await target.testConnection();
  server.revokeIssuedTokens();
  server.fail('GET', { kind: 'answer', status: 401 }, { kind: 'answer', status: 401 });
  await expect(target.testConnection()).resolves.toBeUndefined();
  server.fail('GET', ...Array(3).fill({ kind: 'answer', status: 401 }));
  expect(await failureOf(target.testConnection())).toMatchObject({ code: 'InvalidCredentials' });
});

describe('a token of few seconds', () => {
  test.each([
    { tokenLifetime: 60, usedFor: 47_000, thenStale: 1_000 },
    { tokenLifetime: '10', usedFor: 7_000, thenStale: 1_000 },
  ])('is used for most of its $tokenLifetime seconds', async ({ tokenLifetime, usedFor, thenStale }) => {
    await restart({ tokenLifetime });
    const { target, advance } = openScimTarget(server, { credentials: oauth() });
    await target.testConnection();
    advance(usedFor);
    await target.testConnection();
    expect(tokensFetched()).toBe(1);
    advance(thenStale);
    await target.testConnection();
    expect(tokensFetched()).toBe(2);
  });

  test('that is said to last no time at all is used until it is refused', async () => {
    await restart({ tokenLifetime: 0 });
    const { target } = openScimTarget(server, { credentials: oauth() });
    await target.testConnection();
    await target.testConnection();
    expect(tokensFetched()).toBe(1);
  });
});

describe('a token endpoint', () => {
  test('that knows clients by a header is found out, once', async () => {
    await restart({ basicClients: true });
    const { target } = openScimTarget(server, { credentials: oauth() });
    await target.testConnection();
    expect(tokensFetched()).toBe(2);
    server.revokeIssuedTokens();
    await target.testConnection();
    expect(tokensFetched()).toBe(3);
  });

  test('is asked by a header at once where that is set, and with what else it wants to know', async () => {
    await restart({ basicClients: true });
    const parameters = { scope: 'scim.write' };
    const { target } = openScimTarget(server, {
      credentials: { ...oauth(), clientAuthentication: 'client_secret_basic', parameters },
    });
    await target.testConnection();
    expect(tokensFetched()).toBe(1);
    expect(server.requests[0]?.body).toEqual({ grant_type: 'client_credentials', scope: 'scim.write' });
  });

  test('that has a bad moment is asked again', async () => {
    const { target, waits } = openScimTarget(server, { credentials: oauth() });
    server.fail('POST', { kind: 'answer', status: 503 }, { kind: 'answer', status: 429 });
    await target.testConnection();
    expect(waits).toEqual([500, 2_000]);
  });

  test('that is away is a bad moment, and a token at hand goes on until it expires', async () => {
    const { target, advance } = openScimTarget(server, { credentials: oauth() });
    await target.testConnection();
    const away = Array(3).fill({ kind: 'answer', status: 503 });
    advance(3_541_000);
    server.fail('POST', ...away);
    await target.testConnection();
    advance(60_000);
    server.fail('POST', ...away);
    expect(await failureOf(target.testConnection())).toMatchObject({
      code: 'EndpointUnavailable',
      message: 'The token endpoint is not available (HTTP 503).',
    });
  });
});

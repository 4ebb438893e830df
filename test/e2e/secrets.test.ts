/** What a laptop keeps and says of itself: secrets over a restart, without anything being set up, and the name it is known by. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { type Stack, startStack, temporaryFolder } from '../support/stack';
import { type StrangeScimServer, startStrangeScimServer } from '../support/strangeScimServer';

const folder = temporaryFolder();
let scim: StrangeScimServer;
beforeAll(async () => {
  scim = await startStrangeScimServer();
});
afterAll(async () => {
  await scim.close();
  folder.remove();
});

async function withStack<T>(
  work: (stack: Stack, synchronization: string) => Promise<T>,
  environment: Record<string, string> = {},
): Promise<T> {
  const settings = { ALLOW_LOOPBACK_TARGETS: 'true', SECRETS_KEY: '', ...environment };
  const stack = await startStack(folder.path, settings);
  try {
    return await work(stack, `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization`);
  } finally {
    await stack.stop();
  }
}

async function validates(stack: Stack, synchronization: string): Promise<number> {
  const body = JSON.stringify({ templateId: 'API2SCIM', useSavedCredentials: true });
  return (await stack.call(`${synchronization}/jobs/validateCredentials`, { method: 'POST', body })).status;
}

test('what is saved is sealed under a key of its own, and opens after a restart', async () => {
  await withStack(async (stack, synchronization) => {
    const value = [
      { key: 'BaseAddress', value: scim.baseUrl },
      { key: 'SecretToken', value: scim.token },
    ];
    const saved = await stack.call(`${synchronization}/secrets`, { method: 'PUT', body: JSON.stringify({ value }) });
    expect(saved.status).toBe(204);
    expect(await validates(stack, synchronization)).toBe(204);
  });
  const path = join(folder.path, 'secrets-key.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const key = readFileSync(path, 'utf8');

  await withStack(async (stack, synchronization) => {
    expect(await validates(stack, synchronization)).toBe(204);
    const shown = (await (await stack.call(`${synchronization}/secrets`)).json()) as { value: object[] };
    expect(shown.value).toContainEqual({ key: 'SecretToken', value: '*' });
  });
  expect(readFileSync(path, 'utf8')).toBe(key);
});

test('behind a public name, discovery, tokens and links carry that name', async () => {
  const PUBLIC = 'https://muster.example';
  await withStack(
    async ({ info }) => {
      const { baseUrl, tenantId, clientId, clientSecret } = info;
      const get = async (path: string, headers = {}) => (await fetch(`${baseUrl}${path}`, { headers })).json();
      const discovery = (await get(`/${tenantId}/v2.0/.well-known/openid-configuration`)) as { token_endpoint: string };
      expect(discovery).toMatchObject({
        issuer: `${PUBLIC}/${tenantId}/v2.0`,
        token_endpoint: `${PUBLIC}/${tenantId}/oauth2/v2.0/token`,
        authorization_endpoint: `${PUBLIC}/${tenantId}/oauth2/v2.0/authorize`,
        jwks_uri: `${PUBLIC}/${tenantId}/discovery/v2.0/keys`,
      });
      expect(await get('/muster')).toMatchObject({ authority: `${PUBLIC}/${tenantId}` });

      const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' };
      const body = new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' });
      const answer = await fetch(discovery.token_endpoint.replace(PUBLIC, baseUrl), { method: 'POST', body });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      expect(decodeJwt(token).iss).toBe(`${PUBLIC}/${tenantId}/v2.0`);
      expect(await get('/v1.0/servicePrincipals?$select=id', { authorization: `Bearer ${token}` })).toMatchObject({
        '@odata.context': `${PUBLIC}/v1.0/$metadata#servicePrincipals(id)`,
      });
    },
    { PUBLIC_BASE_URL: PUBLIC },
  );
});

/** Secrets on a laptop: kept without anything being set up, and still there after a restart. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

async function withStack<T>(work: (stack: Stack, synchronization: string) => Promise<T>): Promise<T> {
  const stack = await startStack(folder.path, { ALLOW_LOOPBACK_TARGETS: 'true', SECRETS_KEY: '' });
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

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openIdentity } from '../../local/identity';
import { systemRandom } from '../../shared/composition/system';
import { temporaryFolder } from './support/temporaryFolder';

const folder = temporaryFolder();
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('the first start makes ids and secrets, the next one finds them', async () => {
  const path = join(folder, 'local.json');
  const first = await openIdentity(path, systemRandom, undefined);
  expect(first.tenantId).toMatch(GUID);
  expect(first.servicePrincipalId).toMatch(GUID);
  expect(first.client.clientSecret).toMatch(/^[\w-]{40}$/);
  expect(first.client.clientSecret).not.toBe(first.uploadClient.clientSecret);
  await expect(openIdentity(path, systemRandom, undefined)).resolves.toEqual(first);
});

test('the file is for its owner only', async () => {
  const path = join(folder, 'private.json');
  await openIdentity(path, systemRandom, undefined);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the job id has the shape of Microsoft’s', async () => {
  const tenant = 'B16687D3-8faf-42ad-b298-92cdcaf01c6e';
  const { tenantId, jobId } = await openIdentity(join(folder, 'job.json'), systemRandom, tenant);
  expect(tenantId).toBe(tenant);
  expect(jobId).toMatch(/^API2AAD\.b16687d38faf42adb29892cdcaf01c6e\.[0-9a-f-]{36}$/);
});

test('a tenant that the user names goes before the one in the file, and leaves the rest', async () => {
  const path = join(folder, 'tenant.json');
  const kept = await openIdentity(path, systemRandom, undefined);
  const named = await openIdentity(path, systemRandom, 'b16687d3-8faf-42ad-b298-92cdcaf01c6e');
  expect(named).toEqual({ ...kept, tenantId: 'b16687d3-8faf-42ad-b298-92cdcaf01c6e' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(kept);
});

test.each([
  { name: 'no JSON', text: '{', message: 'holds no JSON.' },
  { name: 'no object', text: '7', message: 'tenantId must be a text.' },
  { name: 'an empty secret', text: faulty({ clientSecret: '' }), message: 'client.clientSecret must be a text.' },
  { name: 'a number for an id', text: faulty({ objectId: 7 }), message: 'client.objectId must be a text.' },
])('a file that holds $name is refused', async ({ text, message }) => {
  const path = join(folder, 'faulty.json');
  writeFileSync(path, text);
  await expect(openIdentity(path, systemRandom, undefined)).rejects.toThrow(message);
  await expect(openIdentity(path, systemRandom, undefined)).rejects.toThrow(path);
});

function faulty(client: object): string {
  const sound = { clientId: 'c', clientSecret: 's', objectId: 'o' };
  return JSON.stringify({
    tenantId: 't',
    servicePrincipalId: 'sp',
    appId: 'a',
    jobId: 'j',
    client: { ...sound, ...client },
    uploadClient: sound,
  });
}

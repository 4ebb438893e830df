import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSecretsKey } from '../../local/secretsKey';
import { systemRandom } from '../../shared/composition/system';
import { createSealer } from '../../shared/store/jobs/sealing';
import { temporaryFolder } from './support/temporaryFolder';

const folder = temporaryFolder();

test('the first start makes a key that secrets can be kept under, the next one finds it', async () => {
  const path = join(folder, 'secrets-key.json');
  const key = await openSecretsKey(path, systemRandom);
  const sealed = createSealer(Buffer.from(key, 'base64'), systemRandom).seal('hunter2', 'here');
  const again = await openSecretsKey(path, systemRandom);
  expect(createSealer(Buffer.from(again, 'base64'), systemRandom).open(sealed, 'here', 'It')).toBe('hunter2');
});

test('the file is for its owner only', async () => {
  const path = join(folder, 'private.json');
  await openSecretsKey(path, systemRandom);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  { name: 'no JSON', text: 'c2VjcmV0', message: 'holds no JSON.' },
  { name: 'no text', text: '{"key":"x"}', message: 'holds no key of 32 bytes in base64.' },
  { name: 'a key that is too short', text: '"c2VjcmV0"', message: 'holds no key of 32 bytes in base64.' },
])('a file that holds $name is refused, and left as it is', async ({ text, message }) => {
  const path = join(folder, 'faulty.json');
  writeFileSync(path, text);
  await expect(openSecretsKey(path, systemRandom)).rejects.toThrow(message);
  await expect(openSecretsKey(path, systemRandom)).rejects.toThrow(path);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

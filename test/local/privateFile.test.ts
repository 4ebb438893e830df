/** A private file is written by way of a draft, so that there is no moment in which it is half of itself. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrivateJson, writePrivateJson } from '../../local/privateFile';

const folder = mkdtempSync(join(tmpdir(), 'muster-private-'));
const path = join(folder, 'identity.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => jest.restoreAllMocks());

test('whoever reads it while it is written anew reads all of what it was, as a crash would leave it', async () => {
  await writePrivateJson(path, { key: 'old' });
  const reader = await open(path);
  await writePrivateJson(path, { key: 'new' });
  expect(JSON.parse(await reader.readFile('utf8'))).toEqual({ key: 'old' });
  await reader.close();
  expect(await readPrivateJson(path)).toEqual({ key: 'new' });
});

test('nobody else may read it', async () => {
  await writePrivateJson(path, { key: 'secret' });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['identity.json']);
});

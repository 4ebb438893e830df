import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataFolder, watchDataFolder } from '../../local/dataFolder';
import { temporaryFolder } from './support/temporaryFolder';

const MIB = 1024 * 1024;
const ROOT = temporaryFolder();

test('is its owner’s alone, made here or found, and holds nothing of the probe', async () => {
  const made = join(ROOT, 'a', 'b');
  await openDataFolder(made);
  await mkdir(join(ROOT, 'open'), { mode: 0o755 });
  await openDataFolder(join(ROOT, 'open'));
  for (const folder of [made, join(ROOT, 'open')]) {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readdir(folder)).toEqual([]);
  }
});

test('that cannot be one is told at once, with what to do', async () => {
  const file = join(ROOT, 'file');
  await writeFile(file, '');
  await expect(openDataFolder(file)).rejects.toThrow(
    new RegExp(`^The data folder ${file} cannot be used: .+\\. Name another one with --data\\.$`),
  );
  await expect(openDataFolder(join(file, 'below'))).rejects.toThrow('cannot be used');
});

describe('watched', () => {
  test('is all right while it is there', async () => {
    const look = await watchDataFolder(ROOT);
    expect([await look(), await look()]).toEqual([undefined, undefined]);
  });

  test('is missed when it is gone, also where another one stands in its place', async () => {
    const folder = join(ROOT, 'data');
    await mkdir(folder);
    const look = await watchDataFolder(folder);
    await rename(folder, `${folder}-away`);
    expect(await look()).toMatch(/ is gone\. /);
    await mkdir(folder);
    expect(await look()).toMatch(/ is gone, and another one stands in its place\. /);
    await rm(folder, { recursive: true });
    await rename(`${folder}-away`, folder);
    expect(await look()).toBeUndefined();
  });

  test('is full below 16 MiB, and has room again from 32 MiB on', async () => {
    const free = [16 * MIB, 16 * MIB - 1, 32 * MIB - 1, 32 * MIB];
    const identity = async () => 'the same';
    const look = await watchDataFolder('/data', { identity, freeBytes: async () => free.shift() ?? 0 });
    expect([await look(), await look(), await look(), await look()]).toEqual([
      undefined,
      'The disk of /data is full: 15 MiB are left. Nothing is accepted until there is room again.',
      'The disk of /data is full: 31 MiB are left. Nothing is accepted until there is room again.',
      undefined,
    ]);
  });
});

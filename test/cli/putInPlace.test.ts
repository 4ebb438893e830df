/** A file is there whole, or as it was before, and nobody else reads it. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepMoved, putInPlace } from '../../cli/putInPlace';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-'));
  path = join(folder, 'hr.csv');
  await writeFile(path, 'before');
});
afterEach(() => rm(folder, { recursive: true }));

test('what was written takes the place of what stood there, and no draft is left', async () => {
  await putInPlace(path, async (draft) => {
    await writeFile(draft, 'after', { mode: 0o600 });
    expect(await readFile(path, 'utf8')).toBe('before');
  });
  await keepMoved(path);
  expect(await readFile(path, 'utf8')).toBe('after');
  expect(await readdir(folder)).toEqual(['hr.csv']);
});

test('where writing fails the file stays as it was, and no draft is left', async () => {
  const writing = putInPlace(path, async (draft) => {
    await writeFile(draft, 'half');
    throw new Error('The service is gone.');
  });
  await expect(writing).rejects.toThrow('The service is gone.');
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['hr.csv']);
});

test('a folder that is not there is named, and not the draft', async () => {
  const writing = putInPlace(join(folder, 'none', 'hr.csv'), (draft) => writeFile(draft, 'after'));
  await expect(writing).rejects.toMatchObject({ message: 'There is no such folder.', place: join(folder, 'none') });
});

test('a draft that another process left behind does not pass on its mode', async () => {
  await writeFile(`${path}.${process.pid}`, 'left', { mode: 0o644 });
  await putInPlace(path, (draft) => writeFile(draft, 'after', { mode: 0o600 }));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

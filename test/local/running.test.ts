/** What a running stack leaves for the command line to find, and that it takes it away again. */
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLocalService } from '../../cli/client/localService';
import { announceRunning } from '../../local/running';

const READY = {
  baseUrl: 'http://127.0.0.1:7071',
  tokenEndpoint: 'http://127.0.0.1:7071/token',
  clientId: 'client',
  clientSecret: 'secret',
  servicePrincipalId: 'principal',
  jobId: 'job',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-running-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const places = () => ({ env: { XDG_STATE_HOME: join(folder, 'state') }, home: folder, platform: 'linux' as const });

async function announce(name: string, port = 7071) {
  const data = join(folder, name, '.muster');
  await mkdir(data, { recursive: true });
  const ready = JSON.stringify({ ...READY, baseUrl: `http://127.0.0.1:${port}` });
  return announceRunning(data, { ready, pid: process.pid, startedAt: 0 }, places());
}

const find = (cwd: string, { ok = true, isAlive = true } = {}) =>
  findLocalService({
    ...places(),
    cwd: join(folder, cwd),
    fetch: async () => new Response('', { status: ok ? 200 : 503 }),
    isAlive: () => isAlive,
  });

test('it is found from the folder it runs in and those below, and from anywhere while it is the only one', async () => {
  await announce('here');
  for (const cwd of ['here', 'here/below/deep', 'elsewhere']) {
    expect(await find(cwd)).toMatchObject({ ...READY, folder: join(folder, 'here/.muster') });
  }
});

test('it is its owner’s alone: a secret is in it', async () => {
  await announce('here');
  expect((await stat(join(folder, 'here/.muster/running.json'))).mode & 0o077).toBe(0);
  expect(await readFile(join(folder, 'state/muster/local.json'), 'utf8')).not.toContain('secret');
});

test('it is gone when it was taken away, when its process is gone, and when nobody answers', async () => {
  const takeAway = await announce('here');
  expect(await find('here', { isAlive: false })).toBeUndefined();
  expect(await find('here', { ok: false })).toBeUndefined();
  await takeAway();
  expect(await find('here')).toBeUndefined();
});

test('of two, the near one is meant; from elsewhere both are named', async () => {
  await announce('one', 7071);
  await announce('two', 7072);
  expect(await find('two')).toMatchObject({ baseUrl: 'http://127.0.0.1:7072' });
  await expect(find('elsewhere')).rejects.toMatchObject({
    exit: 2,
    details: [expect.stringContaining('7072'), expect.stringContaining('7071')],
  });
});

test('what was left of one that is gone is forgotten by the next', async () => {
  const takeAway = await announce('one', 7071);
  await takeAway();
  await announce('two', 7072);
  const { running } = JSON.parse(await readFile(join(folder, 'state/muster/local.json'), 'utf8'));
  expect(running).toEqual([join(folder, 'two/.muster/running.json')]);
});

/**
 * What is deployed: `dist/app`, and nothing else. It must run where nothing lies beside it or above it, and two people who
 * build one commit must get the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { ROOT, type Stack, startStack, temporaryFolder } from '../support/stack';

const APP = join(ROOT, 'dist/app');
const MEBIBYTE = 1024 * 1024;

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('the package', () => {
  test('holds what the host reads, and no source, map or package of others', () => {
    const [console, others] = [true, false].map((isConsole) =>
      filesOf(APP).filter((name) => name.startsWith('console/') === isConsole),
    );
    expect(others).toEqual(['functions/index.js', 'functions/telemetry.js', 'host.json', 'package.json']);
    const assets = JSON.parse(readFileSync(join(APP, 'console/assets.json'), 'utf8')) as Record<string, object>;
    expect(console?.filter((name) => !/\.(?:br|gz)$/.test(name))).toEqual(
      ['assets.json', ...Object.keys(assets)].map((name) => `console/${name}`).sort(),
    );
  });

  test('names its entry, and has nothing to install or run', () => {
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
    const manifest: unknown = JSON.parse(readFileSync(join(APP, 'package.json'), 'utf8'));
    expect(manifest).toEqual({ name, version, private: true, main: 'functions/index.js' });
  });

  test('is small: the functions are read at every cold start, and the console is kept in memory', () => {
    const bytesOf = (names: readonly string[]) => names.reduce((sum, name) => sum + statSync(join(APP, name)).size, 0);
    const [page, rest] = [true, false].map((isPage) =>
      filesOf(APP).filter((name) => isPage === /^console\//.test(name)),
    );
    expect(bytesOf(rest ?? [])).toBeLessThan(3 * MEBIBYTE);
    expect(bytesOf(page ?? [])).toBeLessThan(2 * MEBIBYTE);
  });

  test('carries nothing of what is never deployed', () => {
    const { sources } = JSON.parse(readFileSync(join(ROOT, 'dist/maps/functions/index.js.map'), 'utf8')) as {
      sources: readonly string[];
    };
    const own = sources.filter((source) => source.startsWith('../') && !source.includes('node_modules/'));
    expect(own.length).toBeGreaterThan(100);
    expect(own.filter((source) => !/^(?:\.\.\/)+(?:(?:functions|shared)\/|package\.json$)/.test(source))).toEqual([]);
  });

  test('is the same to the byte when it is built again', () => {
    const build = () => {
      const out = join(folder.path, 'build');
      execFileSync(process.execPath, ['build.mjs', '--quiet', `--out=${out}`], { cwd: ROOT });
      const told = execFileSync(process.execPath, ['infra/package.mjs', `--out=${out}`], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      return /^([0-9a-f]{64}) {2}\S+\/muster-[\d.]+\.zip {2}(\d+) bytes\n$/.exec(told)?.slice(1);
    };
    const [first, again] = [build(), build()];
    expect(first).toHaveLength(2);
    expect(again).toEqual(first);
    expect(Number(first?.[1])).toBeLessThan(2.5 * MEBIBYTE); // the console's files are there in two codings, too
  });
});

describe('alone in a folder of its own', () => {
  let stack: Stack;
  beforeAll(async () => {
    const app = join(folder.path, 'app');
    cpSync(APP, app, { recursive: true });
    stack = await startStack(join(folder.path, 'data'), { SUPERVISE_SCHEDULE: '*/1 * * * * *' }, ['--app', app]);
  });
  afterAll(() => stack.stop());

  test('takes an upload, and its people end in the log', async () => {
    const { bulkUploadUrl, logsUrl } = stack.info;
    const body = readFileSync(join(ROOT, 'docs/examples/quickstart.json'), 'utf8');
    const headers = { 'content-type': 'application/scim+json' };
    expect((await stack.call(bulkUploadUrl, { method: 'POST', body, headers })).status).toBe(202);
    await eventually(async () => {
      const log = (await (await stack.call(logsUrl)).json()) as { value: readonly unknown[] };
      expect(log.value.length).toBeGreaterThanOrEqual(2);
    });
  });

  test('a stack trace of it can be read with the map that stands in dist/maps', () => {
    const code = readFileSync(join(APP, 'functions/index.js'), 'utf8');
    const map = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(code)?.[1] ?? '';
    expect(readFileSync(join(APP, 'functions', map), 'utf8')).toContain('"sources"');
  });
});

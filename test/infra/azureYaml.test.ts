/** What azd is told: to take the package as it is built, and to run the script that is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const AZURE_YAML = readFileSync(join(ROOT, 'azure.yaml'), 'utf8');
/** The value of a line, by its key: the file is flat enough. */
const written = (key: string) => new RegExp(`^ *${key}: (.+)$`, 'm').exec(AZURE_YAML)?.[1];

test('azd deploys the folder that the build writes, and builds nothing elsewhere', () => {
  expect(readFileSync(join(ROOT, 'build.mjs'), 'utf8')).toContain("const app = join(out, 'app');");
  const service = ['project', 'language', 'host', 'dist', 'remoteBuild'].map(written);
  expect(service).toEqual(['.', 'js', 'function', 'dist/app', 'false']);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts.build).toBe('node build.mjs');
});

test('no ignore file takes anything out of it', () => {
  expect(existsSync(join(ROOT, '.funcignore'))).toBe(false);
});

test('each hook runs a script that is there, on every system', () => {
  const runs = [...AZURE_YAML.matchAll(/shell: (\w+), run: node (\S+) (\w+) \}/g)].map(([, ...run]) => run);
  expect(runs).toEqual([
    ['sh', 'infra/hooks/entra.mjs', 'app'],
    ['pwsh', 'infra/hooks/entra.mjs', 'app'],
    ['sh', 'infra/hooks/entra.mjs', 'grant'],
    ['pwsh', 'infra/hooks/entra.mjs', 'grant'],
  ]);
  expect(existsSync(join(ROOT, 'infra/hooks/entra.mjs'))).toBe(true);
});

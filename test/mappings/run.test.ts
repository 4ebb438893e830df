import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaOf } from '../engine/support/schemas';

const RUNNER = join(__dirname, 'run.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mapping-cases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUNNER, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const CASE = { name: 'ann is created', person: { externalId: '1', x: 'a' }, expected: { values: { y: 'a' } } };
const SCHEMA = schemaOf({ source: ['x'], target: ['y'], mappings: [['y', '[x]']] });

test('the cases that come with the default schemas pass', () => {
  const { status, stdout } = run();
  expect(stdout).toContain('API to Azure Active Directory');
  expect(stdout).toContain('API to Active Directory');
  expect(stdout).toMatch(/\n2\d passed, 0 failed\n$/);
  expect(status).toBe(0);
});

test('a failing case shows the difference and exits with 1', () => {
  mkdirSync(join(folder, 'cases', 'deeper'), { recursive: true });
  file('cases/a.json', CASE);
  file('cases/deeper/b.json', [{ ...CASE, name: 'bo is created', expected: { values: { y: 'b' } } }]);
  const { status, stdout } = run('--schema', file('schema.json', SCHEMA), '--cases', 'cases');
  expect(stdout).toBe(
    [
      'cases: API to Directory',
      '  ✓ ann is created',
      '  ✗ bo is created  (cases/deeper/b.json)',
      '      values.y',
      '        - expected  b',
      '        + actual    a',
      '          [x] gave a. The account is new.',
      '1 passed, 1 failed',
      '',
    ].join('\n'),
  );
  expect(status).toBe(1);
});

test('values are explained on request', () => {
  file('a.json', CASE);
  file('schema.json', SCHEMA);
  const { status, stdout } = run('--schema', 'schema.json', '--cases', '.', '--explain');
  expect(stdout).toContain('      → y = a\n          [x]  with x = a\n          The account is new.\n');
  expect(status).toBe(0);
});

test('cases may run against the default schema of a template', () => {
  file('a.json', {
    name: 'n',
    person: { externalId: '1', userName: 'ann', displayName: 'Ann' },
    expected: { values: { cn: 'Ann' } },
  });
  expect(run('--template', 'api2ad', '--cases', '.')).toMatchObject({ status: 0 });
});

test.each<{ rule: string; files: Record<string, unknown>; args: readonly string[]; message: string }>([
  {
    rule: 'a schema that could not be saved',
    files: { 'schema.json': { ...SCHEMA, directories: [] }, 'a.json': CASE },
    args: ['--schema', 'schema.json', '--cases', '.'],
    message:
      'schema.json could not be saved as a schema:\n  synchronizationRules[0].sourceDirectoryName: There is no directory "API".\n',
  },
  {
    rule: 'a case that cannot be read',
    files: { 'a.json': { name: 'n', person: {} } },
    args: ['--cases', '.'],
    message: 'a.json:\n  expected must be an object.\n',
  },
  { rule: 'text that is no JSON', files: { 'a.json': '{' }, args: ['--cases', '.'], message: 'a.json: ' },
  {
    rule: 'an unknown template',
    files: {},
    args: ['--template', 'X', '--cases', '.'],
    message: '--template must be one of API2AAD, API2AD, API2SCIM, got X.\n',
  },
  { rule: 'no cases', files: {}, args: ['--cases', '.'], message: 'There are no cases to run.\n' },
  { rule: 'a folder that does not exist', files: {}, args: ['--cases', 'nope'], message: 'nope does not exist.\n' },
  {
    rule: 'a schema without cases',
    files: {},
    args: ['--schema', 's.json'],
    message: '--cases DIR is missing: which cases are to run?\n',
  },
  { rule: 'an unknown option', files: {}, args: ['--nope'], message: "Unknown option '--nope'" },
])('exits with 2 and a message for $rule', ({ files, args, message }) => {
  for (const [name, content] of Object.entries(files)) file(name, content);
  const { status, stderr } = run(...args);
  expect(stderr.slice(0, message.length)).toBe(message);
  expect(status).toBe(2);
});

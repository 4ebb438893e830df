/** The house holds to its rules, and every rule is known to be able to fail. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedNumbers, WHERE } from './numbers/numbers';
import {
  AGREED,
  arrowsPointDown,
  DEPLOYED,
  deployedCodeStandsAlone,
  everyImportIsFound,
  inAny,
  inletsHashAndNothingElse,
  LAYERS,
  NEVER_DEPLOYED,
  noCycles,
  noLongerThan,
  onlySettingsReadTheEnvironment,
  packagesFrom,
  pureCodeImportsNoPackages,
  pureCodeIsPure,
  type Rule,
} from './support/architecture';
import { consoleKeepsToItsPlaces, consoleRulesKnowNoPage, englishStandsInTexts } from './support/consoleRules';
import { filesArePrivate } from './support/privateFiles';
import {
  foldersAreSmall,
  mentionedFilesExist,
  namesAreUniqueInAFolder,
  ROOMS,
  roomsAreStaircases,
} from './support/rooms';
import { readSourceTree, sourceFile } from './support/sourceTree';

const ROOT = join(__dirname, '..');
const FILES = readSourceTree(ROOT, ['functions', 'shared', 'local', 'cli', 'console', 'bench', 'test/support']);
const DOCUMENTS = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(?:[A-Z]+|docs\/.*|shared\/engine\/README)\.md$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const PATHS = readSourceTree(ROOT, ['functions', 'shared', 'local', 'cli', 'console', 'bench', 'test']).map(
  ({ path }) => path,
);
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const deployedCodeUsesDependencies = packagesFrom(DEPLOYED, MANIFEST.dependencies);
const everythingElseIsDeclared = packagesFrom(NEVER_DEPLOYED, {
  ...MANIFEST.dependencies,
  ...MANIFEST.devDependencies,
});

describe('the house', () => {
  const FIXED = ['package.json', 'tsconfig.json', 'host.json', 'functions', 'shared', 'infra', 'test'];
  const WHEN_NEEDED = ['local', 'cli', 'console', 'bench', 'docs'];
  const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n');
  const top = readdirSync(ROOT, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  const here = top.filter(({ name }) => !ignored.includes(name) && !ignored.includes(`${name}/`));

  test('has its seven names at the top', () => {
    expect(FIXED.filter((name) => !here.some((entry) => entry.name === name))).toEqual([]);
  });

  test('has no other folders than the four that may stand beside them, and docs', () => {
    const folders = here.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.filter((name) => ![...FIXED, ...WHEN_NEEDED].includes(name))).toEqual([]);
  });

  test('has nothing but configuration and plain text at the top', () => {
    const others = here.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(others.filter((name) => !/^[A-Z]+$|\.(?:json|cjs|mjs|md|yaml)$/.test(name))).toEqual([]);
  });

  test('has a line in the table of layers for every folder of shared', () => {
    const folders = readdirSync(join(ROOT, 'shared'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => `shared/${name}`).filter((name) => !(name in LAYERS))).toEqual([]);
  });
});

describe('the source', () => {
  test('is there: a rule over no files holds for nothing', () => {
    for (const folder of Object.keys(LAYERS)) expect(inAny(FILES, [folder]).length).toBeGreaterThan(2);
  });

  test.each<{ name: string; rule: Rule }>([
    { name: 'every relative import leads to a file of the house', rule: everyImportIsFound },
    {
      name: 'engine, graph and scim import no package but the engine’s pattern matcher',
      rule: pureCodeImportsNoPackages,
    },
    { name: 'engine, graph and scim use no clock, no chance, no async and no environment', rule: pureCodeIsPure },
    { name: 'inlets import no package but node:crypto, and are as pure otherwise', rule: inletsHashAndNothingElse },
    { name: 'nothing but shared/settings/index.ts reads the environment', rule: onlySettingsReadTheEnvironment },
    { name: 'what is deployed imports nothing that is not', rule: deployedCodeStandsAlone },
    { name: 'what is deployed imports dependencies only', rule: deployedCodeUsesDependencies },
    { name: 'tools import packages that package.json declares', rule: everythingElseIsDeclared },
    {
      name: 'a function is at most 40 lines',
      rule: (files) =>
        noLongerThan(40)(inAny(files, ['functions']).filter(({ path }) => path !== 'functions/index.ts')),
    },
    { name: 'a file is at most 300 lines', rule: noLongerThan(300) },
    {
      name: 'a file of the console is at most 200 lines',
      rule: (files) => noLongerThan(200)(inAny(files, ['console'])),
    },
    { name: 'the console’s rules know no page', rule: consoleRulesKnowNoPage },
    { name: 'the console says English in its texts alone', rule: englishStandsInTexts },
    {
      name: 'the console makes no markup, no style, and one file each knows storage and network',
      rule: consoleKeepsToItsPlaces,
    },
    { name: 'what the command line and the host write is its owner’s alone', rule: filesArePrivate },
    { name: 'no modules need each other, by type neither', rule: noCycles },
    { name: 'rooms are staircases', rule: roomsAreStaircases(ROOMS) },
    { name: 'a folder is small', rule: (files) => foldersAreSmall(inAny(files, [...DEPLOYED, 'cli', 'console'])) },
    {
      name: 'a name stands once in a folder',
      rule: (files) => namesAreUniqueInAFolder(inAny(files, [...DEPLOYED, 'cli', 'console'])),
    },
    { name: 'every file that a comment or a document names exists', rule: mentionedFilesExist(DOCUMENTS, PATHS) },
  ])('$name', ({ rule }) => {
    expect(rule(FILES)).toEqual([]);
  });

  test('every layer imports only what lies below it', () => {
    expect(arrowsPointDown(FILES).filter((line) => !(line in AGREED))).toEqual([]);
  });

  test('the vocabulary of values, which scim shares with the engine, names nothing', () => {
    expect(FILES.find(({ path }) => path === 'shared/value.ts')?.imports).toEqual([]);
  });

  test('every agreed exception is still needed', () => {
    const broken = arrowsPointDown(FILES);
    expect(Object.keys(AGREED).filter((line) => !broken.includes(line))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const table = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').matchAll(/^\| `([\w/]+)` \| ([\w ]*?) ?\|/gm);
  const told = new Map([...table].map(([, layer = '', rooms = '']) => [layer, rooms.split(' ').filter(Boolean)]));

  test('has a line for every layer', () => {
    expect([...told.keys()].sort()).toEqual(Object.keys(LAYERS).sort());
  });

  test('names the rooms of each, in the order of the staircase', () => {
    const rooms = [...told].filter(([layer, names]) => layer in ROOMS || names.length > 0);
    expect(Object.fromEntries(rooms)).toEqual(
      Object.fromEntries(Object.entries(ROOMS).map(([layer, steps]) => [layer, steps.flat()])),
    );
  });
});

test('every decision has a number of its own, but 0007 to 0010, which were never given', () => {
  const numbers = readdirSync(join(ROOT, 'docs/decisions')).map((name) => Number(name.slice(0, 4)));
  const last = Math.max(...numbers);
  const given = Array.from({ length: last }, (_, index) => index + 1).filter((number) => number < 7 || number > 10);
  expect(numbers.sort((a, b) => a - b)).toEqual(given);
});

describe('the rules can fail', () => {
  test.each<{ name: string; rule: Rule; files: Record<string, string>; expected: string[] }>([
    {
      name: 'an engine that asks the pipeline',
      rule: arrowsPointDown,
      files: { 'shared/engine/person/plan.ts': "import { claim } from '../../pipeline/claims';" },
      expected: ['shared/engine/person/plan.ts imports shared/pipeline/claims'],
    },
    {
      name: 'a store that knows a target, by type only',
      rule: arrowsPointDown,
      files: { 'shared/store/people/people.ts': "import type { Target } from '../../targets/target';" },
      expected: ['shared/store/people/people.ts imports shared/targets/target'],
    },
    {
      name: 'a pipeline that speaks HTTP, named over several lines',
      rule: arrowsPointDown,
      files: { 'shared/pipeline/a.ts': "import {\n  badRequest,\n  forbidden,\n} from '../api/graphError';" },
      expected: ['shared/pipeline/a.ts imports shared/api/graphError'],
    },
    {
      name: 'a folder whose name only begins like an allowed one',
      rule: arrowsPointDown,
      files: { 'shared/engine/a.ts': "export * from '../scimmer/b';" },
      expected: ['shared/engine/a.ts imports shared/scimmer/b'],
    },
    {
      name: 'pure code that hashes',
      rule: pureCodeImportsNoPackages,
      files: {
        'shared/scim/a.ts': "import { createHash } from 'node:crypto';\nimport { RE2JS } from 're2js';",
        'shared/engine/b.ts': "import { RE2JS } from 're2js';\nimport 'jose';",
      },
      expected: [
        'shared/scim/a.ts imports node:crypto',
        'shared/scim/a.ts imports re2js',
        'shared/engine/b.ts imports jose',
      ],
    },
    {
      name: 'pure code that asks the clock, rolls dice, waits and prints',
      rule: pureCodeIsPure,
      files: {
        'shared/engine/a.ts': 'export const now = () => Date.now();',
        'shared/engine/b.ts': 'export const today = () => new Date();',
        'shared/engine/c.ts': 'export const today = () => new Date;',
        'shared/engine/d.ts': 'export const dice = () => Math.random();',
        'shared/engine/e.ts': 'export const later = async () => 1;',
        'shared/engine/f.ts': 'export async function later() {}',
        'shared/engine/g.ts': 'export class A { async later() {} }',
        'shared/engine/h.ts': 'export const home = () => process.env.HOME;',
        'shared/engine/i.ts': 'export const text = () => Date();',
      },
      expected: [
        'shared/engine/a.ts uses the clock',
        'shared/engine/b.ts uses the clock',
        'shared/engine/c.ts uses the clock',
        'shared/engine/d.ts uses chance',
        'shared/engine/e.ts uses async',
        'shared/engine/f.ts uses async',
        'shared/engine/g.ts uses async',
        'shared/engine/h.ts uses the environment',
        'shared/engine/i.ts uses the clock',
      ],
    },
    {
      name: 'inlets that make up a secret, look at the clock and write a file',
      rule: inletsHashAndNothingElse,
      files: {
        'shared/inlets/a.ts': "import { createHmac } from 'node:crypto';\nexport const key = createHmac;",
        'shared/inlets/b.ts': "import { randomBytes } from 'node:crypto';\nexport const key = () => randomBytes(32);",
        'shared/inlets/c.ts':
          "import { writeFileSync } from 'node:fs';\nexport const now = () => writeFileSync('a', String(Date.now()));",
      },
      expected: [
        'shared/inlets/c.ts imports node:fs',
        'shared/inlets/b.ts uses chance',
        'shared/inlets/c.ts uses the clock',
      ],
    },
    {
      name: 'a second reader of the environment',
      rule: onlySettingsReadTheEnvironment,
      files: {
        'shared/settings/index.ts': 'export const home = process.env.HOME;',
        'shared/store/a.ts': 'export const home = process.env.HOME;',
        'functions/b.ts': "export const home = process['env'].HOME;",
        'functions/c.ts': "import { env } from 'node:process';\nexport const home = env.HOME;",
      },
      expected: [
        'shared/store/a.ts reads the environment',
        'functions/b.ts reads the environment',
        'functions/c.ts reads the environment',
      ],
    },
    {
      name: 'deployed code that leans on the development host',
      rule: deployedCodeStandsAlone,
      files: { 'functions/a.ts': "import { start } from '../local/host/host';" },
      expected: ['functions/a.ts imports local/host/host'],
    },
    {
      name: 'a development package in deployed code, also when it is loaded late',
      rule: deployedCodeUsesDependencies,
      files: {
        'shared/a.ts': "import fc from 'fast-check';\nimport { app } from '@azure/functions/types';",
        'shared/b.ts': "export const load = () => import('azurite/dist/src/table/TableServer');",
      },
      expected: ['shared/a.ts imports fast-check', 'shared/b.ts imports azurite/dist/src/table/TableServer'],
    },
    {
      name: 'a tool with a package nobody declared',
      rule: everythingElseIsDeclared,
      files: { 'bench/a.ts': "import left from 'left-pad';\nimport { parse } from 'csv-parse/sync';" },
      expected: ['bench/a.ts imports left-pad'],
    },
    {
      name: 'a file of three lines where two are allowed',
      rule: noLongerThan(2),
      files: { 'shared/a.ts': '1;\n2;\n3;\n', 'shared/b.ts': '1;\n2;\n' },
      expected: ['shared/a.ts has 3 lines'],
    },
    {
      name: 'three modules in a circle, and a module that needs itself',
      rule: noCycles,
      files: {
        'shared/a.ts': "import { b } from './b';\nexport const a = b;",
        'shared/b.ts': "import { c } from './c';\nexport const b = c;",
        'shared/c.ts': "export { a as c } from './a';",
        'shared/d/index.ts': "import { d } from '../d';\nexport const e = d;",
      },
      expected: ['shared/a → shared/b → shared/c → shared/a', 'shared/d → shared/d'],
    },
    {
      name: 'modules that know each other by type only',
      rule: noCycles,
      files: {
        'shared/a.ts': "import type { B } from './b';\nexport type A = B;",
        'shared/b.ts': "import { type A, type C } from './a';\nexport type B = A;",
      },
      expected: ['shared/a → shared/b → shared/a'],
    },
    {
      name: 'a room that asks one above it, its neighbour on the same step, or is not in the table; a hall that asks a room',
      rule: roomsAreStaircases({ 'shared/pipeline': [['queue'], ['jobs', 'logs']] }),
      files: {
        'shared/pipeline/queue/a.ts': "import type { B } from '../jobs/b';",
        'shared/pipeline/jobs/b.ts':
          "import { a } from '../queue/a';\nimport { c } from '../logs/c';\nimport { own } from './own';",
        'shared/pipeline/attic/d.ts': 'export const d = 1;',
        'shared/pipeline/hall.ts': "import { a } from './queue/a';\nimport { other } from './other';",
        'shared/pipeline/logs/e.ts': "import { d } from '../attic/d';",
      },
      expected: [
        'shared/pipeline/queue/a.ts imports shared/pipeline/jobs/b',
        'shared/pipeline/jobs/b.ts imports shared/pipeline/logs/c',
        'shared/pipeline/attic/d.ts is in a room that the table of rooms does not know',
        'shared/pipeline/hall.ts imports shared/pipeline/queue/a',
        'shared/pipeline/logs/e.ts imports shared/pipeline/attic/d',
      ],
    },
    {
      name: 'a hall of seven files, and a room of twenty-five',
      rule: foldersAreSmall,
      files: Object.fromEntries([
        ...Array.from({ length: 7 }, (_, index) => [`shared/api/file${index}.ts`, '']),
        ...Array.from({ length: 25 }, (_, index) => [`shared/api/http/file${index}.ts`, '']),
        ...Array.from({ length: 24 }, (_, index) => [`shared/api/jobs/file${index}.ts`, '']),
      ]),
      expected: ['shared/api holds 7 files, 6 are allowed', 'shared/api/http holds 25 files, 24 are allowed'],
    },
    {
      name: 'a journal that everybody may read, in a folder that everybody may list',
      rule: filesArePrivate,
      files: {
        'cli/send/a.ts':
          "mkdir(folderOf(join(a, 'b')), { recursive: true });\nopen(pathOf(a), 'a');\nopen(pathOf(a), 'r');\nopen(a, 'w', 0o600);",
        'local/b.ts': 'writeFile(draft, `${x}\\n`, { mode: 0o600 });\ncreateWriteStream(draft, { mode: 0o644 });',
      },
      expected: [
        "cli/send/a.ts lets others read what it makes: mkdir(folderOf(join(a, 'b')), { recursive: true })",
        "cli/send/a.ts lets others read what it makes: open(pathOf(a), 'a')",
        'local/b.ts lets others read what it makes: createWriteStream(draft, { mode: 0o644 })',
      ],
    },
    {
      name: 'two exports of one name in one folder',
      rule: namesAreUniqueInAFolder,
      files: {
        'shared/a/one.ts':
          'export interface Ports {}\nexport function overloaded(): void;\nexport function overloaded() {}',
        'shared/a/two.ts': 'export type Ports = 1;',
        'shared/b/three.ts': 'export type Ports = 1;',
      },
      expected: ['shared/a: Ports in one.ts and two.ts'],
    },
    {
      name: 'a comment and a document that name a file which is gone',
      rule: mentionedFilesExist([{ path: 'docs/a.md', text: 'see (`old.ts`, `b/here.ts`)' }], ['shared/b/here.ts']),
      files: {
        'shared/b/here.ts':
          "/** As `gone.ts` says, beside here.ts. */\nexport const text = 'never.ts'; // and shared/a/lost.ts",
      },
      expected: [
        'docs/a.md names old.ts, which does not exist',
        'shared/b/here.ts names gone.ts, which does not exist',
        'shared/b/here.ts names shared/a/lost.ts, which does not exist',
      ],
    },
    {
      name: 'a rule of the console that draws, waits for the service and asks the page',
      rule: consoleRulesKnowNoPage,
      files: {
        'console/rules/a.ts': "import { h } from 'preact';",
        'console/rules/b.ts': 'export const width = () => window.innerWidth;',
        'console/rules/c.ts': 'export const now = () => Date.now();',
        'console/state/d.ts': "import { signal } from '@preact/signals';\nexport const at = signal(Date.now());",
      },
      expected: [
        'console/rules/a.ts imports preact',
        'console/rules/b.ts knows the page',
        'console/rules/c.ts knows the page',
      ],
    },
    {
      name: 'words that stand in a view, as text, as an attribute and as a constant',
      rule: englishStandsInTexts,
      files: {
        'console/views/a.tsx': 'export const A = () => <p>Save</p>;',
        'console/views/b.tsx': 'export const B = () => <input placeholder="Name" />;',
        'console/views/c.ts': "export const told = 'Nobody has failed.';",
        'console/views/d.tsx': 'export const D = ({ n }: { n: number }) => <p>{n} people</p>;',
        'console/text/e.ts': "export const told = 'Nobody has failed.';",
        'console/views/f.tsx': 'export const F = () => <p class="btn quiet small" role="status">{told.it} · →</p>;',
      },
      expected: [
        'console/views/a.tsx says "Save"',
        'console/views/b.tsx says "Name"',
        'console/views/c.ts says "Nobody has failed."',
        'console/views/d.tsx says " people"',
      ],
    },
    {
      name: 'a view that writes markup, styles itself, keeps and fetches',
      rule: consoleKeepsToItsPlaces,
      files: {
        'console/parts/a.tsx': 'export const A = () => <p style="color: red" />;',
        'console/parts/b.tsx': 'export const B = (html: string) => <p dangerouslySetInnerHTML={{ __html: html }} />;',
        'console/parts/c.ts': "export const c = () => localStorage.getItem('a');",
        'console/parts/d.ts': "export const d = () => fetch('/muster');",
        'console/api/client.ts': "export const e = () => fetch('/muster');",
        'console/state/preferences.ts': "export const f = () => localStorage.getItem('a');",
      },
      expected: [
        'console/parts/a.tsx has a style of its own',
        'console/parts/b.tsx writes markup',
        'console/parts/c.ts keeps things in the browser',
        'console/parts/d.ts asks the network',
      ],
    },
    {
      name: 'an import that leads nowhere',
      rule: everyImportIsFound,
      files: { 'shared/a.ts': "import { b } from './b';" },
      expected: ['shared/a.ts imports shared/b'],
    },
  ])('$name', ({ rule, files, expected }) => {
    expect(rule(Object.entries(files).map(([path, text]) => sourceFile(path, text)))).toEqual(expected);
  });
});

describe('the rules know what to leave alone', () => {
  test.each<{ name: string; rule: Rule; files: Record<string, string> }>([
    {
      name: 'words in comments, types and names of properties',
      rule: pureCodeIsPure,
      files: {
        'shared/engine/a.ts': [
          '/** Never Date.now(), Math.random(), async or process.env. */',
          'import type { Buffer } from "node:buffer";',
          'export interface A { readonly now: Promise<Date> }',
          'export const at = (ms: number) => new Date(ms).toISOString();',
          'export const utc = Date.UTC(2026, 0, 1);',
          'export const isAsync = { asynchronous: true };',
        ].join('\n'),
      },
    },
    {
      name: 'the word import in a comment and the word from in a text',
      rule: everyImportIsFound,
      files: {
        'shared/a.ts': [
          '/*',
          ' * import { b } from "./b";',
          ' */',
          "export const text = { b: 'from', from: './b' };",
          "// require('./b')",
        ].join('\n'),
      },
    },
  ])('$name', ({ rule, files }) => {
    expect(rule(Object.entries(files).map(([path, text]) => sourceFile(path, text)))).toEqual([]);
  });
});

describe('numbers', () => {
  test('are what their list says, since most only bound a cost, and a slip of a digit shows nowhere else', () => {
    const listed = readFileSync(join(ROOT, 'test/numbers/numbers.txt'), 'utf8').trimEnd().split('\n');
    const all = namedNumbers(FILES.filter(({ path }) => WHERE.some((folder) => path.startsWith(`${folder}/`))));
    expect(all).toEqual(listed); // meant? node test/numbers/writeNumbers.mjs
  });

  test('are known however they are written', () => {
    const files = [
      sourceFile('a.ts', "export const DAY_MS = 24 * HOUR_MS; // long\nconst NAME = 'x';\nconst MADE = make(3);"),
      sourceFile('b.ts', 'export const HOUR_MS = 60 * 60_000;\nconst LADDER: readonly number[] = [1, 5].map(twice);'),
      sourceFile(
        'c.ts',
        'const HOUR_MS = 1;\nconst TWO = 2 * HOUR_MS;\nconst LIMITS = { most: 2 ** 10, ms: TWO } as const;',
      ),
    ];
    expect(namedNumbers(files)).toEqual([
      'a.ts DAY_MS 86400000',
      'b.ts HOUR_MS 3600000',
      'c.ts HOUR_MS 1',
      'c.ts TWO 2',
      'c.ts LIMITS {"most":1024,"ms":2}',
    ]);
  });
});

/** The house (design, section 1) as rules that read the imports: arrows point down. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, type Import, moduleName, readSourceTree, type SourceFile, sourceFile } from './support/sourceTree';

const ROOT = join(__dirname, '..');
const FILES = readSourceTree(ROOT, ['functions', 'shared', 'local', 'cli', 'bench']);
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** A rule gives what breaks it, one line each: the file and what is wrong with it. */
type Rule = (files: readonly SourceFile[]) => readonly string[];

const isUnder = (name: string, place: string) => name === place || name.startsWith(`${place}/`);
const isUnderAny = (name: string, places: readonly string[]) => places.some((place) => isUnder(name, place));
const inAny = (files: readonly SourceFile[], places: readonly string[]) =>
  files.filter(({ path }) => isUnderAny(moduleName(path), places));

const PURE = ['shared/engine', 'shared/scim'];
const DEPLOYED = ['functions', 'shared'];
const NEVER_DEPLOYED = ['local', 'cli', 'console', 'bench', 'test'];
const LEAVES = ['shared/errors', 'shared/ports', 'shared/collections'];

/** What the modules of each folder may name of the house, beside the folder itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  // value.ts is the vocabulary of values, shared by both halves of the pure core; it names nothing itself.
  'shared/scim': ['shared/engine/value'],
  'shared/engine': ['shared/scim', 'shared/errors'],
  'shared/store': [...PURE, ...LEAVES],
  'shared/directory': ['shared/api', 'shared/store', ...PURE, ...LEAVES],
  'shared/notify': [...LEAVES],
  'shared/targets': ['shared/directory', ...PURE, ...LEAVES],
  'shared/pipeline': ['shared/store', 'shared/targets', 'shared/notify', ...PURE, ...LEAVES],
  'shared/api': ['shared/pipeline', 'shared/store', ...PURE, ...LEAVES],
  functions: ['shared'],
};

/** Imports that break a rule on purpose. One that is not needed any more fails its own test. */
const AGREED: Readonly<Record<string, string>> = {
  'shared/targets/directory/failures.ts imports shared/store/table':
    'the embedded directory lives in our own tables, so its outages are the store’s',
};

function imports(files: readonly SourceFile[], isWrong: (to: Import, from: SourceFile) => boolean): readonly string[] {
  return files.flatMap((file) =>
    file.imports.filter((one) => isWrong(one, file)).map(({ to }) => `${file.path} imports ${to}`),
  );
}

const arrowsPointDown: Rule = (files) =>
  Object.entries(LAYERS).flatMap(([folder, below]) =>
    imports(inAny(files, [folder]), ({ to, isPackage }) => !isPackage && !isUnderAny(to, [folder, ...below])),
  );

const pureCodeImportsNoPackages: Rule = (files) =>
  imports(inAny(files, PURE), ({ to, isPackage }, { path }) => {
    const mayMatchPatterns = to === 're2js' && isUnder(path, 'shared/engine');
    return isPackage && !mayMatchPatterns;
  });

/** What makes two runs differ, or needs a host: none of it may be reached from pure code, imported or not. */
const IMPURE: Readonly<Record<string, RegExp>> = {
  'the clock': /\bDate\.now\b|\bnew Date(?:\(\)|(?![\w(]))|(?<![\w.]|new )Date\(|\bperformance\b/,
  chance: /\bMath\.random\b|\bcrypto\b/,
  async:
    /\basync\b(?=\s*(?:function|\(|\*|[\w$[]))|\bawait\b|\bPromise\b|\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/,
  'the environment': /\bprocess\.|\bconsole\.|\bBuffer\b|\bfetch\(/,
};

const pureCodeIsPure: Rule = (files) =>
  inAny(files, PURE).flatMap((file) => {
    const code = codeOf(file.text);
    return Object.entries(IMPURE)
      .filter(([, pattern]) => pattern.test(code))
      .map(([what]) => `${file.path} uses ${what}`);
  });

const onlySettingsReadTheEnvironment: Rule = (files) =>
  inAny(files, DEPLOYED)
    .filter(({ path }) => path !== 'shared/settings.ts')
    .filter(({ text }) => /\bprocess(?:\.env\b|\["env"\])|from"(?:node:)?process"/.test(codeOf(text)))
    .map(({ path }) => `${path} reads the environment`);

const deployedCodeStandsAlone: Rule = (files) =>
  imports(inAny(files, DEPLOYED), ({ to, isPackage }) => !isPackage && isUnderAny(to, NEVER_DEPLOYED));

const deployedCodeUsesDependencies = packagesFrom(DEPLOYED, MANIFEST.dependencies);
const everythingElseIsDeclared = packagesFrom(NEVER_DEPLOYED, {
  ...MANIFEST.dependencies,
  ...MANIFEST.devDependencies,
});

function packagesFrom(folders: readonly string[], declared: Readonly<Record<string, string>>): Rule {
  return (files) =>
    imports(inAny(files, folders), ({ to, isPackage }) => {
      return isPackage && !to.startsWith('node:') && !(packageName(to) in declared);
    });
}

const packageName = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const lines = ({ text }: SourceFile) => text.replace(/\n$/, '').split('\n').length;

const noLongerThan =
  (most: number): Rule =>
  (files) =>
    files.filter((file) => lines(file) > most).map((file) => `${file.path} has ${lines(file)} lines`);

/** Modules that need each other to be loaded: which is ready first depends on who asks first. */
const noCycles: Rule = (files) => {
  const byName = new Map(files.map((file) => [moduleName(file.path), file]));
  const done = new Set<string>();
  const found: string[] = [];
  function visit(name: string, trail: readonly string[]): void {
    const start = trail.indexOf(name);
    if (start >= 0) found.push([...trail.slice(start), name].join(' → '));
    if (start >= 0 || done.has(name)) return;
    for (const { to, typeOnly } of byName.get(name)?.imports ?? []) {
      if (!typeOnly && byName.has(to)) visit(to, [...trail, name]);
    }
    done.add(name);
  }
  for (const name of byName.keys()) visit(name, []);
  return found;
};

/** An import nobody can follow is one that no rule has looked at. */
const everyImportIsFound: Rule = (files) => {
  const known = new Set(files.map(({ path }) => moduleName(path)));
  return imports(files, ({ to, isPackage }) => !isPackage && !known.has(to) && !to.endsWith('.json'));
};

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
    expect(others.filter((name) => !/^[A-Z]+$|\.(?:json|cjs|mjs|md)$/.test(name))).toEqual([]);
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
    { name: 'engine and scim import no package but the engine’s pattern matcher', rule: pureCodeImportsNoPackages },
    { name: 'engine and scim use no clock, no chance, no async and no environment', rule: pureCodeIsPure },
    { name: 'nothing but shared/settings.ts reads the environment', rule: onlySettingsReadTheEnvironment },
    { name: 'what is deployed imports nothing that is not', rule: deployedCodeStandsAlone },
    { name: 'what is deployed imports dependencies only', rule: deployedCodeUsesDependencies },
    { name: 'tools import packages that package.json declares', rule: everythingElseIsDeclared },
    { name: 'a function is at most 40 lines', rule: (files) => noLongerThan(40)(inAny(files, ['functions'])) },
    { name: 'a file is at most 300 lines', rule: noLongerThan(300) },
    { name: 'no modules need each other to be loaded', rule: noCycles },
  ])('$name', ({ rule }) => {
    expect(rule(FILES)).toEqual([]);
  });

  test('every layer imports only what lies below it', () => {
    expect(arrowsPointDown(FILES).filter((line) => !(line in AGREED))).toEqual([]);
  });

  test('every agreed exception is still needed', () => {
    const broken = arrowsPointDown(FILES);
    expect(Object.keys(AGREED).filter((line) => !broken.includes(line))).toEqual([]);
  });
});

describe('the rules can fail', () => {
  test.each<{ name: string; rule: Rule; files: Record<string, string>; expected: string[] }>([
    {
      name: 'an engine that asks the pipeline',
      rule: arrowsPointDown,
      files: { 'shared/engine/plan.ts': "import { claim } from '../pipeline/claims';" },
      expected: ['shared/engine/plan.ts imports shared/pipeline/claims'],
    },
    {
      name: 'a store that knows a target, by type only',
      rule: arrowsPointDown,
      files: { 'shared/store/people.ts': "import type { Target } from '../targets/target';" },
      expected: ['shared/store/people.ts imports shared/targets/target'],
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
      name: 'a second reader of the environment',
      rule: onlySettingsReadTheEnvironment,
      files: {
        'shared/settings.ts': 'export const home = process.env.HOME;',
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
      name: 'modules that know each other by type only',
      rule: noCycles,
      files: {
        'shared/a.ts': "import type { B } from './b';\nexport type A = B;",
        'shared/b.ts': "import { type A, type C } from './a';\nexport type B = A;",
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

/** The house (design, section 1) as rules that read the imports: arrows point down. */
import { codeOf, type Import, moduleName, type SourceFile } from './sourceTree';

/** A rule gives what breaks it, one line each: the file and what is wrong with it. */
export type Rule = (files: readonly SourceFile[]) => readonly string[];

const isUnder = (name: string, place: string) => name === place || name.startsWith(`${place}/`);
const isUnderAny = (name: string, places: readonly string[]) => places.some((place) => isUnder(name, place));
export const inAny = (files: readonly SourceFile[], places: readonly string[]) =>
  files.filter(({ path }) => isUnderAny(moduleName(path), places));

const PURE = ['shared/engine', 'shared/scim', 'shared/graph'];
export const DEPLOYED = ['functions', 'shared'];
export const NEVER_DEPLOYED = ['local', 'cli', 'console', 'bench', 'test'];
const LEAVES = ['shared/errors', 'shared/ports', 'shared/collections', 'shared/value'];

/** What the modules of each folder may name of the house, beside the folder itself. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'shared/scim': ['shared/value'],
  'shared/graph': ['shared/scim', 'shared/value', 'shared/errors'],
  'shared/engine': ['shared/scim', 'shared/value', 'shared/errors'],
  'shared/inlets': ['shared/engine', 'shared/scim', ...LEAVES],
  'shared/outlets': ['shared/engine', 'shared/graph', 'shared/scim', 'shared/targets/kit/addresses', ...LEAVES],
  'shared/store': ['shared/outlets', ...PURE, ...LEAVES],
  'shared/settings': ['shared/deployment', ...PURE, ...LEAVES],
  'shared/directory': ['shared/store', ...PURE, ...LEAVES],
  'shared/telemetry': [...LEAVES],
  'shared/notify': [...LEAVES],
  'shared/targets': ['shared/directory', ...PURE, ...LEAVES],
  'shared/pipeline': [
    'shared/inlets',
    'shared/outlets',
    'shared/store',
    'shared/directory',
    'shared/targets',
    'shared/notify',
    'shared/telemetry',
    ...PURE,
    ...LEAVES,
  ],
  'shared/api': [
    'shared/telemetry',
    'shared/pipeline',
    'shared/inlets',
    'shared/outlets',
    'shared/store',
    'shared/directory',
    ...PURE,
    ...LEAVES,
  ],
  'shared/composition': ['shared', 'package.json'], // its version
  functions: ['shared'],
  cli: [
    'shared/engine',
    'shared/scim',
    'shared/outlets',
    'shared/inlets',
    'shared/errors',
    'shared/value',
    'package.json',
  ],
  // How a table becomes people is one thing, whoever sends it: those parts of the command line are pure.
  console: [
    'shared/engine',
    'shared/scim',
    'shared/graph/duration',
    'shared/graph/onOff',
    'shared/errors',
    'shared/value',
    'cli/mapping',
    'cli/files/sniff',
  ],
};

/** Imports that break a rule on purpose. One that is not needed any more fails its own test. */
export const AGREED: Readonly<Record<string, string>> = {
  'shared/targets/directory/failures.ts imports shared/store/contract/table':
    'the embedded directory lives in our own tables, so its outages are the store’s',
};

function imports(files: readonly SourceFile[], isWrong: (to: Import, from: SourceFile) => boolean): readonly string[] {
  return files.flatMap((file) =>
    file.imports.filter((one) => isWrong(one, file)).map(({ to }) => `${file.path} imports ${to}`),
  );
}

export const arrowsPointDown: Rule = (files) =>
  Object.entries(LAYERS).flatMap(([folder, below]) =>
    imports(inAny(files, [folder]), ({ to, isPackage }) => !isPackage && !isUnderAny(to, [folder, ...below])),
  );

export const pureCodeImportsNoPackages: Rule = (files) =>
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

export const pureCodeIsPure: Rule = (files) => impurities(inAny(files, PURE), IMPURE);

/** Signatures are a matter of `node:crypto` and bytes; beyond those the same is asked of them, and nothing random. */
export const inletsHashAndNothingElse: Rule = (files) => {
  const inlets = inAny(files, ['shared/inlets']);
  const environment = /\bprocess\.|\bconsole\.|\bfetch\(/;
  return [
    ...imports(inlets, ({ to, isPackage }) => isPackage && to !== 'node:crypto'),
    ...impurities(inlets, {
      ...IMPURE,
      chance: /\bMath\.random\b|\brandom(?:Bytes|UUID|Int)\b(?!:)/,
      'the environment': environment,
    }),
  ];
};

function impurities(files: readonly SourceFile[], patterns: Readonly<Record<string, RegExp>>): readonly string[] {
  return files.flatMap((file) => {
    const code = codeOf(file.text);
    return Object.entries(patterns)
      .filter(([, pattern]) => pattern.test(code))
      .map(([what]) => `${file.path} uses ${what}`);
  });
}

export const onlySettingsReadTheEnvironment: Rule = (files) =>
  inAny(files, DEPLOYED)
    .filter(({ path }) => path !== 'shared/settings/index.ts')
    .filter(({ text }) => /\bprocess(?:\.env\b|\["env"\])|from"(?:node:)?process"/.test(codeOf(text)))
    .map(({ path }) => `${path} reads the environment`);

export const deployedCodeStandsAlone: Rule = (files) =>
  imports(inAny(files, DEPLOYED), ({ to, isPackage }) => !isPackage && isUnderAny(to, NEVER_DEPLOYED));

/** @param declared the packages these folders may import, by name */
export function packagesFrom(folders: readonly string[], declared: Readonly<Record<string, string>>): Rule {
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

export const noLongerThan =
  (most: number): Rule =>
  (files) =>
    files.filter((file) => lines(file) > most).map((file) => `${file.path} has ${lines(file)} lines`);

/** Modules that cannot be understood, or loaded, one after the other. Types count: a circle of types is a circle to the reader. */
export const noCycles: Rule = (files) => {
  const byName = new Map(files.map((file) => [moduleName(file.path), file]));
  const done = new Set<string>();
  const found: string[] = [];
  function visit(name: string, trail: readonly string[]): void {
    const start = trail.indexOf(name);
    if (start >= 0) found.push([...trail.slice(start), name].join(' → '));
    if (start >= 0 || done.has(name)) return;
    for (const { to } of byName.get(name)?.imports ?? []) if (byName.has(to)) visit(to, [...trail, name]);
    done.add(name);
  }
  for (const name of byName.keys()) visit(name, []);
  return found;
};

/** An import nobody can follow is one that no rule has looked at. */
export const everyImportIsFound: Rule = (files) => {
  const known = new Set(files.map(({ path }) => moduleName(path)));
  return imports(files, ({ to, isPackage }) => !isPackage && !known.has(to) && !to.endsWith('.json'));
};

/** What the console weighs, and what may not be in it (spec/console.md 3). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleAsset } from '../../../shared/api/console/assets';
import { ROOT } from '../../support/stack';

const FOLDER = join(ROOT, 'dist/console');
const KIB = 1024;
const ASSETS = JSON.parse(readFileSync(join(FOLDER, 'assets.json'), 'utf8')) as Record<string, ConsoleAsset>;
const textOf = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const names = Object.keys(ASSETS);
const scripts = names.filter((name) => name.endsWith('.js'));
const zipped = (all: Iterable<string>) =>
  [...all].reduce((sum, name) => sum + (ASSETS[name]?.gz ?? ASSETS[name]?.bytes ?? 0), 0);

const BEFORE_IT_RUNS = /\b(?:from|import)\s*"\.\/([\w.-]+\.js)"/g;
const EVER = /\b(?:from|import)\s*\(?"\.\/([\w.-]+\.js)"/g;

/** A script and all that it needs before it runs; with `EVER` also what it loads when it is needed. */
function needs(name: string, by = BEFORE_IT_RUNS, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other = ''] of textOf(name).matchAll(by)) needs(other, by, found);
  return found;
}

const view = (name: string) => {
  const found = scripts.find((one) => one.startsWith(`${name}-`));
  if (found === undefined) throw new Error(`The build has no view ${name}.`);
  return found;
};

const FIRST = new Set([
  ...names.filter((name) => name.endsWith('.css')),
  'index.html',
  ...needs(view('main')),
  ...needs(view('Overview')),
]);

test('the first page is loaded with at most 90 KiB', () => {
  expect(FIRST.size).toBeGreaterThan(3);
  expect(zipped(FIRST)).toBeLessThanOrEqual(90 * KIB);
});

test.each([
  { name: 'Status', most: 40 },
  { name: 'Logs', most: 40 },
  { name: 'People', most: 40 },
  { name: 'Person', most: 40 },
  { name: 'Uploads', most: 40 },
  { name: 'UploadReceipt', most: 40 },
  { name: 'About', most: 40 },
  { name: 'Settings', most: 40 },
  { name: 'NewJob', most: 40 },
  { name: 'Doctor', most: 40 },
  { name: 'OnDemand', most: 40 },
  { name: 'Held', most: 40 },
  { name: 'Escrow', most: 40 },
  { name: 'References', most: 40 },
  { name: 'Agents', most: 40 },
  { name: 'Audit', most: 40 },
  { name: 'Upload', most: 40 },
  { name: 'Scope', most: 40 },
  { name: 'Mapping', most: 120 }, // says what each mapping gives, by the engine itself
])('$name adds at most $most KiB', ({ name, most }) => {
  const more = [...needs(view(name))].filter((one) => !FIRST.has(one));
  expect(more.length).toBeGreaterThan(0);
  expect(zipped(more)).toBeLessThanOrEqual(most * KIB);
});

test.each([
  { name: 'Upload', most: 125, why: 'a table is read, and mapped by the engine' },
  { name: 'Scope', most: 115, why: 'somebody is tried by the engine, and the change is reviewed' },
  { name: 'Mapping', most: 220, why: 'a mapping is opened in the editor' },
])('$name adds at most $most KiB by the time $why', ({ name, most }) => {
  const more = [...needs(view(name), EVER)].filter((one) => !FIRST.has(one));
  expect(zipped(more)).toBeLessThanOrEqual(most * KIB);
});

test('there is no source map, and a licence for everything that is bundled', () => {
  expect(names.filter((name) => name.endsWith('.map'))).toEqual([]);
  const licences = textOf('licences.txt');
  for (const one of [
    'preact',
    'preact-iso',
    '@preact/signals',
    '@tanstack/query-core',
    'lucide',
    'csv-parse',
    'oauth4webapi',
  ]) {
    expect(licences).toContain(`${one} `);
  }
});

test('nothing of the service but its rules is in it, and it asks nobody else', () => {
  for (const name of scripts) {
    const text = textOf(name);
    expect(text).not.toMatch(/AzureWebJobsStorage|TableClient|node:(?:fs|crypto|http)/);
    expect(text).not.toMatch(/sourceMappingURL/);
    const others = [...text.matchAll(/["'`](https?:\/\/[\w.-]+)/g)].map(([, origin]) => origin);
    expect(others.filter((origin) => !/^http:\/\/(?:www\.w3\.org|localhost)/.test(origin ?? ''))).toEqual([]);
  }
});

test('every file but the page has its hash in its name, or is asked for anew', () => {
  expect(names.filter((name) => !ASSETS[name]?.immutable).sort()).toEqual(['icon.svg', 'index.html', 'licences.txt']);
});

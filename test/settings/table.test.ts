/** The table of settings: what each row promises, and the document that is made of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsDocumentation } from '../../shared/settings/documentation';
import { SETTING_GROUPS, SETTINGS } from '../../shared/settings/table';

const ROOT = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const ROWS = Object.entries(SETTINGS);

test('docs/settings.md is what the table says (made anew by node test/settings/writeDocumentation.mjs)', () => {
  expect(read('docs/settings.md')).toBe(settingsDocumentation());
});

test('every setting stands in one group', () => {
  const names = SETTING_GROUPS.flatMap(({ settings }) => Object.keys(settings));
  expect(names.sort()).toEqual(Object.keys(SETTINGS).sort());
});

/** What the Functions host resolves for itself, by the file that names it. */
const OF_THE_HOST: Readonly<Record<string, string>> = { SUPERVISE_SCHEDULE: 'functions/superviseJobs.ts' };

const READERS = ['index.ts', 'storagePlace.ts', 'consoleSignIn.ts']
  .map((name) => read(`shared/settings/${name}`))
  .join();

test.each(ROWS)('%s is used', (name) => {
  const file = OF_THE_HOST[name];
  expect(file === undefined ? READERS : read(file)).toContain(file === undefined ? `set.${name}` : `%${name}%`);
});

test.each(ROWS.filter(([, row]) => 'fallback' in row))('%s may be set to its own default', (_, row) => {
  const { kind, fallback } = row as {
    kind: { read(text: string): unknown; write(value: unknown): string };
    fallback: unknown;
  };
  const written = kind.write(fallback);
  if (written !== '') expect(kind.read(written)).toEqual(fallback);
});

test.each(ROWS)('%s says in a few words what it is for', (_, { meaning }) => {
  expect(meaning).toMatch(/^[^A-Z].{10,120}[^.]$/);
});

const SECRET_NAMES = /KEY$|PASSWORD|SECRET(?!S_)|TOKEN$|CONNECTION|SMTP_URL|^AzureWebJobsStorage$/;

test('whatever is called like a secret is one', () => {
  const secrets = ROWS.filter(([, { isSecret }]) => isSecret).map(([name]) => name);
  expect(secrets).toEqual(ROWS.map(([name]) => name).filter((name) => SECRET_NAMES.test(name)));
});

/**
 * Mutation testing of one folder: `npm run mutation -- shared/store/rows`. A survivor is a rule that no test would miss. Without a
 * folder: the engine, as a gate. The tests that are run are those that mirror the folder's layer; docs/testing.md tells the rest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';

const [folder, ...tests] = process.argv.slice(2);
if (folder === '--help' || folder?.startsWith('-')) {
  console.log(
    'npm run mutation -- [FOLDER or FILE [FOLDERS or FILES of tests]]   for example shared/targets/scim; without one: shared/engine',
  );
  process.exit(folder === '--help' ? 0 : 2);
}
for (const path of folder === undefined ? [] : [folder, ...tests]) {
  if (existsSync(path)) continue;
  console.error(`There is no ${path}.`);
  process.exit(2);
}

/** Where the tests of a folder are: the tree of tests mirrors the house, layer by layer. What the log says of a person is asserted where it is read. */
const TESTS = {
  functions: ['functions', 'api'],
  local: ['local'],
  'shared/engine': ['engine', 'scim', 'pipeline/person'],
};

function testsOf(path) {
  const known = Object.entries(TESTS).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  return (known?.[1] ?? [path.replace(/^shared\//, '').split('/')[0]]).map((name) => `test/${name}`);
}

/** Properties, and what tries huge or hostile input, take seconds each for a mutant that survives: they run when they are named. */
const LONG = /propert|oracle|hostile|slow|regex\/steps/;

function filesUnder(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => `${path}/${name}`)
    .filter((name) => name.endsWith('.test.ts') && !LONG.test(name))
    .sort();
}

const mutated = folder !== undefined && statSync(folder).isDirectory() ? `${folder}/**/*.ts` : folder;
const files = (tests.length > 0 ? tests : testsOf(folder ?? 'shared/engine')).flatMap(filesUnder);
const run = spawnSync('npx', ['stryker', 'run', ...(mutated === undefined ? [] : ['--mutate', mutated])], {
  stdio: 'inherit',
  env: { ...process.env, MUTATION_TESTS: JSON.stringify(files) },
});
process.exitCode = run.status ?? 1;

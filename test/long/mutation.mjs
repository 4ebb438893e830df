/**
 * Mutation testing of one folder: `npm run mutation -- shared/store/rows`. A survivor is a rule that no test would miss. Without a
 * folder: the engine, as a gate. The tests that are run are those that mirror the folder's layer; docs/testing.md tells the rest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const [folder, ...others] = process.argv.slice(2);
if (folder === '--help' || folder?.startsWith('-') || others.length > 0) {
  console.log('npm run mutation -- [FOLDER]   for example shared/targets/scim; without one: shared/engine');
  process.exit(folder === '--help' ? 0 : 2);
}
if (folder !== undefined && !existsSync(folder)) {
  console.error(`There is no folder ${folder}.`);
  process.exit(2);
}

/** Where the tests of a folder are: the tree of tests mirrors the house, layer by layer. */
const TESTS = { functions: ['functions', 'api'], local: ['local'], 'shared/engine': ['engine', 'scim'] };

function testsOf(path) {
  const known = Object.entries(TESTS).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  return known?.[1] ?? [path.replace(/^shared\//, '').split('/')[0]];
}

const mutate = folder === undefined ? [] : ['--mutate', `${folder}/**/*.ts`];
const run = spawnSync('npx', ['stryker', 'run', ...mutate], {
  stdio: 'inherit',
  env: { ...process.env, MUTATION_TESTS: testsOf(folder ?? 'shared/engine').join(',') },
});
process.exitCode = run.status ?? 1;

/**
 * Mutation testing of one folder: `npm run mutation -- shared/store/rows`. A survivor is a rule that no test would miss. Without a
 * folder: the engine, as a gate. The tests that are run are those that mirror the folder's layer; docs/testing.md tells the rest.
 * A folder that is too large for an afternoon is asked by a sample of its mutants, and its score says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HELP = `npm run mutation -- [FOLDER or FILE [FOLDERS or FILES of tests]] [--sample N [--seed S]]
  for example shared/targets/scim; without one: shared/engine
  --sample N   only one mutant in N, drawn by the seed (7, where none is given)`;
const REPORT = 'reports/mutation/mutation.json'; // where Stryker's reporter puts it

const { positionals, values } = readArguments();
const [folder, ...tests] = positionals;
const sample = values.sample === undefined ? undefined : { oneIn: Number(values.sample), seed: Number(values.seed) };
if (values.help) {
  console.log(HELP);
  process.exit();
}
if (sample !== undefined && !(sample.oneIn >= 1 && Number.isInteger(sample.oneIn) && Number.isInteger(sample.seed))) {
  console.error('--sample and --seed must be whole numbers, the first from 1.');
  process.exit(2);
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

function readArguments() {
  try {
    const options = { sample: { type: 'string' }, seed: { type: 'string', default: '7' }, help: { type: 'boolean' } };
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    console.error(`${error.message}\n${HELP}`);
    process.exit(2);
  }
}

/** The row of docs/testing.md. */
function summary() {
  const counts = { Killed: 0, Timeout: 0, Survived: 0, NoCoverage: 0 };
  for (const { mutants } of Object.values(JSON.parse(readFileSync(REPORT, 'utf8')).files)) {
    for (const { status } of mutants) if (status in counts) counts[status] += 1;
  }
  const killed = counts.Killed + counts.Timeout;
  const all = killed + counts.Survived + counts.NoCoverage;
  const score = all === 0 ? '–' : `${((100 * killed) / all).toFixed(1)} %`;
  const drawn = sample === undefined ? '' : `, sample of 1 in ${sample.oneIn}, seed ${sample.seed}`;
  return `${folder ?? 'shared/engine'}${drawn}: ${all} mutants, ${killed} killed (${counts.Timeout} of them stopped), ${counts.Survived} survived, ${counts.NoCoverage} not reached: ${score}`;
}

const mutated = folder !== undefined && statSync(folder).isDirectory() ? `${folder}/**/*.ts` : folder;
const files = (tests.length > 0 ? tests : testsOf(folder ?? 'shared/engine')).flatMap(filesUnder);
const options = [
  ...(mutated === undefined ? [] : ['--mutate', mutated]),
  ...(sample === undefined ? [] : ['--checkers', 'sample']),
];
rmSync(REPORT, { force: true });
const run = spawnSync('npx', ['stryker', 'run', ...options], {
  stdio: 'inherit',
  env: { ...process.env, MUTATION_TESTS: JSON.stringify(files), MUTATION_SAMPLE: JSON.stringify(sample ?? null) },
});
if (existsSync(REPORT)) console.log(summary());
process.exitCode = run.status ?? 1;

/** The long runs under one name: `npm run long -- NAME`. Each takes what its own script takes, behind the name. */
import { spawnSync } from 'node:child_process';

/** Name, what is run, what it shows, and about how long it takes on two cores. */
const RUNS = {
  kills: [
    ['npm', 'run', 'kills', '--'],
    '5,000 people while the plug is pulled 20 times and storage stands still',
    '15 minutes',
  ],
  'cli-kills': [
    ['node', 'test/e2e/run.mjs', 'cliKills'],
    '1,000 people by `muster send`, which is killed ten times and resumed',
    '3 minutes',
  ],
  webhooks: [
    ['node', 'test/e2e/run.mjs', 'webhooks'],
    '2,000 webhooks about 200 people while the plug is pulled five times',
    '2 minutes',
  ],
  roster: [['npm', 'run', 'roster', '--'], '1,000 people with names of many scripts into each target', '10 minutes'],
  simulate: [['npm', 'run', 'simulate', '--', '--seeds', '10000'], 'ten thousand simulated runs', '20 minutes'],
  guard: [
    ['npm', 'run', 'simulate', '--', '--seeds', '1000', '--profile', 'guard16'],
    'a thousand, sixteen workers around the deletion guard',
    '3 minutes',
  ],
  agents: [
    ['npm', 'run', 'simulate', '--', '--seeds', '1000', '--profile', 'agents'],
    'a thousand of a job that agents run and that changes hands',
    '2 minutes',
  ],
  envelopes: [
    ['node', 'test/long/envelopes.mjs'],
    'ten thousand mutated envelopes, each refused or answered; `emulator`: with storage that is real',
    'half a minute; on the emulator 12 minutes',
  ],
  'first-load': [
    ['node', 'test/long/firstLoad.mjs'],
    'half a million people into Graph at its quota, on a clock of its own; `-- --smaller 100`: a hundredth of them',
    'a quarter of an hour and some gigabytes; a hundredth half a minute',
  ],
  'step-back': [
    ['node', 'test/long/stepBack.mjs'],
    'an older release, `-- COMMIT`, finishes what this one left',
    'a minute',
  ],
  bench: [['npm', 'run', 'bench', '--'], 'the performance budgets', '20 minutes'],
  mutation: [
    ['npm', 'run', 'mutation', '--'],
    'mutants of a folder (the engine), and which survive',
    '10 minutes and more',
  ],
};

const [name = '--help', ...options] = process.argv.slice(2);
const asked = RUNS[name];
if (asked === undefined) {
  const lines = Object.entries(RUNS).map(([each, [, what, takes]]) => `  ${each.padEnd(12)}${what} (${takes})`);
  console.log(`npm run long -- NAME [options of that run]\n\n${lines.join('\n')}`);
  process.exitCode = name === '--help' ? 0 : 2;
} else {
  const [program, ...given] = asked[0];
  process.exitCode = spawnSync(program, [...given, ...options], { stdio: 'inherit' }).status ?? 1;
}

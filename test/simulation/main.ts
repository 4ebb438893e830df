/**
 * Runs seeds of the simulation:
 *
 *   node test/simulation/run.mjs [--seeds N] [--from K] [--fault NAME] [--verbose]
 *
 * Prints the seeds that fail, with what they broke and what happened, and exits with 1 if one does.
 */
import { parseArgs } from 'node:util';
import { PLANTED_FAULTS } from './faults';
import { simulate } from './simulate';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      fault: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const [first, count] = [Number(values.from), Number(values.seeds)];
  const fault = PLANTED_FAULTS.find(({ name }) => name === values.fault);
  const began = performance.now();
  const kinds = new Map<string, number[]>();
  let steps = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const outcome = await simulate(seed, fault);
    steps += outcome.steps;
    for (const { invariant, message } of outcome.violations) {
      if (values.verbose || count === 1) console.log(`seed ${seed}: ${invariant}: ${message}`);
      kinds.set(invariant, [...(kinds.get(invariant) ?? []), seed]);
    }
    if (count === 1) console.log(outcome.trace.join('\n'));
  }
  for (const [invariant, seeds] of kinds)
    console.log(`${invariant}: ${new Set(seeds).size} seeds: ${[...new Set(seeds)].slice(0, 12).join(' ')}`);
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${count} seeds, ${Math.round(steps / count)} steps a seed, ${(count / seconds).toFixed(1)} seeds/s`);
}

void main();

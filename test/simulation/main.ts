/** The command line of the simulation; `--help` tells what it takes. */
import { parseArgs } from 'node:util';
import { PLANTED_FAULTS } from './faults';
import { type PlantedFault, untouched } from './faults/plantedFault';
import { replayCommand, tellFailure } from './report';
import { simulate } from './simulate';
import { PROFILES, type Profile } from './weather';

const HELP = `Runs the pipeline under crashes, races, redelivery and lost answers, by seed.

  npm run simulate -- [--seeds N] [--from K] [--profile NAME] [--fault NAME] [--trace] [--help]

  --seeds N     how many seeds (1000)
  --from K      the first of them (1)
  --profile X   what the run is about: ${Object.keys(PROFILES).join(' or ')} (ordinary)
  --fault NAME  with this fault planted, to see that it is found
  --trace       tells what happened in every seed, whether it fails or not

The first seed that breaks a promise is printed with its trace and replays exactly; the others are listed. Exits with 1
when a seed fails, with 2 when it does not understand what it is asked.

Faults:
${PLANTED_FAULTS.map(({ name, what }) => `  ${name.padEnd(26)}${what}`).join('\n')}
`;

interface Asked {
  readonly first: number;
  readonly count: number;
  readonly fault: PlantedFault;
  readonly profile: Profile;
  readonly traced: boolean;
}

async function main(): Promise<number> {
  let asked: Asked | undefined;
  try {
    asked = readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\nnpm run simulate -- --help tells more.`);
    return 2;
  }
  if (asked === undefined) {
    console.log(HELP);
    return 0;
  }
  return run(asked);
}

/** @returns `undefined` when help is wanted */
function readArguments(): Asked | undefined {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      profile: { type: 'string' },
      fault: { type: 'string' },
      trace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const fault = values.fault === undefined ? untouched : findFault(values.fault);
  return {
    first: wholeNumber('--from', values.from, 0),
    count: wholeNumber('--seeds', values.seeds, 1),
    fault,
    profile: values.profile === undefined ? fault.profile : findProfile(values.profile),
    traced: values.trace,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least)
    throw new Error(`${option} must be a whole number from ${least}, got ${text}.`);
  return value;
}

function findFault(wanted: string): PlantedFault {
  const fault = PLANTED_FAULTS.find(({ name }) => name === wanted);
  if (fault !== undefined) return fault;
  throw new Error(`--fault must be one of ${PLANTED_FAULTS.map(({ name }) => name).join(', ')}; got ${wanted}.`);
}

function findProfile(wanted: string): Profile {
  if (wanted in PROFILES) return wanted as Profile;
  throw new Error(`--profile must be one of ${Object.keys(PROFILES).join(', ')}; got ${wanted}.`);
}

async function run({ first, count, fault, profile, traced }: Asked): Promise<number> {
  const began = performance.now();
  const seedsByPromise = new Map<string, Set<number>>();
  let steps = 0;
  let seed = first;
  // What is thrown by code that nobody waits for ends the process; say at least where.
  process.on(
    'exit',
    (code) => code !== 0 && console.log(`The last seed was ${seed}: ${replayCommand(seed, profile, fault)}`),
  );
  for (; seed < first + count; seed += 1) {
    const outcome = await simulate(seed, { profile, fault });
    steps += outcome.steps;
    const { violations } = outcome;
    const isFirst = violations.length > 0 && seedsByPromise.size === 0;
    if (isFirst) console.log(tellFailure(outcome, profile, fault));
    else if (traced) console.log(outcome.trace().join('\n'));
    for (const { invariant } of violations) {
      seedsByPromise.set(invariant, (seedsByPromise.get(invariant) ?? new Set()).add(seed));
    }
  }
  for (const [invariant, seeds] of seedsByPromise)
    console.log(`${invariant}: ${seeds.size} seeds: ${[...seeds].join(' ')}`);
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${count} seeds, ${Math.round(steps / count)} steps a seed, ${(count / seconds).toFixed(1)} seeds/s`);
  return seedsByPromise.size === 0 ? 0 : 1;
}

void main().then((code) => {
  process.exitCode = code;
});

/** The command line of `npm run kills`: see `../run.mjs`. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openActiveDirectoryStage } from '../stages/activeDirectoryStage';
import { hostsOwnDirectory } from '../stages/directoryStage';
import { openScimStage } from '../stages/scimStage';
import type { Stage } from '../stages/stage';
import { type Outcome, pullThePlug } from './pullThePlug';

/** The embedded directory dies with the host; the others live on, and may finish what a dead host began. */
const STAGES = new Map<string, () => Stage | Promise<Stage>>([
  ['directory', hostsOwnDirectory],
  ['scim', openScimStage],
  ['ad', openActiveDirectoryStage],
]);

const MOST_TOLD = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '5000' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      target: { type: 'string', default: 'directory' },
    },
  });
  const options = {
    people: wholeNumber('people', values.people),
    kills: wholeNumber('kills', values.kills),
    seed: wholeNumber('seed', values.seed),
  };
  const open = STAGES.get(values.target);
  if (open === undefined) {
    throw new Error(`--target must be one of ${[...STAGES.keys()].join(', ')}, got '${values.target}'`);
  }
  console.log(`${options.people} people into ${values.target}, ${options.kills} kills, seed ${options.seed}`);
  const stage = await open();
  try {
    report(await pullThePlug(options, stage, (line) => console.log(line)));
  } finally {
    await stage.close();
  }
}

function report({ broken, evidence, unanswered, seconds }: Outcome): void {
  const { accepted, entries, accounts } = evidence;
  console.log(
    `${accepted.length} operations, ${accounts.length} accounts, ${entries.length} log entries; ` +
      `${unanswered} uploads got no answer and were sent again; ${seconds.toFixed(0)} s`,
  );
  for (const line of broken.slice(0, MOST_TOLD)) console.log(`BROKEN: ${line}`);
  if (broken.length === 0) {
    console.log('Nothing lost, nothing doubled.');
    return;
  }
  const file = join(tmpdir(), `muster-kills-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(evidence));
  console.log(`${broken.length} promises broken; what was found is in ${file}`);
  process.exitCode = 1;
}

/** @throws {Error} that names the option */
function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new Error(`--${name} must be a whole number, got '${text}'`);
  return Number(text);
}

main().catch((error: Error & { readonly code?: string }) => {
  const isMistyped = error.code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isMistyped ? error.message : error);
  process.exitCode = 1;
});

/** The command line of `npm run kills`: see `../run.mjs`. */
import { parseArgs } from 'node:util';
import { pullThePlug } from './pullThePlug';

const MOST_TOLD = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '5000' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  });
  const options = {
    people: wholeNumber('people', values.people),
    kills: wholeNumber('kills', values.kills),
    seed: wholeNumber('seed', values.seed),
  };
  console.log(`${options.people} people, ${options.kills} kills, seed ${options.seed}`);
  const { broken, evidence, unanswered, seconds } = await pullThePlug(options, (line) => console.log(line));
  const { entries, accounts, receipts } = evidence;
  console.log(
    `${accounts.length} accounts, ${entries.length} log entries, ${receipts.length} receipts; ` +
      `${unanswered} uploads got no answer and were sent again; ${seconds.toFixed(0)} s`,
  );
  for (const line of broken.slice(0, MOST_TOLD)) console.log(`BROKEN: ${line}`);
  console.log(broken.length === 0 ? 'Nothing lost, nothing doubled.' : `${broken.length} promises broken.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

/** @throws {Error} that names the option */
function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new Error(`--${name} must be a whole number, got '${text}'`);
  return Number(text);
}

void main();

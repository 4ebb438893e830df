/** Ten thousand mutated envelopes. Exits with 1 when one is neither refused nor answered. */
import { parseArgs } from 'node:util';
import { fuzzEnvelopes } from '../support/fuzzEnvelopes';

/** In one job: its log is read whole at the end. */
const A_JOB = 1_000;
const MOST_TOLD = 20;
const USAGE = 'npm run long -- envelopes [--envelopes N (10000)] [--from SEED (1)]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      envelopes: { type: 'string', default: '10000' },
      from: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(USAGE);
  const [count, first] = [wholeNumber('envelopes', values.envelopes), wholeNumber('from', values.from)];
  const began = performance.now();
  let accepted = 0;
  const wrong: string[] = [];
  for (let done = 0; done < count; done += A_JOB) {
    const fuzzed = await fuzzEnvelopes(first + done, Math.min(A_JOB, count - done));
    accepted += fuzzed.accepted;
    wrong.push(...fuzzed.wrong);
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${count} envelopes from seed ${first}, ${accepted} operations accepted, ${seconds} s`);
  for (const line of wrong.slice(0, MOST_TOLD)) console.log(`WRONG: ${line}`);
  if (wrong.length > 0) process.exitCode = 1;
  else console.log('Each was refused, or ended in the log whole.');
}

/** @throws {Error} that names the option */
function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, got '${text}'`);
  return Number(text);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
});

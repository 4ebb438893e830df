/** Ten thousand mutated envelopes, to a Muster in memory or on the storage emulator. Exits with 1 when one is neither refused nor answered. */
import { parseArgs } from 'node:util';
import { createStorage, type Storage } from '../../shared/store/azure/connection';
import { startTestEmulator } from '../support/emulator';
import { type Fuzzed, fuzzEnvelopes } from '../support/fuzzEnvelopes';
import { createWorkbench, createWorkbenchOn, type Workbench } from '../support/workbench';

/** In one job, and one storage: its log is read whole at the end. */
const A_JOB = 1_000;
const MOST_TOLD = 20;
/** How often a run says how far it is. */
const TOLD_EVERY_MS = 10_000;
const USAGE = 'npm run long -- envelopes [memory|emulator] [--envelopes N (10000)] [--from SEED (1)]';

type Work = (bench: Workbench<Storage>) => Promise<Fuzzed>;
const ON: Readonly<Record<string, (work: Work) => Promise<Fuzzed>>> = {
  memory: async (work) => work(await createWorkbench()),
  emulator: async (work) => {
    const emulator = await startTestEmulator();
    try {
      return await work(await createWorkbenchOn(() => createStorage(emulator)));
    } finally {
      await emulator.stop();
    }
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      envelopes: { type: 'string', default: '10000' },
      from: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(USAGE);
  const [where = 'memory', ...others] = positionals;
  const on = ON[where];
  if (on === undefined || others.length > 0)
    throw new Error(`It runs on memory or emulator, got '${positionals.join(' ')}'`);
  const [count, first] = [wholeNumber('envelopes', values.envelopes), wholeNumber('from', values.from)];
  const progress = teller(count);
  let accepted = 0;
  const wrong: string[] = [];
  for (let done = 0; done < count; done += A_JOB) {
    const fuzzed = await on((bench) =>
      fuzzEnvelopes(bench, first + done, Math.min(A_JOB, count - done), (sent) => progress.tell(done + sent)),
    );
    accepted += fuzzed.accepted;
    wrong.push(...fuzzed.wrong);
  }
  console.log(
    `${count} envelopes from seed ${first} to ${where}, ${accepted} operations accepted, ${progress.seconds()} s`,
  );
  for (const line of wrong.slice(0, MOST_TOLD)) console.log(`WRONG: ${line}`);
  if (wrong.length > 0) process.exitCode = 1;
  else console.log('Each was refused, or ended in the log whole.');
}

function teller(count: number) {
  const began = performance.now();
  let toldAt = began;
  const seconds = () => ((performance.now() - began) / 1_000).toFixed(0);
  return {
    seconds,
    tell(done: number): void {
      if (performance.now() - toldAt < TOLD_EVERY_MS) return;
      toldAt = performance.now();
      console.log(`${done} of ${count} sent, ${seconds()} s`);
    },
  };
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

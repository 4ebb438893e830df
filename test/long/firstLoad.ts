/** Half a million people into Graph at its quota (`test/support/firstLoad.ts`): how long that takes, and what becomes of them. */
import { parseArgs } from 'node:util';
import { firstLoad } from '../support/firstLoad';

const HELP = `Loads half a million people into Graph at its quota, on a clock of its own.

  npm run long -- first-load [--people N] [--smaller N] [--give-up MINUTES] [--instances N]

  --people N         how many there are (500000)
  --smaller N        so many times fewer people and writes, in the same hours (1)
  --give-up MINUTES  how long somebody waits for a turn (2880)
  --instances N      that share the quota (12)

Exits with 1 when somebody failed, got no account or two, or the job is quarantined; with 2 when it does not understand what it is asked.`;

interface Asked {
  readonly people: number;
  readonly smaller: number;
  readonly instances: number;
  readonly giveUpMinutes: number;
}

function readArguments(): Asked | undefined {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '500000' },
      smaller: { type: 'string', default: '1' },
      instances: { type: 'string', default: '12' },
      'give-up': { type: 'string', default: '2880' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const whole = (option: string, text: string) => {
    if (/^[1-9]\d*$/.test(text)) return Number(text);
    throw new Error(`${option} must be a whole number from 1, got ${text}.`);
  };
  return {
    people: whole('--people', values.people),
    smaller: whole('--smaller', values.smaller),
    instances: whole('--instances', values.instances),
    giveUpMinutes: whole('--give-up', values['give-up']),
  };
}

async function main(): Promise<number> {
  let asked: Asked | undefined;
  try {
    asked = readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  if (asked === undefined) {
    console.log(HELP);
    return 0;
  }
  let told = 0;
  const progress = (hours: number, created: number) => {
    if (hours < told + 1) return;
    told = Math.floor(hours);
    console.log(`${told} h: ${created} accounts`);
  };
  const loaded = await firstLoad({ ...asked, shorter: 1, progress });
  console.log(loaded);
  const { created, doubled, failed, poisoned, isQuarantined } = loaded;
  const isWhole = created === Math.round(asked.people / asked.smaller);
  return isWhole && doubled + failed + poisoned === 0 && !isQuarantined ? 0 : 1;
}

void main().then((code) => {
  process.exitCode = code;
});

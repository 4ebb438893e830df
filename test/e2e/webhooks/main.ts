/** The command line of `npm run long -- webhooks`: see `../run.mjs`. */
import { parseArgs } from 'node:util';
import { burst } from './burst';

const MOST_TOLD = 20;
/** Coalescing and storage that comes back make of ten webhooks about a person three fetches at most. */
const FETCHES_A_PERSON = 3;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      webhooks: { type: 'string', default: '2000' },
      people: { type: 'string', default: '200' },
      kills: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [webhooks = 0, people = 0, kills = 0, seed = 0] = Object.entries(values).map(([name, text]) => {
    if (!/^\d{1,7}$/.test(text)) throw new Error(`--${name} must be a whole number, got '${text}'`);
    return Number(text);
  });
  console.log(`${webhooks} webhooks about ${people} people, ${kills} kills, seed ${seed}`);
  const { broken, fetches, states, seconds } = await burst({ webhooks, people, kills, seed }, (line) =>
    console.log(line),
  );
  const most = people * FETCHES_A_PERSON;
  const told = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  console.log(`${fetches} fetches (${most} are allowed); ${told.join(', ')}; ${seconds.toFixed(0)} s`);
  for (const line of broken.slice(0, MOST_TOLD)) console.log(`BROKEN: ${line}`);
  if (fetches > most) console.log('BROKEN: that is more than is allowed');
  process.exitCode = broken.length > 0 || fetches > most ? 1 : 0;
}

main().catch((error: Error & { readonly code?: string }) => {
  const isMistyped = error.code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isMistyped ? error.message : error);
  process.exitCode = 1;
});

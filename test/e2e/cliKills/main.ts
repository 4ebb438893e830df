/** The command line of `npm run long -- cli-kills`: see `../run.mjs`. */
import { parseArgs } from 'node:util';
import { sendAndKill } from './sendAndKill';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '1000' },
      kills: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
    },
  });
  const options = { people: Number(values.people), kills: Number(values.kills), seed: Number(values.seed) };
  console.log(`${options.people} people, a send that is killed ${options.kills} times, seed ${options.seed}`);
  const { broken, killedAt } = await sendAndKill(options);
  console.log(`Killed behind so many lines of the journal: ${killedAt.join(', ')}`);
  for (const line of broken.slice(0, 20)) console.log(`BROKEN: ${line}`);
  if (broken.length === 0) console.log('Nobody missing, nobody doubled.');
  else process.exitCode = 1;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

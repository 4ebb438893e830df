/** The command line of `npm run roster`: see `../run.mjs`. */
import { parseArgs } from 'node:util';
import { openActiveDirectoryStage } from '../stages/activeDirectoryStage';
import { openDirectoryStage } from '../stages/directoryStage';
import { openGraphStage } from '../stages/graphStage';
import { openScimStage } from '../stages/scimStage';
import { provisionRoster } from './provisionRoster';

const STAGES = {
  directory: openDirectoryStage,
  graph: openGraphStage,
  scim: openScimStage,
  ad: openActiveDirectoryStage,
} as const;
const MOST_TOLD = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { people: { type: 'string', default: '1000' }, target: { type: 'string' } },
  });
  const { people, target } = values;
  if (!/^\d{1,6}$/.test(people)) throw new Error(`--people must be a whole number, got '${people}'`);
  const chosen = Object.entries(STAGES).filter(([name]) => target === undefined || name === target);
  if (chosen.length === 0)
    throw new Error(`--target must be one of ${Object.keys(STAGES).join(', ')}, got '${target}'`);
  for (const [name, open] of chosen) {
    const stage = await open();
    try {
      const { faults, namesakes, firstSeconds, secondSeconds, requests } = await provisionRoster(stage, Number(people));
      for (const fault of faults.slice(0, MOST_TOLD)) console.log(`WRONG: ${fault}`);
      console.log(
        `${name}: ${people} people, ${namesakes} of them namesakes, in ${firstSeconds.toFixed(1)} s; ` +
          `again, writing nothing, in ${secondSeconds.toFixed(1)} s; ${faults.length} faults` +
          (requests === undefined ? '' : `; ${requests[0]} requests to the target, then ${requests[1]}`),
      );
      if (faults.length > 0) process.exitCode = 1;
    } finally {
      await stage.close();
    }
  }
}

main().catch((error: Error & { readonly code?: string }) => {
  const isMistyped = error.code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isMistyped ? error.message : error);
  process.exitCode = 1;
});

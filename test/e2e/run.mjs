/**
 * Runs one of the programs beside it, on what `npm run build` made:
 *
 *   npm run kills -- [--people N] [--kills N] [--seed N] [--target directory|scim|ad]
 *   npm run long -- cli-kills [--people N] [--kills N] [--seed N]
 *   npm run long -- webhooks [--webhooks N] [--people N] [--kills N] [--seed N]
 *   npm run roster -- [--people N] [--target directory|graph|scim|ad]
 *
 * Exits with 1 when something was not as it should be.
 */
import { runBundled } from '../support/runBundled.mjs';

const [name, ...options] = process.argv.slice(2);
const USAGE = {
  kills: 'npm run kills -- [--people N] [--kills N] [--seed N] [--target directory|scim|ad]',
  cliKills: 'npm run long -- cli-kills [--people N] [--kills N] [--seed N]',
  webhooks: 'npm run long -- webhooks [--webhooks N] [--people N] [--kills N] [--seed N]',
  roster: 'npm run roster -- [--people N] [--target directory|graph|scim|ad]',
};
if (options.includes('--help')) {
  console.log(USAGE[name]);
  process.exit(0);
}
const outfile = `dist/${name}/main.js`; // beside the host it starts, as deep in the project as test/support
process.exitCode = await runBundled(`test/e2e/${name}/main.ts`, outfile, options);

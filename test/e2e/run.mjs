/**
 * Runs one of the programs beside it, on what `npm run build` made:
 *
 *   npm run kills -- [--people N] [--kills N] [--seed N] [--target directory|scim|ad]
 *   npm run long -- cli-kills [--people N] [--kills N] [--seed N]
 *   npm run roster -- [--people N] [--target directory|scim|ad]
 *
 * Exits with 1 when something was not as it should be.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [name, ...options] = process.argv.slice(2);
const USAGE = {
  kills: 'npm run kills -- [--people N] [--kills N] [--seed N] [--target directory|scim|ad]',
  cliKills: 'npm run long -- cli-kills [--people N] [--kills N] [--seed N]',
  roster: 'npm run roster -- [--people N] [--target directory|scim|ad]',
};
if (options.includes('--help')) {
  console.log(USAGE[name]);
  process.exit(0);
}
const root = fileURLToPath(new URL('../../', import.meta.url));
const outfile = `${root}dist/${name}/main.js`; // beside the host it starts, as deep in the project as test/support
await build({
  entryPoints: [fileURLToPath(new URL(`${name}/main.ts`, import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  sourcemap: true,
  logLevel: 'error',
});
const arguments_ = ['--enable-source-maps', outfile, ...options];
process.exitCode = spawnSync(process.execPath, arguments_, { cwd: root, stdio: 'inherit' }).status ?? 1;

/**
 * Pulls the plug, again and again, while people are uploaded and processed:
 *
 *   npm run kills -- [--people N] [--kills N] [--seed N]
 *
 * Exits with 1 when anything was lost or doubled.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const outfile = `${root}dist/kills/main.js`; // beside the host it starts
await build({
  entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  sourcemap: true,
  logLevel: 'error',
});
const arguments_ = ['--enable-source-maps', outfile, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, arguments_, { cwd: root, stdio: 'inherit' }).status ?? 1;

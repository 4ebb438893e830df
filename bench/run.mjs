/**
 * Measures the budgets of docs/performance.md: `npm run bench [-- B2 B4 …] [-- --people 10000] [-- --entries 1000000]`.
 * Ratios only mean something on a machine that does nothing else.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const outdir = 'node_modules/.cache/muster-bench';
await build({
  entryPoints: { main: 'bench/main.ts', azurite: 'local/azurite.ts' },
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', '--enable-source-maps', join(outdir, 'main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;

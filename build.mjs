/**
 * Bundles the entries: the functions (what is deployed), the agent (what runs near a directory) and the development host
 * (what `npm start` runs). The first two stand alone: one file each, and no packages beside it.
 * `@azure/functions-core` is supplied by whichever host loads the bundle, so it must stay external.
 */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  logLevel: 'warning',
  external: ['@azure/functions-core'],
};

await rm('dist', { recursive: true, force: true });
await Promise.all([
  // Minified: the deployed entry is loaded at every cold start (budget B9). Some SDK builds ask for `import.meta.url`,
  // which CommonJS lacks.
  build({
    ...common,
    entryPoints: { 'functions/index': 'functions/index.ts', 'local/agent': 'local/agent.ts' },
    outdir: 'dist',
    minify: true,
    keepNames: true,
    define: { 'import.meta.url': '__bundleUrl' },
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({
    ...common,
    entryPoints: { 'local/start': 'local/start.ts', 'local/azurite': 'local/azurite.ts' },
    outdir: 'dist',
    packages: 'external',
  }),
]);
if (!process.argv.includes('--quiet'))
  console.log('Built dist/functions/index.js, dist/local/agent.js and dist/local/start.js');

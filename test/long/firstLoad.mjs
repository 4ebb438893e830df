/** Bundles `firstLoad.ts` and runs it: half a million people with their log want some gigabytes. */
import { runBundled } from '../support/runBundled.mjs';

process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=14000`;
const outfile = 'node_modules/.cache/muster-first-load/main.js';
process.exitCode = await runBundled('test/long/firstLoad.ts', outfile, process.argv.slice(2));

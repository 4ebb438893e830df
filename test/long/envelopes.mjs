/** Bundles `envelopes.ts` and runs it. */
import { runBundled } from '../support/runBundled.mjs';

const outfile = 'node_modules/.cache/muster-envelopes/main.js';
process.exitCode = await runBundled('test/long/envelopes.ts', outfile, process.argv.slice(2));

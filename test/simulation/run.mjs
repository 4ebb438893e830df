/** Bundles the simulation and runs it: `node test/simulation/run.mjs --help`. */
import { runBundled } from '../support/runBundled.mjs';

const outfile = 'node_modules/.cache/muster-simulation/main.js';
process.exitCode = await runBundled('test/simulation/main.ts', outfile, process.argv.slice(2));

/** Bundles `envelopes.ts` and runs it, as deep in the project as test/support: that is from where the emulator is found. */
import { runBundled } from '../support/runBundled.mjs';

process.exitCode = await runBundled('test/long/envelopes.ts', 'dist/envelopes/main.js', process.argv.slice(2));

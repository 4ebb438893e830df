/** Writes test/numbers/numbers.txt anew: node test/numbers/writeNumbers.mjs. Look at what has changed. */
import { runBundled } from '../support/runBundled.mjs';

process.exitCode = await runBundled('test/numbers/writeNumbers.ts', 'dist/numbers/main.js', []);

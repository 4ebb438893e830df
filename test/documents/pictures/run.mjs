/** `npm run docs:console`: takes the pictures of docs/console.md anew, from the demo; with names, only those. */
import { runBundled } from '../../support/runBundled.mjs';

const outfile = 'node_modules/.cache/consolePictures.js'; // as deep as the folder whose parts it uses
process.exitCode = await runBundled('test/documents/pictures/main.ts', outfile, process.argv.slice(2));

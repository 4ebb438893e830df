/** Writes docs/settings.md anew from the table of settings. Run it at the root of the repository. */
import { fileURLToPath } from 'node:url';
import { runTypeScript } from '../vectors/runTypeScript.mjs';

await runTypeScript(fileURLToPath(new URL('writeDocumentation.ts', import.meta.url)));

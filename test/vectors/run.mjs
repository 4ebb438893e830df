/**
 * Runs conformance vectors of expressions and scoping filters:
 *
 *   node test/vectors/run.mjs FILE…
 *
 * One line for each that fails, then `N passed, N failed`; exits with 1 if one fails.
 */
import { fileURLToPath } from 'node:url';
import { runTypeScript } from './runTypeScript.mjs';

await runTypeScript(fileURLToPath(new URL('run.ts', import.meta.url)));

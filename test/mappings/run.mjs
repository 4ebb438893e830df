/**
 * Runs mapping tests: people in, expected target values or action out. See docs/mappings.md, "Testing mappings".
 *
 *   node test/mappings/run.mjs                                    every folder beside this file
 *   node test/mappings/run.mjs --schema FILE --cases DIR          your cases against your schema
 *   node test/mappings/run.mjs --template API2AD --cases DIR      your cases against a default schema
 *
 *   --explain   also shows every value and the reason for it
 *
 * Exits with 0 when all pass, 1 when a case fails, 2 when a file cannot be used.
 */
import { fileURLToPath } from 'node:url';
import { runTypeScript } from '../vectors/runTypeScript.mjs';

await runTypeScript(fileURLToPath(new URL('run.ts', import.meta.url)));

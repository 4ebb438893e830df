/**
 * Runs mapping tests: people in, expected target values or action out. See docs/mappings.md, "Testing mappings".
 *
 *   node test/mappings/run.mjs                                        every folder beside this file
 *   node test/mappings/run.mjs --schema FILE --cases DIR              your cases against your schema
 *   node test/mappings/run.mjs --template API2AD --cases DIR          your cases against a default schema
 *
 *   --explain   also show every value and the reason for it
 *
 * Exits with 0 when all pass, 1 when a case fails, 2 when a file cannot be used.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const ENGINE = join(HERE, '../../shared/engine/mappingTests/index.ts');

class Unusable extends Error {}

/** The engine is TypeScript; it is bundled for the occasion. */
async function loadEngine() {
  const folder = mkdtempSync(join(tmpdir(), 'mapping-tests-'));
  const outfile = join(folder, 'engine.mjs');
  try {
    await build({ entryPoints: [ENGINE], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readOptions() {
  try {
    const options = {
      schema: { type: 'string' },
      template: { type: 'string' },
      cases: { type: 'string' },
      explain: { type: 'boolean' },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Unusable(error.message);
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Unusable(`${file}: ${error.message}`);
  }
}

function schemaFor(engine, { schema, template }) {
  const value = schema ? readJson(schema) : defaultFor(engine, template ?? 'API2AAD');
  const parsed = engine.parseSchema(value);
  if (parsed.ok) return engine.compileSchema(parsed.schema);
  const faults = parsed.faults.map(({ path, message }) => `  ${path || 'schema'}: ${message}`);
  throw new Unusable([`${schema} is no schema that could be saved:`, ...faults].join('\n'));
}

function defaultFor(engine, template) {
  const id = engine.TEMPLATE_IDS.find((each) => each.toLowerCase() === template.toLowerCase());
  if (id === undefined)
    throw new Unusable(`--template must be one of ${engine.TEMPLATE_IDS.join(', ')}, got ${template}`);
  return engine.defaultSchema(id, { id });
}

/** Without arguments: each folder here, against its own schema.json or the default schema of the template it is named after. */
function suites({ schema, template, cases }) {
  if (cases) return [{ folder: cases, schema, template }];
  if (schema || template) throw new Unusable('--cases DIR is missing: which cases are to run?');
  return readdirSync(HERE)
    .map((name) => join(HERE, name))
    .filter((folder) => statSync(folder).isDirectory())
    .map((folder) => {
      const schema = join(folder, 'schema.json');
      return existsSync(schema) ? { folder, schema } : { folder, template: basename(folder) };
    });
}

function caseFiles(folder) {
  const found = readdirSync(folder, { recursive: true }).filter(
    (name) => name.endsWith('.json') && basename(name) !== 'schema.json',
  );
  return found.sort().map((name) => join(folder, name));
}

function runFile(engine, compiled, file, explain) {
  const reading = engine.readCases(readJson(file));
  if (!reading.ok) throw new Unusable([`${file}:`, ...reading.faults.map((fault) => `  ${fault}`)].join('\n'));
  return reading.cases.map((test) => {
    const result = engine.runCase(compiled, test);
    console.log(engine.reportCase(test.name, relative(process.cwd(), file), result));
    if (explain) console.log(engine.reportExplanations(result.outcome.explanations));
    return result.differences.length === 0;
  });
}

async function main() {
  const options = readOptions();
  const engine = await loadEngine();
  const passed = suites(options).flatMap((suite) => {
    const compiled = schemaFor(engine, suite);
    console.log(`${relative(process.cwd(), suite.folder) || '.'}: ${compiled.source.name} to ${compiled.target.name}`);
    return caseFiles(suite.folder).flatMap((file) => runFile(engine, compiled, file, options.explain));
  });
  const failed = passed.filter((each) => !each).length;
  console.log(engine.reportSummary(passed.length - failed, failed));
  if (passed.length === 0) throw new Unusable('There are no cases to run.');
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error instanceof Unusable ? error.message : error);
  process.exitCode = 2;
});

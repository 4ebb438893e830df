/** The command line of mapping tests; `run.mjs` says how to call it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSchema } from '../../shared/engine/review/parseSchema';
import { readCases } from '../../shared/engine/review/readCase';
import { reportCase, reportExplanations, reportSummary } from '../../shared/engine/review/report';
import { runCase } from '../../shared/engine/review/runCase';
import { type CompiledSchema, compileSchema } from '../../shared/engine/schema/compileSchema';
import { defaultSchema, TEMPLATE_IDS } from '../../shared/engine/schema/defaultSchema';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';

/** A folder of cases and what they are run against: a schema file, or the default schema of a template. */
interface Suite {
  readonly cases: string;
  readonly schema?: string | undefined;
  readonly template?: string | undefined;
}

/** Something the caller gave cannot be used. */
class Unusable extends Error {}

function main(): void {
  const { explain = false, ...options } = readOptions();
  const results = suites(options).flatMap((suite) => {
    const compiled = compiledFor(suite);
    console.log(`${shortened(suite.cases)}: ${compiled.source.name} to ${compiled.target.name}`);
    return caseFiles(suite.cases).flatMap((file) => runFile(compiled, file, explain));
  });
  if (results.length === 0) throw new Unusable('There are no cases to run.');
  const failed = results.filter((passed) => !passed).length;
  console.log(reportSummary(results.length - failed, failed));
  process.exitCode = failed === 0 ? 0 : 1;
}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ options: { schema: text, template: text, cases: text, explain: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new Unusable(messageOf(error));
  }
}

/** Without arguments: each folder here, against its own schema.json or the default schema of the template it is named after. */
function suites({ schema, template, cases }: Partial<Suite>): readonly Suite[] {
  if (cases !== undefined) return [{ cases, schema, template }];
  if (schema !== undefined || template !== undefined)
    throw new Unusable('--cases DIR is missing: which cases are to run?');
  const here = dirname(__filename);
  const folders = readdirSync(here).map((name) => join(here, name));
  return folders
    .filter((folder) => statSync(folder).isDirectory())
    .map((folder) => {
      const own = join(folder, 'schema.json');
      return existsSync(own) ? { cases: folder, schema: own } : { cases: folder, template: basename(folder) };
    });
}

function compiledFor({ schema, template = 'API2AAD' }: Suite): CompiledSchema {
  const parsed = parseSchema(schema === undefined ? defaultFor(template) : readJson(schema));
  if (parsed.ok) return compileSchema(parsed.schema);
  const faults = parsed.faults.map(({ path, message }) => `  ${path || 'schema'}: ${message}`);
  throw new Unusable([`${schema} could not be saved as a schema:`, ...faults].join('\n'));
}

function defaultFor(template: string): SynchronizationSchema {
  const id = TEMPLATE_IDS.find((each) => each.toLowerCase() === template.toLowerCase());
  if (id === undefined) throw new Unusable(`--template must be one of ${TEMPLATE_IDS.join(', ')}, got ${template}.`);
  return defaultSchema(id, { id });
}

function caseFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) throw new Unusable(`${folder} does not exist.`);
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.json') && basename(name) !== 'schema.json')
    .sort()
    .map((name) => join(folder, name));
}

/** @returns whether each case of the file passed */
function runFile(compiled: CompiledSchema, file: string, explain: boolean): readonly boolean[] {
  const reading = readCases(readJson(file));
  if (!reading.ok) throw new Unusable([`${file}:`, ...reading.faults.map((fault) => `  ${fault}`)].join('\n'));
  return reading.cases.map((test) => {
    const result = runCase(compiled, test);
    console.log(reportCase(test.name, shortened(file), result));
    if (explain && result.outcome.explanations.length > 0) console.log(reportExplanations(result.outcome.explanations));
    return result.differences.length === 0;
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Unusable(`${file}: ${messageOf(error)}`);
  }
}

function shortened(path: string): string {
  return relative(process.cwd(), path) || '.';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  main();
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** The command line of mapping tests; `run.mjs` says how to call it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { caseText, hasPassed, runCases, templateSchema } from '../../cli/config/mappingCases';
import { readSchemaFile } from '../../cli/config/schemaFile';
import { Failure, reasonOf, usage } from '../../cli/exit';
import { reportSummary } from '../../shared/engine/review/report';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';

/** A folder of cases and what they are run against: a schema file, or the default schema of a template. */
interface Suite {
  readonly cases: string;
  readonly schema?: string | undefined;
  readonly template?: string | undefined;
}

async function main(): Promise<void> {
  const { explain = false, ...options } = readOptions();
  let [passed, failed] = [0, 0];
  for (const suite of suites(options)) {
    const schema = await schemaFor(suite);
    const [rule] = schema.synchronizationRules;
    console.log(`${shortened(suite.cases)}: ${rule?.sourceDirectoryName} to ${rule?.targetDirectoryName}`);
    for await (const ran of runCases(schema, resolve(suite.cases), process.cwd())) {
      process.stdout.write(caseText(ran, explain));
      if (hasPassed(ran)) passed += 1;
      else failed += 1;
    }
  }
  if (passed + failed === 0) throw usage('There are no cases to run.');
  console.log(reportSummary(passed, failed));
  process.exitCode = failed === 0 ? 0 : 1;
}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ options: { schema: text, template: text, cases: text, explain: { type: 'boolean' } } }).values;
  } catch (error) {
    throw usage(reasonOf(error));
  }
}

/** Without arguments: each folder here, against its own schema.json or the default schema of the template it is named after. */
function suites({ schema, template, cases }: Partial<Suite>): readonly Suite[] {
  if (cases !== undefined) return [{ cases, schema, template }];
  if (schema !== undefined || template !== undefined) throw usage('--cases DIR is missing: which cases are to run?');
  const here = dirname(__filename);
  const folders = readdirSync(here).map((name) => join(here, name));
  return folders
    .filter((folder) => statSync(folder).isDirectory())
    .map((folder) => {
      const own = join(folder, 'schema.json');
      return existsSync(own) ? { cases: folder, schema: own } : { cases: folder, template: basename(folder) };
    });
}

async function schemaFor({ schema, template = 'API2AAD' }: Suite): Promise<SynchronizationSchema> {
  return schema === undefined ? templateSchema(template) : (await readSchemaFile(resolve(schema), schema)).schema;
}

function shortened(path: string): string {
  return relative(process.cwd(), path) || '.';
}

main().catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  console.error([error.message, ...error.details.map((line) => `  ${line}`)].join('\n'));
  process.exitCode = 2;
});

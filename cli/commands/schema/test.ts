/** `muster schema test`: mapping tests, run here by the engine of the service. Nothing is sent. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { readSchema } from '../../client/schema';
import { caseText, hasPassed, runCases, templateSchema } from '../../config/mappingCases';
import { judgeSchema, readSchemaFile } from '../../config/schemaFile';
import { EXIT, Failure, usage } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import { openJob } from '../jobDesk';

interface TestOptions {
  readonly cases: string;
  readonly file?: string;
  readonly template?: string;
  readonly explain?: boolean;
}

export function addTest(family: Command, stage: Stage): void {
  addCommand<TestOptions>(family, stage, {
    name: 'test',
    summary: 'Run mapping tests against a schema',
    description:
      'Cases are people as files with what is expected of each. They run here, against --file, the default schema of --template, or the schema of the job. Ends with 1 when one fails.',
    examples: [
      'muster schema test --cases cases',
      'muster schema test --cases cases/title.json --template API2AAD --explain',
    ],
    options: (command) =>
      command
        .requiredOption('--cases <dir>', 'a folder with cases, or one file')
        .option('-f, --file <file>', 'the schema; that of the job when absent')
        .option('--template <id>', 'the default schema of API2AAD, API2AD or API2SCIM')
        .option('--explain', 'every value, and the reason for it'),
    run: async (muster, _, { cases, explain = false, ...which }) => {
      const failed = await runAll(muster, await schemaFor(muster, which), cases, explain);
      return failed === 0 ? EXIT.done : EXIT.failed;
    },
  });
}

async function schemaFor(
  muster: Muster,
  { file, template }: Pick<TestOptions, 'file' | 'template'>,
): Promise<SynchronizationSchema> {
  if (file !== undefined) return (await readSchemaFile(resolve(muster.world.cwd, file), file)).schema;
  if (template !== undefined) return templateSchema(template);
  const { http, job } = await openJob(muster);
  return judgeSchema((await readSchema(http, job)).schema, 'The schema of the job').schema;
}

/** @throws {Failure} 1 when a case fails */
export async function mustPass(muster: Muster, schema: SynchronizationSchema, cases: string): Promise<void> {
  const failed = await runAll(muster, schema, cases, false, true);
  if (failed > 0)
    throw new Failure(EXIT.failed, `${failed} mapping tests fail, so nothing was saved.`, { code: 'TestFailed' });
}

interface CaseRow {
  readonly name: string;
  readonly file: string;
  readonly passed: boolean;
  readonly differences: readonly object[];
}

/** @param isAside told on stderr, since another answer follows @returns how many failed */
async function runAll(
  { answers, messages, world }: Muster,
  schema: SynchronizationSchema,
  cases: string,
  explain: boolean,
  isAside = false,
): Promise<number> {
  const rows: CaseRow[] = [];
  for await (const ran of runCases(schema, resolve(world.cwd, cases), world.cwd)) {
    const { name, file, result } = ran;
    rows.push({ name, file, passed: hasPassed(ran), differences: result.differences });
    if (isAside) messages.note(caseText(ran, false).trimEnd());
    else if (answers.format === 'table') await answers.raw(caseText(ran, explain));
  }
  if (rows.length === 0) throw usage('There are no cases to run.', { place: cases });
  const failed = rows.filter(({ passed }) => !passed).length;
  if (isAside) return failed;
  const summary = `${rows.length - failed} passed, ${failed} failed\n`;
  if (answers.format === 'table') await answers.raw(summary);
  else await answers.list({ kind: 'muster.schemaTest/1', rows, columns: COLUMNS, name: ({ name }) => name });
  return failed;
}

const COLUMNS = [
  { name: 'name', read: ({ name }: CaseRow) => name },
  { name: 'file', read: ({ file }: CaseRow) => file },
  { name: 'passed', read: ({ passed }: CaseRow) => String(passed) },
  { name: 'differences', read: ({ differences }: CaseRow) => JSON.stringify(differences) },
];

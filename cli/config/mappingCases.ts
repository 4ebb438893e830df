/** Mapping tests as files: people in, what is expected of each (docs/mappings.md, "Testing mappings"). */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { type MappingCase, readCases } from '../../shared/engine/review/readCase';
import { reportCase, reportExplanations } from '../../shared/engine/review/report';
import { type CaseResult, runCase } from '../../shared/engine/review/runCase';
import { type CompiledSchema, compileSchema } from '../../shared/engine/schema/compileSchema';
import { defaultSchema, TEMPLATE_IDS } from '../../shared/engine/schema/defaultSchema';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { usage } from '../exit';
import { judgeSchema, readJsonFile } from './schemaFile';

export interface RanCase {
  readonly name: string;
  /** From the working folder. */
  readonly file: string;
  readonly result: CaseResult;
}

/** @throws {Failure} 2 */
export function templateSchema(template: string): SynchronizationSchema {
  const id = TEMPLATE_IDS.find((each) => each.toLowerCase() === template.toLowerCase());
  if (id !== undefined) return judgeSchema(defaultSchema(id, { id }), id).schema;
  throw usage(`--template must be one of ${TEMPLATE_IDS.join(', ')}, got ${template}.`, { place: '--template' });
}

/** @param folder with folders in it, or one file @throws {Failure} 2 for what cannot be used */
export async function* runCases(schema: SynchronizationSchema, folder: string, cwd: string): AsyncGenerator<RanCase> {
  const compiled: CompiledSchema = compileSchema(schema);
  for (const path of caseFiles(folder, cwd)) {
    const file = relative(cwd, path) || '.';
    for (const test of await casesOf(path, file)) yield { name: test.name, file, result: runCase(compiled, test) };
  }
}

function caseFiles(folder: string, cwd: string): readonly string[] {
  if (!existsSync(folder)) throw usage(`${relative(cwd, folder)} does not exist.`, { place: '--cases' });
  return folder.endsWith('.json')
    ? [folder]
    : readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.json') && basename(name) !== 'schema.json')
        .sort()
        .map((name) => join(folder, name));
}

async function casesOf(path: string, file: string): Promise<readonly MappingCase[]> {
  const reading = readCases(await readJsonFile(path, file));
  if (reading.ok) return reading.cases;
  throw usage(`${file}:`, { code: 'InvalidCase', details: reading.faults });
}

export const hasPassed = ({ result }: RanCase) => result.differences.length === 0;

/** @param explain also every value, and the reason for it */
export function caseText({ name, file, result }: RanCase, explain: boolean): string {
  const { explanations } = result.outcome;
  const lines = [reportCase(name, file, result)];
  if (explain && explanations.length > 0) lines.push(reportExplanations(explanations));
  return `${lines.join('\n')}\n`;
}

/** Schemas as files: read, judged by the service's own rules, and compared (docs/mappings.md). */
import { readFile } from 'node:fs/promises';
import { parseSchema, type SchemaWarning } from '../../shared/engine/review/parseSchema';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { reasonOf, usage } from '../exit';
import { differencesOf, type PathDifference } from './jsonDiff';

export interface ReadSchema {
  /** As it stands in the file. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly schema: SynchronizationSchema;
  readonly warnings: readonly SchemaWarning[];
}

/** @throws {Failure} 2 naming every fault with its place */
export async function readSchemaFile(path: string, shown = path): Promise<ReadSchema> {
  return judgeSchema(await readJsonFile(path, shown), shown);
}

/** @throws {Failure} 2 */
export function judgeSchema(given: unknown, shown: string): ReadSchema {
  const parsed = parseSchema(given);
  if (parsed.ok) return { given: given as ReadSchema['given'], schema: parsed.schema, warnings: parsed.warnings };
  throw usage(`${shown} could not be saved as a schema:`, {
    code: 'InvalidSchema',
    details: parsed.faults.map(({ path, message }) => `${path || 'schema'}: ${message}`),
  });
}

/** @throws {Failure} 2 */
export async function readJsonFile(path: string, shown = path): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`${shown}: ${reasonOf(error)}`, { code: 'NoJson', cause: error });
  }
}

/** Whoever saves a schema sets its own id and version; all else counts. */
export function schemaDifferences(
  before: SynchronizationSchema,
  after: SynchronizationSchema,
): readonly PathDifference[] {
  const compared = ({ id: _, version: __, ...schema }: SynchronizationSchema) => JSON.parse(JSON.stringify(schema));
  return differencesOf(compared(before), compared(after));
}

export const warningText = ({ code, path, message }: SchemaWarning) => `${code}: ${message} (${path})`;

/** A file of people, opened: what it is, how its columns become attributes, and its rows as people, as often as needed. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Json, JsonObject } from '../../shared/scim/json';
import { type Failure, usage } from '../exit';
import { decode, type Encoding, encodingOf } from '../files/decode';
import { shapeOf } from '../files/sniff';
import { openSource, type Source, sourceOf } from '../files/source';
import { beginning, openTable, type Table } from '../files/table';
import { compileMapping } from '../mapping/compileMapping';
import { fromPsd1, fromWizard, isWizardMapping } from '../mapping/foreign';
import { isOurs } from '../mapping/header';
import { type Blank, type MappingFault, type MappingFile, readMappingFile } from '../mapping/mappingFile';
import { Psd1Fault } from '../mapping/psd1';
import { refusingLostValues } from '../mapping/sheetQuirks';
import { count } from '../output/numbers';
import type { World } from '../world';
import type { SavedOptions } from './journal';
import { jsonPeople, type People, tablePeople } from './people';

export const FILE_FORMATS = ['csv', 'tsv', 'json', 'ndjson', 'scim'] as const;

export interface FileOptions {
  readonly mapping?: string | undefined;
  readonly format?: string | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly hasHeader: boolean;
  /** Whether what a spreadsheet makes of values is taken back, or told where it is lost. */
  readonly sheetQuirks: boolean;
  readonly blank?: string | undefined;
}

export interface KnownMapping {
  readonly path: string;
  readonly mapping: MappingFile;
}

/** A file before it is known how to read its rows. */
export interface OpenedFile {
  readonly source: Source;
  readonly encoding: Encoding;
  /** `undefined` for JSON, which needs no mapping. */
  readonly table: Table | undefined;
  readonly known: KnownMapping | undefined;
  readonly options: FileOptions;
}

/** @throws {Failure} 2 for what cannot be read */
export async function openFile(name: string, options: FileOptions, world: World): Promise<OpenedFile> {
  return open(await openSource(name, world), options, world);
}

/** The same file as a run before has read, with the same options. */
export async function reopenFile(
  name: string,
  path: string,
  isPipe: boolean,
  saved: SavedOptions,
  world: World,
): Promise<OpenedFile> {
  const { mapping, format, encoding, delimiter, hasHeader, sheetQuirks = false, blank } = saved;
  const options = {
    mapping: mapping ?? undefined,
    format: format ?? undefined,
    encoding: encoding ?? undefined,
    delimiter: delimiter ?? undefined,
    hasHeader,
    sheetQuirks,
    blank: blank ?? undefined,
  };
  return open(await sourceOf(name, path, isPipe), options, world);
}

async function open(source: Source, options: FileOptions, world: World): Promise<OpenedFile> {
  const known = await findMapping(source, options.mapping, world);
  const asked = options.encoding ?? known?.mapping.read.encoding;
  const encoding = encodingOf(await source.first(4_096), asked, source.name);
  if (await isJson(source, encoding, options.format)) {
    return { source, encoding, table: undefined, known: undefined, options };
  }
  const delimiter = options.delimiter ?? (options.format === 'tsv' ? '\t' : known?.mapping.read.delimiter);
  const { hasHeader, sheetQuirks } = options;
  const table = await openTable(source, encoding, { delimiter, hasHeader, sheetQuirks });
  return { source, encoding, table, known, options };
}

async function isJson(source: Source, encoding: Encoding, format: string | undefined): Promise<boolean> {
  if (format !== undefined) return format !== 'csv' && format !== 'tsv';
  return shapeOf(await beginning(source, encoding)) === 'json';
}

/** Beside the file: a mapping of its own, or one for all files of the folder. */
async function findMapping(source: Source, named: string | undefined, world: World): Promise<KnownMapping | undefined> {
  if (named !== undefined) return readMapping(resolve(world.cwd, named));
  if (source.isPipe) return undefined;
  const whole = source.path.replace(/\.failed(\.[^./\\]+)$/, '$1'); // rows that failed are mapped as the file was
  const paths = [source.path, whole].map((path) => `${path}.mapping.json`);
  for (const path of [...paths, join(dirname(source.path), 'muster.mapping.json')]) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) return { path, mapping: parseMapping(text, path) };
  }
  return undefined;
}

async function readMapping(path: string): Promise<KnownMapping> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usage(`The mapping cannot be read: ${error.message}`, { code: 'NoFile', place: path, cause: error });
  });
  return { path, mapping: parseMapping(text, path) };
}

export type MappingKind = 'muster' | 'psd1' | 'wizard';

/** @param kind what it is; told from its content when absent @throws {Failure} 2 with every fault and its place */
export function parseMapping(text: string, path: string, kind?: MappingKind): MappingFile {
  if (kind === 'psd1' || (kind === undefined && /\.psd1$/i.test(path))) return parseForeign(text, path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(`The mapping is no JSON: ${(error as Error).message}`, { code: 'Mapping', place: path, cause: error });
  }
  if (kind === 'wizard' || (kind === undefined && isWizardMapping(value as Json)))
    return fromWizard(value as JsonObject);
  const verdict = readMappingFile(value);
  if (verdict.ok) return verdict.mapping;
  throw mappingFailure(verdict.faults, path);
}

function parseForeign(text: string, path: string): MappingFile {
  try {
    return fromPsd1(text);
  } catch (error) {
    if (!(error instanceof Psd1Fault)) throw error;
    throw usage(`${error.message}.`, { code: 'Mapping', place: `${path}:${error.line}:${error.column}`, cause: error });
  }
}

export function mappingFailure(faults: readonly MappingFault[], path: string): Failure {
  return usage('The mapping cannot be used.', {
    code: 'Mapping',
    place: path,
    details: faults.map(({ place, message }) => `${place} ${message}`.trim()),
    advice: 'Correct it; what may stand there: muster map --help',
  });
}

/** What somebody confirms who has looked at a mapping: that it belongs to a table with these columns. */
export function headerHash(columns: readonly string[]): string {
  const own = columns.filter((column) => !isOurs(column));
  return `sha256:${createHash('sha256').update(JSON.stringify(own)).digest('hex')}`;
}

/** @param mapping confirmed; `undefined` for JSON @throws {Failure} 2 for a mapping that does not fit */
export function peopleOf(
  { source, encoding, table, options }: OpenedFile,
  known: KnownMapping | undefined,
): () => People {
  if (table === undefined || known === undefined) {
    return () => jsonPeople(decode(source.read(), encoding, source.name), source.name);
  }
  const blank = (options.blank ?? known.mapping.read.blank ?? 'null') as Blank;
  const own = table.columns.filter((column) => !isOurs(column));
  const compilation = compileMapping(known.mapping, own, blank);
  if (!compilation.ok) throw mappingFailure(compilation.faults, known.path);
  const { mapRow, unused } = compilation;
  const mapped = own.filter((column) => !unused.includes(column));
  const judged = options.sheetQuirks ? refusingLostValues(mapRow, mapped) : mapRow;
  return () => tablePeople(table, table.columns, judged);
}

/** `people.csv: utf-8 with BOM, ';', 1,000 rows, 24 columns.` */
export function describeFile({ source, encoding, table }: OpenedFile, rows: number): string {
  const marked = `${encoding.name}${encoding.hasMark ? ' with BOM' : ''}`;
  const shape = table === undefined ? 'JSON' : `${table.delimiter === '\t' ? 'tabs' : `'${table.delimiter}'`}`;
  const columns = table === undefined ? '' : `, ${count(table.columns.length)} columns`;
  return `${source.name}: ${marked}, ${shape}, ${count(rows)} rows${columns}`;
}

/** Rows that failed before and were corrected: a part of a file, whatever else it looks like. */
export function isPartial({ table }: OpenedFile): boolean {
  return table?.columns.some(isOurs) === true;
}

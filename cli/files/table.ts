/** A table of people as a file has it: encoding, delimiter, header, and its records one by one. */
import { usage } from '../exit';
import { readHeader } from '../mapping/header';
import { plainCell } from '../mapping/sheetQuirks';
import { oneByOne } from './batches';
import { decode, type Encoding } from './decode';
import { shapeOf, sniffDelimiter } from './sniff';
import type { Source } from './source';
import { lineEndsOf, type TableRecord, tableRecords } from './tableRows';

export interface Table {
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** The header as it stands in the file; empty where there is none. */
  readonly head: string;
  /** How its lines end. */
  readonly lineEnd: string;
  /** Behind the header, blank ones included; many at a time. */
  batches(): AsyncIterable<readonly TableRow[]>;
  /** The same one by one. */
  records(): AsyncIterable<TableRow>;
}

/** A record whose cells are what was meant. */
export interface TableRow extends TableRecord {
  /** As they stand in the file, where they are not the same. */
  readonly written?: readonly string[];
}

export interface TableOptions {
  readonly delimiter?: string | undefined;
  /** False: columns are called 1, 2, 3. */
  readonly hasHeader: boolean;
  /** Whether what a spreadsheet makes of values is taken back. */
  readonly sheetQuirks: boolean;
}

const LOOKED_AT = 65_536;

/** The beginning of the file as text; bytes that are none are told when they are read. */
export async function beginning(source: Source, { name }: Encoding): Promise<string> {
  return new TextDecoder(name).decode(await source.first(LOOKED_AT), { stream: true });
}

/** @throws {Failure} 2 for a delimiter that cannot be told, and a header that is none */
export async function openTable(source: Source, encoding: Encoding, options: TableOptions): Promise<Table> {
  const text = await beginning(source, encoding);
  if (shapeOf(text) === 'empty') throw usage(`${source.name} is empty.`, { code: 'EmptyFile', place: source.path });
  const { delimiter, isFirstLine } = delimiterOf(text, options.delimiter, source.name);
  const form = { delimiter, lineEnds: lineEndsOf(text) };
  const recordsOf = (bytes: AsyncIterable<Uint8Array>) =>
    tableRecords(decode(bytes, encoding, source.name), form, source.name);
  const head = await headOf(recordsOf(inPieces(source.read())), isFirstLine, options, source.name);
  async function* batches(): AsyncGenerator<readonly TableRow[]> {
    let before = head.records;
    for await (const records of recordsOf(source.read())) {
      const rows = before === 0 ? records : records.slice(before);
      before -= records.length - rows.length;
      if (rows.length > 0) yield options.sheetQuirks ? rows.map(plainRow) : rows;
    }
  }
  return {
    encoding,
    delimiter,
    columns: head.columns,
    head: head.raw,
    lineEnd: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n',
    batches,
    records: () => oneByOne(batches()),
  };
}

interface Head {
  readonly columns: readonly string[];
  /** As it stands in the file; empty where there is none. */
  readonly raw: string;
  /** What stands before the rows. */
  readonly records: number;
}

/** @param isNamed whether a first line names the delimiter */
async function headOf(
  batches: AsyncIterable<readonly TableRecord[]>,
  isNamed: boolean,
  { hasHeader }: TableOptions,
  file: string,
): Promise<Head> {
  const skipped = isNamed ? 1 : 0;
  let index = 0;
  for await (const { line, cells, raw } of oneByOne(batches)) {
    index += 1;
    if (index <= skipped || (hasHeader && isBlank(cells))) continue;
    if (!hasHeader) return { columns: cells.map((_, column) => String(column + 1)), raw: '', records: skipped };
    const verdict = readHeader(cells);
    if (!verdict.ok) throw usage(verdict.message, { code: 'Header', place: `${file}:${line}` });
    return { columns: verdict.columns, raw, records: index };
  }
  return { columns: [], raw: '', records: hasHeader ? index : skipped };
}

const PIECE = 4_096;

/** So that no more is parsed for the header than it takes. */
async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of bytes) {
    for (let from = 0; from < part.length; from += PIECE) yield part.subarray(from, from + PIECE);
  }
}

function plainRow(record: TableRecord): TableRow {
  return { ...record, cells: record.cells.map(plainCell), written: record.cells };
}

export const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === '');

function delimiterOf(text: string, asked: string | undefined, file: string) {
  if (asked !== undefined) return { delimiter: asked === '\\t' ? '\t' : asked, isFirstLine: /^sep=.\r?\n/i.test(text) };
  const verdict = sniffDelimiter(text);
  if (verdict.ok) return verdict;
  throw usage(`What separates the columns of ${file} is not clear.`, {
    code: 'Delimiter',
    place: `${file}:1`,
    details: verdict.candidates.map((one) => `it may be ${one === '\t' ? 'a tab' : `'${one}'`}`),
    advice: 'Name it with --delimiter.',
  });
}

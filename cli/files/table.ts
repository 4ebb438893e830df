/** A table of people as a file has it: encoding, delimiter, header, and its records one by one. */
import { usage } from '../exit';
import { readHeader } from '../mapping/header';
import { plainCell } from '../mapping/sheetQuirks';
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
  /** Behind the header, blank ones included. */
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
  const all = () => tableRecords(decode(source.read(), encoding, source.name), form, source.name);
  const skipped = isFirstLine ? 1 : 0;
  let head = '';
  let columns: readonly string[] = [];
  let index = 0;
  for await (const { line, cells, raw } of all()) {
    index += 1;
    if (index <= skipped || (options.hasHeader && isBlank(cells))) continue;
    if (options.hasHeader) {
      head = raw;
      const verdict = readHeader(cells);
      if (!verdict.ok) throw usage(verdict.message, { code: 'Header', place: `${source.name}:${line}` });
      columns = verdict.columns;
    } else columns = cells.map((_, column) => String(column + 1));
    break;
  }
  const before = options.hasHeader ? index : skipped;
  return {
    encoding,
    delimiter,
    columns,
    head,
    lineEnd: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n',
    async *records() {
      let number = 0;
      for await (const record of all()) {
        number += 1;
        if (number > before) yield options.sheetQuirks ? plainRow(record) : record;
      }
    },
  };
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

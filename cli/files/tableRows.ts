/** Records of a text table, each with its line and its text as it stands in the file. One wrapper owns the parser's options. */
import { once } from 'node:events';
import { type CsvError, type Options, type Parser, parse } from 'csv-parse';
import { usage } from '../exit';

export interface TableRecord {
  /** Of the record's beginning, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** As in the file, without its line break. */
  readonly raw: string;
}

/** A larger record is a quote that nobody closed. */
const MOST_BYTES = 1_048_576;
const MOST_COLUMNS = 10_000;

export interface TableForm {
  readonly delimiter: string;
  /** What ends a record, all of them in one file. */
  readonly lineEnds: readonly string[];
}

/**
 * Lines may end with and without a carriage return in one file, as where a sheet was appended to. One alone ends them where the text's
 * beginning has no other end: elsewhere it is text.
 */
export function lineEndsOf(beginning: string): readonly string[] {
  return beginning.includes('\n') ? ['\r\n', '\n'] : ['\r'];
}

/** @throws {Failure} 2 with line and column where the text is no table */
export async function* tableRecords(
  text: AsyncIterable<string>,
  { delimiter, lineEnds }: TableForm,
  file: string,
): AsyncGenerator<TableRecord> {
  let line = 1; // of the record that is parsed next
  let records: TableRecord[] = [];
  const keep = ({ record: cells, raw }: Parsed): null => {
    records.push({ line, cells, raw: raw.replace(/[\r\n]+$/, '') });
    line += 1 + cells.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
    return null; // none goes through the stream, whose way from record to record takes longer than the parsing
  };
  const parser = parse({
    delimiter,
    record_delimiter: [...lineEnds],
    raw: true,
    relax_column_count: true, // told row by row
    relax_quotes: true, // a quote within a cell is text: 19" rack
    skip_empty_lines: false,
    max_record_size: MOST_BYTES,
    on_record: keep as unknown as NonNullable<Options['on_record']>, // with `raw`, which the types do not know
  }).resume();
  const ended = once(parser, 'close');
  ended.catch(() => undefined); // told below
  try {
    for await (const part of text) {
      await written(parser, part);
      yield* parsed();
    }
    parser.end();
    await ended;
    yield* parsed();
  } catch (error) {
    yield* parsed(); // what stands before it is told all the same
    throw isCsvError(error) ? unreadable(error, file, line) : error;
  } finally {
    parser.destroy();
  }

  function* parsed(): Generator<TableRecord> {
    const these = records;
    records = [];
    for (const record of these) {
      if (record.cells.length > MOST_COLUMNS) throw tooWide(file, record.line);
      yield record;
    }
  }
}

function written(parser: Parser, part: string): Promise<void> {
  return new Promise((resolve, reject) => parser.write(part, (error) => (error ? reject(error) : resolve())));
}

interface Parsed {
  readonly record: readonly string[];
  readonly raw: string;
}

function lineBreaks(cell: string): number {
  return /[\r\n]/.test(cell) ? (cell.match(/\r\n|\n|\r/g)?.length ?? 0) : 0;
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && /^CSV_/.test(String((error as NodeJS.ErrnoException).code));
}

function unreadable(error: CsvError, file: string, line: number): Error {
  const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  const column = typeof error.column === 'number' ? `:${error.column + 1}` : '';
  return usage(isOpen ? 'A quote is opened and not closed.' : error.message, {
    code: isOpen ? 'QuoteNotClosed' : 'NoTable',
    place: `${file}:${line}${column}`,
    advice: isOpen ? 'The record begins here: close the quote, or double it ("") where it is text.' : undefined,
    cause: error,
  });
}

function tooWide(file: string, line: number): Error {
  return usage(`A record has more than ${MOST_COLUMNS} columns.`, {
    code: 'NoTable',
    place: `${file}:${line}`,
    advice: 'Name the delimiter with --delimiter.',
  });
}

/** Records of a text table, each with its line and its text as it stands in the file. */
import { type Failure, usage } from '../exit';
import { type OpenRecord, RecordCutter, type TableRecord } from './recordCutter';

/** A larger record is a quote that nobody closed. */
const MOST_CHARACTERS = 1_048_576;
const MOST_COLUMNS = 10_000;

/** @throws {Failure} 2 with line and column where the text is no table */
export async function* tableRecords(
  text: AsyncIterable<string>,
  delimiter: string,
  file: string,
): AsyncGenerator<TableRecord> {
  const cutter = new RecordCutter(delimiter);
  for await (const part of text) {
    yield* checked(cutter.take(part), file);
    if ((cutter.open?.characters ?? 0) > MOST_CHARACTERS) throw notClosed(cutter.open, file);
  }
  yield* checked(cutter.end(), file);
  if (cutter.open !== undefined) throw notClosed(cutter.open, file);
}

function* checked(records: Iterable<TableRecord>, file: string): Generator<TableRecord> {
  for (const record of records) {
    if (record.cells.length > MOST_COLUMNS) throw tooWide(file, record.line);
    if (record.raw.length > MOST_CHARACTERS) throw notClosed({ line: record.line, column: 1 }, file);
    yield record;
  }
}

function notClosed(open: Pick<OpenRecord, 'line' | 'column'> | undefined, file: string): Failure {
  return usage('A quote is opened and not closed.', {
    code: 'QuoteNotClosed',
    place: `${file}:${open?.line}:${open?.column}`,
    advice: 'The record begins here: close the quote, or double it ("") where it is text.',
  });
}

function tooWide(file: string, line: number): Failure {
  return usage(`A record has more than ${MOST_COLUMNS} columns.`, {
    code: 'NoTable',
    place: `${file}:${line}`,
    advice: 'Name the delimiter with --delimiter.',
  });
}

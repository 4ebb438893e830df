/** Records of a text table, each with its line and its text as it stands in the file. One wrapper owns the parser's options. */
import { once } from 'node:events';
import { type CsvError, type InfoRecord, type Parser, parse } from 'csv-parse';
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

/**
 * @returns as many at a time as a part of the text holds: from one to the next by itself takes longer than cutting it out
 * @throws {Failure} 2 with line and column where the text is no table
 */
export async function* tableRecords(
  text: AsyncIterable<string>,
  { delimiter, lineEnds }: TableForm,
  file: string,
): AsyncGenerator<readonly TableRecord[]> {
  let line = 1; // of the record that is parsed next
  let records: TableRecord[] = [];
  const bytes = new PassingBytes();
  const keep = (cells: readonly string[], info: InfoRecord): null => {
    if (cells.length > MOST_COLUMNS) throw tooWide(file, line);
    const text = bytes.upTo(info.bytes);
    const raw = text.replace(LINE_ENDS, '');
    records.push({ line, cells, raw });
    line += 1;
    const isOneLine = text.length - raw.length <= LONGEST_END && !LINE_BREAK.test(raw);
    if (!isOneLine) for (const cell of cells) line += cell.match(LINE_BREAKS)?.length ?? 0;
    return null; // none goes through the stream, whose way from record to record takes longer than the parsing
  };
  const parser = parse({
    delimiter,
    record_delimiter: [...lineEnds],
    relax_column_count: true, // told row by row
    relax_quotes: true, // a quote within a cell is text: 19" rack
    skip_empty_lines: false,
    max_record_size: MOST_BYTES,
    on_record: keep,
  }).resume();
  const ended = once(parser, 'close');
  ended.catch(() => undefined); // told below
  try {
    for await (const part of text) {
      await written(parser, bytes.add(part));
      if (records.length > 0) yield parsed();
    }
    parser.end();
    await ended;
    if (records.length > 0) yield parsed();
  } catch (error) {
    if (records.length > 0) yield parsed(); // what stands before it is told all the same
    throw isCsvError(error) ? unreadable(error, file, line) : error;
  } finally {
    parser.destroy();
  }

  function parsed(): readonly TableRecord[] {
    const these = records;
    records = [];
    return these;
  }
}

/** What the parser was given and has made no record of yet: for it to keep a record's text takes twice as long as to parse it. */
class PassingBytes {
  #bytes = Buffer.alloc(0);
  /** Of all that was given, where these begin, and where the next record does. */
  #first = 0;
  #next = 0;

  add(part: string): Buffer {
    const bytes = Buffer.from(part);
    const rest = this.#bytes.subarray(this.#next - this.#first);
    this.#bytes = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#first = this.#next;
    return bytes;
  }

  /** @param end of all that was given @returns what stands before it and was not asked for yet */
  upTo(end: number): string {
    const text = this.#bytes.toString('utf8', this.#next - this.#first, end - this.#first);
    this.#next = end;
    return text;
  }
}

function written(parser: Parser, part: Buffer): Promise<void> {
  return new Promise((resolve, reject) => parser.write(part, (error) => (error ? reject(error) : resolve())));
}

const LINE_ENDS = /[\r\n]+$/;
const LINE_BREAK = /[\r\n]/;
const LINE_BREAKS = /\r\n|\n|\r/g;
/** `\r\n`. */
const LONGEST_END = 2;

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

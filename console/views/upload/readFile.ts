/** A file as rows: its coding, what separates its columns, and its records, read piece by piece so that the page stays alive. */
import type { CsvError, Parser } from 'csv-parse/browser/esm';
import { sniffDelimiter } from '../../../cli/files/sniff';
import { isOurs, readHeader } from '../../../cli/mapping/header';
import { fileWords as words } from '../../text/upload';

export interface TableFile {
  readonly kind: 'table';
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  readonly encoding: string;
}

export interface PeopleFile {
  readonly kind: 'people';
  readonly name: string;
  readonly people: readonly Readonly<Record<string, unknown>>[];
}

export type SourceFile = TableFile | PeopleFile;

/** What somebody has to say first, or put right. */
export class FileFault extends Error {
  readonly canBeLatin1: boolean;
  constructor(message: string, canBeLatin1 = false) {
    super(message);
    this.canBeLatin1 = canBeLatin1;
  }
}

const PIECE_CHARACTERS = 256 * 1024;

/** @throws {FileFault} */
export async function readSource(
  file: Blob & { readonly name: string },
  encoding: 'utf-8' | 'windows-1252',
  onRows: (rows: number) => void,
): Promise<SourceFile> {
  const text = decode(await file.arrayBuffer(), encoding);
  const start = text.trimStart().charAt(0);
  if (start === '') throw new FileFault(words.empty);
  if (start === '{' || start === '[') return { kind: 'people', name: file.name, people: peopleOf(text) };
  return readTable(file.name, text, encoding, onRows);
}

function decode(bytes: ArrayBuffer, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new FileFault(words.notUtf8, true);
  }
}

/** A bulk request, a list of users, or one. */
function peopleOf(text: string): PeopleFile['people'] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FileFault(error instanceof Error ? error.message : String(error));
  }
  const operations = (value as { readonly Operations?: readonly { readonly data?: unknown }[] }).Operations;
  const all = Array.isArray(operations) ? operations.map(({ data }) => data) : Array.isArray(value) ? value : [value];
  const isPerson = (one: unknown) => typeof one === 'object' && one !== null && 'externalId' in one;
  if (all.length === 0 || !all.every(isPerson)) throw new FileFault(words.notPeople);
  return all as PeopleFile['people'];
}

async function readTable(
  name: string,
  text: string,
  encoding: string,
  onRows: (rows: number) => void,
): Promise<TableFile> {
  const sniffed = sniffDelimiter(text.slice(0, PIECE_CHARACTERS));
  if (!sniffed.ok) {
    throw new FileFault(words.unsure(sniffed.candidates.map((one) => words.delimiters[one] ?? one).join(', ')));
  }
  const { delimiter, isFirstLine } = sniffed;
  const records = await recordsOf(isFirstLine ? text.slice(text.indexOf('\n') + 1) : text, delimiter, onRows);
  const [header, ...rows] = records;
  const verdict = readHeader(header ?? []);
  if (!verdict.ok) throw new FileFault(words.line(1, verdict.message));
  if (rows.length === 0) throw new FileFault(words.noRows);
  const kept = verdict.columns.map((column, index) => ({ column, index })).filter(({ column }) => !isOurs(column));
  return {
    kind: 'table',
    name,
    columns: kept.map(({ column }) => column),
    rows: rows.map((row) => kept.map(({ index }) => row[index] ?? '')),
    delimiter,
    encoding,
  };
}

/** @throws {FileFault} naming the line */
async function recordsOf(text: string, delimiter: string, onRows: (rows: number) => void): Promise<string[][]> {
  const { parse } = await import('csv-parse/browser/esm'); // half of this view's size, and only a table needs it
  return new Promise((resolve, reject) => {
    const records: string[][] = [];
    const options = { delimiter, bom: true, skip_empty_lines: true, relax_column_count: true, trim: false };
    const parser = parse(options);
    parser.on('readable', () => {
      for (let record = parser.read() as string[] | null; record !== null; record = parser.read()) records.push(record);
    });
    parser.on('error', (error: CsvError) => reject(new FileFault(words.line(Number(error.lines ?? 1), error.message))));
    parser.on('end', () => resolve(records));
    void feed(text, parser, () => onRows(records.length));
  });
}

/** Piece by piece, and the page may draw in between. */
async function feed(text: string, parser: Parser, onPiece: () => void): Promise<void> {
  for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
    parser.write(text.slice(at, at + PIECE_CHARACTERS));
    onPiece();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  parser.end();
}

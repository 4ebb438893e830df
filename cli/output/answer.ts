/**
 * The answer of a command, on stdout and nothing beside it: a table for people, or JSON, lines of JSON, CSV or names for
 * programs (spec/hands.md 1.2). Names in JSON are added, never renamed.
 */
import type { OutputStream } from '../world';
import { csvLine } from './csv';
import { renderTable } from './table';

export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'name'] as const;
export type Format = (typeof FORMATS)[number];

export interface Column<T> {
  /** As `--fields` and JSON name it. */
  readonly name: string;
  /** Over the table; the name in capitals when absent. */
  readonly heading?: string;
  read(row: T): string;
  /** Told by `--fields` only. */
  readonly hidden?: boolean;
}

/** @typeParam T what JSON shows of one */
export interface ListAnswer<T extends object> {
  /** `muster.<command>/1`. */
  readonly kind: string;
  readonly rows: Iterable<T> | AsyncIterable<T>;
  readonly columns: readonly Column<T>[];
  /** What `-o name` prints of one. */
  name(row: T): string;
  /** Where there is none. */
  readonly empty?: string;
}

export interface SingleAnswer<T extends object> {
  readonly kind: string;
  readonly value: T;
  /** For people. */
  text(value: T): string;
  name?(value: T): string;
}

export interface Answers {
  readonly format: Format;
  list<T extends object>(answer: ListAnswer<T>): Promise<void>;
  single<T extends object>(answer: SingleAnswer<T>): Promise<void>;
  /** As it is. */
  raw(text: string | Uint8Array): Promise<void>;
}

export interface AnswerOptions {
  readonly format: Format;
  readonly fields: readonly string[] | undefined;
}

export function createAnswers(stdout: OutputStream, { format, fields }: AnswerOptions): Answers {
  const write = (text: string | Uint8Array) => writeAll(stdout, text);
  return {
    format,
    raw: write,
    list: async (answer) => {
      const pick = (row: object) => picked(row, fields);
      switch (format) {
        case 'json': {
          const value = [];
          for await (const row of answer.rows) value.push(pick(row));
          return write(`${JSON.stringify({ kind: answer.kind, value })}\n`);
        }
        case 'ndjson':
          for await (const row of answer.rows) await write(`${JSON.stringify(pick(row))}\n`);
          return;
        case 'name':
          for await (const row of answer.rows) await write(`${answer.name(row)}\n`);
          return;
        case 'csv': {
          const columns = shownColumns(answer.columns, fields, true);
          await write(csvLine(columns.map(({ name }) => name)));
          for await (const row of answer.rows) await write(csvLine(columns.map((column) => column.read(row))));
          return;
        }
        case 'table':
          return write(await table(answer, fields, stdout.isTTY === true ? stdout.columns : undefined));
      }
    },
    single: async ({ kind, value, text, name }) => {
      if (format === 'json' || format === 'ndjson') {
        return write(`${JSON.stringify(picked({ kind, ...value }, fields && ['kind', ...fields]))}\n`);
      }
      if (fields !== undefined && format !== 'name') {
        return write(fields.map((field) => `${textOf((value as Record<string, unknown>)[field])}\n`).join(''));
      }
      await write(ended(format === 'name' && name !== undefined ? name(value) : text(value)));
    },
  };
}

async function table<T extends object>(
  { rows, columns, empty }: ListAnswer<T>,
  fields: readonly string[] | undefined,
  width: number | undefined,
): Promise<string> {
  const shown = shownColumns(columns, fields, false);
  const lines: (readonly string[])[] = [];
  for await (const row of rows) lines.push(shown.map((column) => column.read(row)));
  if (lines.length === 0 && empty !== undefined) return ended(empty);
  const headings = shown.map(({ name, heading }) => heading ?? name.toUpperCase());
  return renderTable(headings, lines, { width });
}

/** @throws nothing: a field that there is none of is a column of blanks, as a member that JSON leaves out */
function shownColumns<T>(columns: readonly Column<T>[], fields: readonly string[] | undefined, all: boolean) {
  if (fields === undefined) return columns.filter(({ hidden }) => all || hidden !== true);
  return fields.map((field) => columns.find(({ name }) => name === field) ?? anyField<T>(field));
}

function anyField<T>(name: string): Column<T> {
  return { name, read: (row) => textOf((row as Record<string, unknown>)[name]) };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function picked(row: object, fields: readonly string[] | undefined): object {
  if (fields === undefined) return row;
  return Object.fromEntries(fields.flatMap((field) => (field in row ? [[field, row[field as keyof typeof row]]] : [])));
}

const ended = (text: string) => (text.endsWith('\n') || text === '' ? text : `${text}\n`);

/** Waits until the stream has taken it, so that a large answer does not pile up. */
export function writeAll(stream: OutputStream, text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())));
}

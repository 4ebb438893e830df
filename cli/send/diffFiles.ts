/**
 * What changed from one file to the next: rows that are new, changed, the same, and gone. A hash a row is held of the old
 * file, and whole rows only of those that changed (spec/hands.md 1.7).
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { usage } from '../exit';
import { encoderFor } from '../files/encode';
import { isBlank, type Table } from '../files/table';
import type { TableRecord } from '../files/tableRows';
import { putInPlace } from '../putInPlace';

export interface Difference {
  readonly kind: 'new' | 'changed' | 'gone';
  readonly key: string;
  /** In the new file; in the old one for who is gone. */
  readonly line: number;
  readonly columns: readonly { readonly name: string; readonly oldValue: string; readonly newValue: string }[];
}

export interface Differences {
  readonly all: readonly Difference[];
  readonly same: number;
}

export interface DiffOptions {
  readonly key: string;
  readonly ignore: readonly string[];
}

/** @throws {Failure} 2 for a key that is no column of both, stands twice, or is blank */
export async function diffTables(oldTable: Table, newTable: Table, { key, ignore }: DiffOptions): Promise<Differences> {
  const compared = newTable.columns.filter((column) => column !== key && !ignore.includes(column));
  const [readOld, readNew] = [rowReader(oldTable, key, compared), rowReader(newTable, key, compared)];
  const before = new Map<string, string>();
  for await (const { key: id, values } of readOld()) before.set(id, hashOf(values));
  const changed = new Map<string, { line: number; values: readonly string[] }>();
  const present = new Set<string>();
  const fresh: Difference[] = [];
  let same = 0;
  for await (const { key: id, line, values } of readNew()) {
    if (present.has(id))
      throw usage(`"${id}" stands twice in the column ${key}.`, { code: 'Duplicate', place: `line ${line}` });
    present.add(id);
    const hash = before.get(id);
    if (hash === undefined) fresh.push({ kind: 'new', key: id, line, columns: [] });
    else if (hash === hashOf(values)) same += 1;
    else changed.set(id, { line, values });
  }
  const others: Difference[] = [];
  for await (const { key: id, line, values } of readOld()) {
    const now = changed.get(id);
    if (now !== undefined)
      others.push({ kind: 'changed', key: id, line: now.line, columns: changedColumns(compared, values, now.values) });
    else if (!present.has(id)) others.push({ kind: 'gone', key: id, line, columns: [] });
  }
  return { all: [...fresh, ...others], same };
}

interface KeyedRow {
  readonly key: string;
  readonly line: number;
  /** Of the columns that are compared, trimmed. */
  readonly values: readonly string[];
}

function rowReader(table: Table, key: string, compared: readonly string[]): () => AsyncGenerator<KeyedRow> {
  const at = table.columns.indexOf(key);
  if (at < 0)
    throw usage(`There is no column "${key}".`, {
      place: '--key',
      details: table.columns,
      advice: 'Name one of these.',
    });
  const indexes = compared.map((column) => table.columns.indexOf(column));
  return async function* read() {
    for await (const { line, cells } of table.records()) {
      const id = (cells[at] ?? '').trim();
      if (isBlank(cells)) continue;
      if (id === '') throw usage(`Column ${key} is blank.`, { code: 'NoKey', place: `line ${line}` });
      yield { key: id, line, values: indexes.map((index) => (cells[index] ?? '').trim()) };
    }
  };
}

const hashOf = (values: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(values)).digest('base64').slice(0, 24);

function changedColumns(
  names: readonly string[],
  before: readonly string[],
  now: readonly string[],
): Difference['columns'] {
  return names.flatMap((name, index) => {
    const [oldValue = '', newValue = ''] = [before[index], now[index]];
    return oldValue === newValue ? [] : [{ name, oldValue, newValue }];
  });
}

/** Rows of the new file, as they stand in it: those that are new or changed. */
export async function writeDelta(path: string, table: Table, { all }: Differences): Promise<void> {
  const wanted = new Set(all.flatMap(({ kind, line }) => (kind === 'gone' ? [] : [line])));
  const encode = encoderFor(table.encoding.name);
  async function* lines(): AsyncGenerator<Buffer> {
    if (table.encoding.hasMark) yield encode('\ufeff');
    if (table.head !== '') yield encode(table.head + table.lineEnd);
    for await (const { line, raw } of table.records() as AsyncIterable<TableRecord>) {
      if (wanted.has(line)) yield encode(raw + table.lineEnd);
    }
  }
  await putInPlace(path, (draft) => pipeline(Readable.from(lines()), createWriteStream(draft, { mode: 0o600 })));
}

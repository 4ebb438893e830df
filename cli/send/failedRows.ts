/**
 * The rows that did not make it, in a file like the one they came in, with the reason beside each: corrected, it is sent as
 * it is (spec/hands.md 1.5, failed rows).
 */
import { createWriteStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { oneByOne } from '../files/batches';
import { encoderFor } from '../files/encode';
import type { Table } from '../files/table';
import { isOurs } from '../mapping/header';
import { csvCell, harmless } from '../output/csv';
import { putInPlace } from '../putInPlace';
import type { FailedRow } from './outcomes';
import type { People } from './people';

export const OUR_COLUMNS = [
  'muster_line',
  'muster_status',
  'muster_code',
  'muster_attribute',
  'muster_reason',
  'muster_log_id',
];

/** `people.csv` → `people.failed.csv`; what is JSON becomes a person a line. */
export function failedPath(file: string, isTable: boolean): string {
  const name = basename(file).replace(/\.gz$/i, '');
  const [, stem = name, extension = ''] = /^(.+?)(\.[^.]*)$/.exec(name) ?? [];
  return join(dirname(file), `${stem}.failed${isTable ? extension || '.csv' : '.ndjson'}`);
}

/** @param table `undefined` where the file is JSON */
export async function writeFailedRows(
  path: string,
  people: People,
  failed: ReadonlyMap<number, FailedRow>,
  table: Table | undefined,
): Promise<void> {
  const lines = table === undefined ? jsonLines(people, failed) : tableLines(people, failed, table);
  // People are in it.
  await putInPlace(path, (draft) => pipeline(Readable.from(lines), createWriteStream(draft, { mode: 0o600 })));
}

async function* tableLines(
  people: People,
  failed: ReadonlyMap<number, FailedRow>,
  { head, lineEnd, encoding, delimiter, columns }: Table,
): AsyncGenerator<Buffer> {
  const encode = encoderFor(encoding.name);
  if (encoding.hasMark) yield encode('\ufeff');
  const hasOurs = columns.some(isOurs);
  const kept = (cells: readonly string[]) => cells.filter((_, index) => !isOurs(columns[index] ?? ''));
  const ours = (cells: readonly string[]) => cells.map((cell) => csvCell(harmless(cell), delimiter)).join(delimiter);
  const row = (raw: string, cells: readonly string[] | undefined, more: string) => {
    const own =
      hasOurs && cells !== undefined
        ? kept(cells)
            .map((cell) => csvCell(cell, delimiter))
            .join(delimiter)
        : raw;
    return encode(`${own}${delimiter}${more}${lineEnd}`);
  };
  if (head !== '') yield row(head, columns, OUR_COLUMNS.join(delimiter));
  for await (const { line, raw, cells } of oneByOne(people)) {
    const why = failed.get(line);
    if (why !== undefined) yield row(raw, cells, ours(ourCells(why)));
  }
}

function ourCells({ line, code, attribute = '', reason, logEntryId = '' }: FailedRow): readonly string[] {
  return [String(line), 'failed', code, attribute, reason, logEntryId];
}

async function* jsonLines(people: People, failed: ReadonlyMap<number, FailedRow>): AsyncGenerator<string> {
  for await (const { line, raw } of oneByOne(people)) {
    const row = failed.get(line);
    if (row === undefined) continue;
    const cells = ourCells(row);
    const ours = Object.fromEntries(OUR_COLUMNS.map((column, index) => [column, cells[index]]));
    yield `${JSON.stringify({ ...JSON.parse(raw), ...ours })}\n`;
  }
}

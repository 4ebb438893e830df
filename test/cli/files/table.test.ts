/** A table as it is opened: what stands before its rows, and the rows many at a time. */
import type { Source } from '../../../cli/files/source';
import { openTable } from '../../../cli/files/table';

const PART = 65_536;

function source(text: string): Source {
  const bytes = Buffer.from(text);
  async function* read() {
    for (let from = 0; from < bytes.length; from += PART) yield bytes.subarray(from, from + PART);
  }
  return { name: 'people.csv', path: '/people.csv', isPipe: false, bytes: bytes.length, read, ...ends(bytes) };
}

const ends = (bytes: Buffer) => ({
  sha256: async () => '',
  first: async (many: number) => bytes.subarray(0, many),
});

const open = (text: string) =>
  openTable(source(text), { name: 'utf-8', hasMark: false }, { hasHeader: true, sheetQuirks: false });

/** Longer than what is parsed for it at once, and of characters that a cut goes through. */
const NAMES = Array.from({ length: 900 }, (_, column) => `Straße ${column} 👩`);
const ROWS = Array.from({ length: 20 }, (_, row) => NAMES.map((_, column) => `${row}.${column} ü`));

test('a header of any length stands before the rows, and they come as they stand in the file', async () => {
  const lines = [NAMES, ...ROWS].map((cells) => cells.join(','));
  const table = await open(`\n${lines.join('\n')}\n`);
  expect(table.columns).toEqual(NAMES);
  expect(table.head).toBe(lines[0]);
  const batches = [];
  for await (const batch of table.batches()) batches.push(batch);
  expect(batches.length).toBeGreaterThan(1);
  expect(batches.flat()).toEqual(ROWS.map((cells, row) => ({ line: row + 3, cells, raw: lines[row + 1] })));
});

test('a first line that names the delimiter is no row', async () => {
  const table = await open('sep=;\na;b\n1;2\n');
  const rows = [];
  for await (const { line, cells } of table.records()) rows.push([line, cells]);
  expect([table.columns, rows]).toEqual([['a', 'b'], [[3, ['1', '2']]]]);
});

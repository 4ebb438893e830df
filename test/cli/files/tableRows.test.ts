import { lineEndsOf, tableRecords } from '../../../cli/files/tableRows';
import fc from '../../support/property';

async function* inParts(text: string, size = 5) {
  const characters = [...text];
  for (let from = 0; from < characters.length; from += size) yield characters.slice(from, from + size).join('');
}

async function read(text: string, delimiter = ',', size = 5) {
  const records = [];
  const form = { delimiter, lineEnds: lineEndsOf(text) };
  for await (const batch of tableRecords(inParts(text, size), form, 'people.csv')) records.push(...batch);
  return records;
}

test('each record has its line and its own text', async () => {
  expect(await read('a,b\r\n"1\r\nx",2\r\n\r\n3,"4 ""q"""\r\n')).toEqual([
    { line: 1, cells: ['a', 'b'], raw: 'a,b' },
    { line: 2, cells: ['1\r\nx', '2'], raw: '"1\r\nx",2' },
    { line: 4, cells: [''], raw: '' },
    { line: 5, cells: ['3', '4 "q"'], raw: '3,"4 ""q"""' },
  ]);
});

test.each([
  { name: 'a quote within a cell is text', text: 'a,b\n19" rack,2\n', cells: ['19" rack', '2'] },
  { name: 'a formula is text', text: 'a,b\n=cmd(),2\n', cells: ['=cmd()', '2'] },
  { name: 'a NUL is text', text: 'a,b\n1\u00002,2\n', cells: ['1\u00002', '2'] },
  { name: 'lines that end as in old times', text: 'a,b\r1,2\r', cells: ['1', '2'] },
  { name: 'a line that ends otherwise than the first', text: 'a,b\n1,2\r\n', cells: ['1', '2'] },
  { name: 'a quoted cell that ends otherwise than the first line', text: 'a,b\n1,"2"\r\n', cells: ['1', '2'] },
  { name: 'a carriage return within a line', text: 'a,b\n1\rx,2\n', cells: ['1\rx', '2'] },
  { name: 'a carriage return within the header', text: '"a\r",b\n1,2\n', cells: ['1', '2'] },
  { name: 'quotes that more stands behind', text: 'a,b\n"A ""x"" team" B,2\n', cells: ['"A "x" team" B', '2'] },
  { name: 'a last line without an end', text: 'a,b\n"1",2', cells: ['1', '2'] },
  { name: 'a last cell that is blank', text: 'a,b\n1,', cells: ['1', ''] },
  { name: 'fewer columns', text: 'a,b\n1\n', cells: ['1'] },
])('$name', async ({ text, cells }) => {
  expect((await read(text))[1]?.cells).toEqual(cells);
});

test('a quote that nobody closes is told where the record begins', async () => {
  await expect(read('a,b\n1,2\n3,"4\n5,6\n')).rejects.toMatchObject({
    exit: 2,
    code: 'QuoteNotClosed',
    place: expect.stringMatching(/^people\.csv:3/),
  });
});

test('a record without end does not fill the memory', async () => {
  const text = `a,b\n"${'x'.repeat(1_100_000)}",2\n`;
  await expect(read(text, ',', 65_536)).rejects.toMatchObject({ code: 'QuoteNotClosed', exit: 2 });
});

test('more columns than anybody has are told', async () => {
  await expect(read(`${'a,'.repeat(300_000)}\n`, ',', 65_536)).rejects.toMatchObject({ exit: 2 });
});

test('a delimiter of several characters, wherever the text is cut', async () => {
  const records = await read('a||b\n"1|"||2|\n', '||');
  expect(records.map(({ cells }) => cells)).toEqual([
    ['a', 'b'],
    ['1|', '2|'],
  ]);
});

test('property: any table that another writer wrote is read back', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', ';', '\n', '\r\n', ' ', '👩') });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), async (rows) => {
      const text = rows.map((cells) => `${cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(';')}\n`).join('');
      const records = await read(text, ';');
      expect(records.map(({ cells }) => cells)).toEqual(rows);
      expect(records.map(({ raw }) => `${raw}\n`).join('')).toBe(text);
    }),
    { numRuns: 60 },
  );
});

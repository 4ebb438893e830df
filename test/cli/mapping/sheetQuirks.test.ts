/** What a spreadsheet does to values on their way into a file: undone, or told. */
import { plainCell, refusingLostValues } from '../../../cli/mapping/sheetQuirks';

test.each([
  { name: 'a text that was kept a text', cell: '="00123"', plain: '00123' },
  { name: 'one with quotes', cell: '="19"" rack"', plain: '19" rack' },
  { name: 'an empty one', cell: '=""', plain: '' },
  { name: 'a formula that computes is left as it is', cell: '=A1&"x"', plain: '=A1&"x"' },
  { name: 'the mark of a text before digits', cell: "'00123", plain: '00123' },
  { name: 'and before what would be a formula', cell: "'+49 30 1234", plain: '+49 30 1234' },
  { name: 'not an apostrophe of a name', cell: "'s-Gravenhage", plain: "'s-Gravenhage" },
  { name: 'spaces around, those that do not break too', cell: '\u00a0 Ada Lovelace\u200b ', plain: 'Ada Lovelace' },
  { name: 'spaces within stay', cell: 'Ada\u00a0Lovelace', plain: 'Ada\u00a0Lovelace' },
])('$name', ({ cell, plain }) => expect(plainCell(cell)).toBe(plain));

const judge = refusingLostValues(() => ({ ok: true, data: {} }), ['Id', 'Mail']);
const codes = (cell: string) => {
  const verdict = judge(new Map([['Mail', cell]]));
  return verdict.ok ? [] : verdict.faults.map(({ code, attribute }) => `${attribute}: ${code}`);
};

test.each(['#N/A', '#NV', '#N/D', '#REF!', '#BEZUG!', '#DIV/0!', '#¡VALOR!', '#NAME?', '##', '########'])(
  '%s is a formula that failed',
  (cell) => expect(codes(cell)).toEqual(['Mail: SheetError']),
);

test.each(['1.23457E+11', '1,23457E+11', '-4E+05'])('%s has lost its digits', (cell) =>
  expect(codes(cell)).toEqual(['Mail: SheetNumber']),
);

test.each(['#1', '#A12', '#', '#team', '1E5', 'E+11', 'A1.2E+11', '1.5', ''])('%p is a value', (cell) =>
  expect(codes(cell)).toEqual([]),
);

test('what is lost in a column that nobody maps costs nobody their row', () => {
  expect(judge(new Map([['Note', '#N/A']]))).toEqual({ ok: true, data: {} });
});

import { parse } from 'csv-parse/sync';
import { toCsv } from '../../console/rules/csvOut';
import fc from '../support/property';

test('a file begins with its mark, and its lines end as the format says', () => {
  expect(toCsv(['a', 'b'], [[1, null]])).toBe('\uFEFFa,b\r\n1,\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['+47 99', "'+47 99"],
  ['-2', "'-2"],
  ['@here', "'@here"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
  ['a=b', 'a=b'],
])('%p cannot be taken for a formula', (cell, written) => {
  expect(toCsv(['x'], [[cell]])).toBe(`\uFEFFx\r\n${written}\r\n`);
});

test('a number is a number, also below zero', () => {
  expect(toCsv(['x'], [[-2]])).toBe('\uFEFFx\r\n-2\r\n');
});

test('whatever is written is read again, but for what was made safe', () => {
  const cell = fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@\t\r]/.test(text));
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1 });
  fc.assert(
    fc.property(rows, (written) => {
      const read: unknown = parse(toCsv(['a', 'b'], written), { bom: true, relax_column_count: true });
      expect(read).toEqual([['a', 'b'], ...written]);
    }),
  );
});

import { encodingByMark, looksLikeUtf16, shapeOf, sniffDelimiter } from '../../../cli/files/sniff';

test.each([
  { name: 'UTF-8', bytes: [0xef, 0xbb, 0xbf, 0x41], found: { encoding: 'utf-8', length: 3 } },
  { name: 'UTF-16, little end first', bytes: [0xff, 0xfe, 0x41, 0], found: { encoding: 'utf-16le', length: 2 } },
  { name: 'UTF-16, big end first', bytes: [0xfe, 0xff, 0, 0x41], found: { encoding: 'utf-16be', length: 2 } },
  { name: 'none', bytes: [0x41, 0x42], found: undefined },
])('a byte order mark says the encoding: $name', ({ bytes, found }) => {
  expect(encodingByMark(Uint8Array.from(bytes))).toEqual(found);
});

test.each([
  { name: 'little end first', bytes: Buffer.from('WorkerID,Name', 'utf16le'), found: 'utf-16le' },
  { name: 'big end first', bytes: Buffer.from('WorkerID,Name', 'utf16le').swap16(), found: 'utf-16be' },
  { name: 'plain text', bytes: Buffer.from('WorkerID,Name'), found: undefined },
])('UTF-16 without a mark gives itself away: $name', ({ bytes, found }) => {
  expect(looksLikeUtf16(bytes)).toBe(found);
});

test.each([
  ['{"a":1}', 'json'],
  ['\n  [{"a":1}]', 'json'],
  ['a,b\n1,2', 'table'],
  [' \n\t', 'empty'],
])('%j is %s', (text, shape) => expect(shapeOf(text)).toBe(shape));

describe('the delimiter', () => {
  test.each([
    { name: 'commas', text: 'a,b,c\n1,2,3\n', delimiter: ',' },
    { name: 'semicolons, with commas in the cells', text: 'a;b\n1,5;2\n2,5;3\n', delimiter: ';' },
    { name: 'tabs', text: 'a\tb\r\n1\t2\r\n', delimiter: '\t' },
    { name: 'bars, old line ends', text: 'a|b\r1|2\r', delimiter: '|' },
    { name: 'commas and semicolons in quotes', text: 'a,b\n"1;2,3",4\n"x;y",5\n', delimiter: ',' },
    { name: 'one column', text: 'a\n1\n2\n', delimiter: ',' },
    { name: 'a header alone, without a line end', text: 'a;b;c', delimiter: ';' },
    { name: 'a last record that is cut off', text: 'a,b,c\n1,2,3\n4,', delimiter: ',' },
    { name: 'blank lines', text: '\na;b\n\n1;2\n', delimiter: ';' },
    { name: 'rows of other lengths, where no other delimiter is there', text: 'a,b,c\n1,2\n1,2,3\n', delimiter: ',' },
  ])('$name', ({ text, delimiter }) => {
    expect(sniffDelimiter(text)).toEqual({ ok: true, delimiter, isFirstLine: false });
  });

  test('is what Excel’s first line says', () => {
    expect(sniffDelimiter('sep=;\r\na;b\r\n')).toEqual({ ok: true, delimiter: ';', isFirstLine: true });
  });

  test('is not clear where two fit', () => {
    expect(sniffDelimiter('a,b;c\n1,2;3\n')).toEqual({ ok: false, candidates: [',', ';'] });
  });
});

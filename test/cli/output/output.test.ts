/** Answers as people and programs read them. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseWhen } from '../../../cli/commands/when';
import { Failure } from '../../../cli/exit';
import { createAnswers, type Format, type ListAnswer } from '../../../cli/output/answer';
import { csvLine, harmless } from '../../../cli/output/csv';
import { failureJson, failureText } from '../../../cli/output/messages';
import { count, elapsed } from '../../../cli/output/numbers';
import { etaSeconds } from '../../../cli/output/progress';
import { wantsColour } from '../../../cli/output/style';
import { printable, renderTable } from '../../../cli/output/table';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly more: number;
}
const LIST: ListAnswer<Row> = {
  kind: 'muster.test/1',
  rows: [
    { id: '1', name: 'Ada, Okafor', more: 1 },
    { id: '2', name: '=cmd()', more: 2 },
  ],
  columns: [
    { name: 'id', heading: 'PERSON', read: ({ id }) => id },
    { name: 'name', read: ({ name }) => name },
  ],
  name: ({ id }) => id,
};

async function told(format: Format, fields?: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  await createAnswers(stdout, { format, fields }).list(LIST);
  stdout.end();
  return text(stdout);
}

test.each<{ format: Format; fields?: string[]; expected: string }>([
  { format: 'table', expected: 'PERSON  NAME\n1       Ada, Okafor\n2       =cmd()\n' },
  { format: 'table', fields: ['more', 'id'], expected: 'MORE  PERSON\n1     1\n2     2\n' },
  { format: 'name', expected: '1\n2\n' },
  { format: 'csv', expected: 'id,name\n1,"Ada, Okafor"\n2,\'=cmd()\n' },
  { format: 'ndjson', fields: ['id'], expected: '{"id":"1"}\n{"id":"2"}\n' },
  { format: 'json', fields: ['more'], expected: '{"kind":"muster.test/1","value":[{"more":1},{"more":2}]}\n' },
])('a list as $format, $fields', async ({ format, fields, expected }) =>
  expect(await told(format, fields)).toBe(expected),
);

test('what a directory holds does not steer the terminal', () => {
  expect(printable('a\u001b[31mb\r\nc\u2028d')).toBe('a [31mb c d');
});

test('a table gives way where the terminal is narrow, and only there', () => {
  const rows = [['1', 'x'.repeat(40)]];
  expect(renderTable(['ID', 'TEXT'], rows, { width: 20 })).toBe(`ID  TEXT\n1   ${'x'.repeat(15)}…\n`);
  expect(renderTable(['ID', 'TEXT'], rows, { width: undefined })).toContain('x'.repeat(40));
});

test.each([
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['@x', "'@x"],
  ['plain', 'plain'],
])('%s is %s to a spreadsheet', (cell, expected) => expect(harmless(cell)).toBe(expected));

test('a line of CSV', () => expect(csvLine(['a"b', 'c,d', 'e'])).toBe('"a""b","c,d",e\n'));

test('numbers and times', () => {
  expect([count(1_234_567), count(12), elapsed(62_000), elapsed(3_723_000)]).toEqual([
    '1,234,567',
    '12',
    '1:02',
    '1:02:03',
  ]);
  expect([etaSeconds(0, 10, 1_000), etaSeconds(5, 10, 10_000)]).toEqual([null, 10]);
});

test.each([
  { env: {}, isTTY: true, on: true },
  { env: {}, isTTY: false, on: false },
  { env: { NO_COLOR: '1' }, isTTY: true, on: false },
  { env: { NO_COLOR: '' }, isTTY: true, on: true },
  { env: { TERM: 'dumb' }, isTTY: true, on: false },
  { env: { FORCE_COLOR: '1' }, isTTY: false, on: true },
])('colour with $env on a terminal: $isTTY', ({ env, isTTY, on }) => {
  const stream = Object.assign(new PassThrough(), { isTTY });
  expect(wantsColour(stream, env, true)).toBe(on);
  expect(wantsColour(stream, env, false)).toBe(false);
});

test('a failure says what, where and what to do, to people and to programs', () => {
  const failure = new Failure(2, 'It is wrong.', {
    code: 'Wrong',
    place: 'people.csv:3',
    advice: 'Mend it.',
    details: ['one', 'two'],
  });
  expect(failureText(failure, (_, words) => words)).toBe(
    'error: It is wrong.\n  one\n  two\n  people.csv:3\n  Mend it.\n',
  );
  expect(JSON.parse(failureJson(failure))).toEqual({
    kind: 'muster.error/1',
    code: 'Wrong',
    message: 'It is wrong.',
    place: 'people.csv:3',
    advice: 'Mend it.',
    details: ['one', 'two'],
    exit: 2,
  });
});

describe('times as people say them', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');
  test.each([
    ['2h', '2026-11-29T10:00:00.000Z'],
    ['3d', '2026-11-26T12:00:00.000Z'],
    ['2026-11-29T10:00:00+01:00', '2026-11-29T09:00:00.000Z'],
  ])('%s', (said, expected) => expect(parseWhen(said, now)).toBe(expected));
  test('a date is this computer’s own day', () => {
    expect(parseWhen('2026-11-29', now)).toBe(new Date(2026, 10, 29).toISOString());
  });
  test.each(['yesterday', '', '2026-13-40', '5'])('%j is none', (said) =>
    expect(() => parseWhen(said, now)).toThrow('Expected 2h'),
  );
});

/** From rows to requests: what is mapped, what is refused by line, and that the same file always makes the same requests. */
import { createHash } from 'node:crypto';
import { proposeMapping } from '../../cli/mapping/autoMap';
import { compileMapping } from '../../cli/mapping/compileMapping';
import { againBody, bulkBody, chunksOf, requestId } from '../../console/rules/upload/bulk';
import {
  attributeOfColumn,
  otherRules,
  toMappingFile,
  withColumn,
  without,
  withoutOwn,
  withWord,
} from '../../console/rules/upload/columns';
import { groupOf, groupSizes } from '../../console/rules/upload/planGroups';
import { keyedPeople, mapRows, sampleColumn } from '../../console/rules/upload/rows';
import { parseBulkRequest } from '../../shared/scim/bulkRequest';

const COLUMNS = ['WorkerID', 'FirstName', 'LastName', 'Email', 'WorkerStatus', 'ManagerID', 'Shoe size'];
const ROWS = [
  ['1', 'Ada', 'Dahl', 'ada@example.com', 'Active', '', '38'],
  ['2', 'Bo', 'Ek', 'bo@example.com', 'Inactive', '1', '40'],
  ['', 'No', 'Key', 'no@example.com', 'Active', '1', '40'],
  ['1', 'Ada', 'Twice', 'ada2@example.com', 'Active', '1', '40'],
  ['3', 'Who', 'Knows', 'who@example.com', 'On leave', '1', '40'],
];
const TEXTS = { noKey: 'no key', twice: (line: number) => `as line ${line}` };

const samples = COLUMNS.map((column, at) =>
  sampleColumn(
    column,
    ROWS.map((row) => row[at] ?? ''),
  ),
);
const proposed = withoutOwn(proposeMapping(samples).map);

function read(map = proposed) {
  const compiled = compileMapping(toMappingFile(map, COLUMNS, ',', 'utf-8'), COLUMNS, 'null');
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return mapRows(COLUMNS, ROWS, 2, compiled.mapRow, TEXTS);
}

test('columns of Microsoft’s samples are known by their names, and others are not sent', () => {
  expect(COLUMNS.map((column) => attributeOfColumn(proposed, column))).toEqual([
    'externalId',
    'name.givenName',
    'name.familyName',
    'emails[type eq "work"].value',
    'active',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
    undefined,
  ]);
  expect(otherRules(proposed, COLUMNS).map(([attribute]) => attribute)).toEqual(['userName', 'displayName']);
});

test('rows without a key, with one that is taken, or with a word nobody decided are told by their line', () => {
  const { people, problems } = read();
  expect(people.map(({ line, externalId, data }) => [line, externalId, data.active])).toEqual([
    [2, '1', true],
    [3, '2', false],
  ]);
  expect(problems.map(({ line, code }) => [line, code])).toEqual([
    [4, 'NoKey'],
    [5, 'DuplicateKey'],
    [6, 'UnknownValue'],
  ]);
});

test('a word that somebody decides makes its row whole, and a blank cell says that there is no value', () => {
  const { people } = read(withWord(proposed, 'active', 'On leave', true));
  expect(people.map(({ externalId }) => externalId)).toEqual(['1', '2', '3']);
  const [ada] = people;
  expect(ada?.data['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']).toMatchObject({ manager: null });
});

test('a column may become something else, nothing, or a status', () => {
  const title = withColumn(proposed, 'Shoe size', 'title', []);
  expect(attributeOfColumn(title, 'Shoe size')).toBe('title');
  expect(attributeOfColumn(withColumn(title, 'Shoe size', '', []), 'Shoe size')).toBeUndefined();
  const taken = withColumn(proposed, 'Shoe size', 'externalId', []);
  expect([attributeOfColumn(taken, 'Shoe size'), attributeOfColumn(taken, 'WorkerID')]).toEqual([
    'externalId',
    undefined,
  ]);
  const active = withColumn(without(proposed, 'active'), 'WorkerStatus', 'active', ['Active', 'Inactive']);
  expect(active.active).toEqual({ column: 'WorkerStatus', values: { Active: true, Inactive: false } });
});

test('leavers go first, in requests of their own, none larger than the service takes', () => {
  const people = Array.from({ length: 7 }, (_, index) => ({
    line: index + 2,
    externalId: String(index),
    data: { externalId: String(index), active: index !== 3 },
  }));
  const chunks = chunksOf(people, 4);
  expect(chunks.map((chunk) => chunk.people.map(({ externalId }) => externalId))).toEqual([
    ['3'],
    ['0', '1', '2', '4'],
    ['5', '6'],
  ]);
  for (const { body } of chunks) expect(parseBulkRequest(JSON.parse(body), 4)).toMatchObject({ ok: true });
  expect(chunksOf(people, 4)).toEqual(chunks);
  expect(bulkBody(people)).toContain('"bulkId":"L2"');
});

test('the id of a request is a GUID made of what is in it', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(requestId(hash('a'))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(requestId(hash('a'))).toBe(requestId(hash('a')));
  expect(requestId(hash('a'))).not.toBe(requestId(hash('b')));
});

test('people of a JSON file are held to the same: a key, and once', () => {
  const all = [{ externalId: 'a' }, { externalId: ' ' }, {}, { externalId: 'a' }, { externalId: 7 }];
  const { people, problems } = keyedPeople(
    all.map((data, index) => ({ line: index + 1, data })),
    TEXTS,
  );
  expect(people.map(({ line }) => line)).toEqual([1]);
  expect(problems.map(({ line, code, reason }) => [line, code, reason])).toEqual([
    [2, 'NoKey', 'no key'],
    [3, 'NoKey', 'no key'],
    [4, 'DuplicateKey', 'as line 1'],
    [5, 'NoKey', 'no key'],
  ]);
});

test('a column with many different values has no words', () => {
  const column = sampleColumn(
    'Id',
    Array.from({ length: 40 }, (_, index) => `v${index}`),
  );
  expect([column.words, column.examples]).toEqual([undefined, ['v0', 'v1', 'v2']]);
});

test('a plan is told in groups', () => {
  const line = (action: string, status: string, warnings: readonly string[] = []) => ({ action, status, warnings });
  const lines = [
    line('create', 'success'),
    line('disable', 'warning', ['x']),
    line('update', 'failure', ['x']),
    line('other', 'skipped'),
    line('other', 'success'),
  ];
  expect(lines.map(groupOf)).toEqual([['create'], ['disable', 'warn'], ['fail', 'warn'], ['skip'], ['update']]);
  expect(groupSizes(lines)).toMatchObject({ create: 1, disable: 1, fail: 1, skip: 1, update: 1, warn: 2, delete: 0 });
});

describe('a request of people as they are known', () => {
  const known = (externalId: string, data: Readonly<Record<string, unknown>> | null) => {
    return { bulkId: `op-${externalId}`, externalId, data };
  };

  test('is one that the service takes, under the ids of the receipt', () => {
    const { text = '', leftOut } = againBody([known('1', { userName: 'ada@example.com', active: false })]);
    expect(leftOut).toBe(0);
    expect(parseBulkRequest(JSON.parse(text), 50)).toMatchObject({
      ok: true,
      operations: [{ bulkId: 'op-1', data: { externalId: '1', userName: 'ada@example.com', active: false } }],
    });
  });

  test.each([
    { name: 'is forgotten', data: null },
    { name: 'has a masked attribute', data: { userName: 'a@example.com', nickName: '[Redact]' } },
    { name: 'has a masked member', data: { name: { givenName: 'Ada', familyName: '[Redact]' } } },
  ])('leaves out who $name, since what is left out may be cleared', ({ data }) => {
    expect(againBody([known('1', data)])).toEqual({ leftOut: 1 });
    const { text, leftOut } = againBody([known('1', data), known('2', {})]);
    expect([leftOut, JSON.parse(text ?? '').Operations.length]).toEqual([1, 1]);
  });
});

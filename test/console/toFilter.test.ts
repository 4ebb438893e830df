import { fromFilter, isId, type LogFilter, rangeStart, toFilter } from '../../console/rules/toFilter';
import { parseFilter } from '../../shared/api/odata/parseFilter';
import fc from '../support/property';

const JOB = 'API2AAD.tenant.job';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((one) => one.trim() === one);
const someOf = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const time = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const anyFilter: fc.Arbitrary<LogFilter> = fc.record(
  {
    person: text,
    status: someOf('success', 'failure', 'skipped', 'warning'),
    action: someOf('create', 'update', 'disable', 'delete'),
    code: text,
    upload: text,
    cycle: text,
    target: text,
    from: time,
    to: time,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<LogFilter>;

test('whatever the chips say comes back from the text that it becomes', () => {
  fc.assert(fc.property(anyFilter, (filter) => expect(fromFilter(JOB, toFilter(JOB, filter))).toEqual(filter)));
});

test('the service reads every text that the chips become', () => {
  fc.assert(fc.property(anyFilter, (filter) => void parseFilter(toFilter(JOB, filter))));
});

test('people are found by their id, or by a part of their name', () => {
  const asked = (person: string) => toFilter(JOB, { person }).replace(`jobId eq '${JOB}' and `, '');
  expect(asked('701984')).toBe("sourceIdentity/id eq '701984'");
  expect(asked("O'Neill")).toBe("contains(sourceIdentity/displayName,'O''Neill')");
  expect(['701984', 'w-12', 'ada@example.com', 'Ada', 'Ada 2', 'Bo-Göran'].filter(isId)).toEqual([
    '701984',
    'w-12',
    'ada@example.com',
  ]);
});

test('several of one kind are alternatives', () => {
  const filter = toFilter(JOB, { status: ['failure', 'warning'], from: '2026-11-28T10:00:00Z' });
  expect(filter).toBe(
    `jobId eq '${JOB}' and (provisioningStatusInfo/status eq 'failure' or provisioningStatusInfo/status eq 'warning') and activityDateTime ge 2026-11-28T10:00:00Z`,
  );
});

describe('a text is left as it is where the chips cannot say it', () => {
  test.each([
    { name: 'another job', text: "jobId eq 'other'" },
    { name: 'no job', text: "provisioningStatusInfo/status eq 'failure'" },
    { name: 'a denial', text: `jobId eq '${JOB}' and not (provisioningAction eq 'create')` },
    { name: 'alternatives of two kinds', text: `jobId eq '${JOB}' and (cycleId eq 'a' or uploadId eq 'b')` },
    { name: 'one thing twice', text: `jobId eq '${JOB}' and cycleId eq 'a' and cycleId eq 'b'` },
    { name: 'a name asked for as an id', text: `jobId eq '${JOB}' and sourceIdentity/id eq 'Ada'` },
    { name: 'a field there are no chips for', text: `jobId eq '${JOB}' and changeId eq 'a'` },
    { name: 'a fault', text: `jobId eq '${JOB}' and` },
  ])('$name', ({ text: filter }) => {
    expect(fromFilter(JOB, filter)).toBeUndefined();
  });
});

test('older spellings are read, too', () => {
  expect(fromFilter(JOB, `jobId eq '${JOB}' and statusInfo/status eq 'failure' and action eq 'create'`)).toEqual({
    status: ['failure'],
    action: ['create'],
  });
});

test.each([
  ['24h', '2026-11-29T10:00:00Z'],
  ['7d', '2026-11-23T10:00:00Z'],
  ['', undefined],
  ['yesterday', undefined],
])('the range %p begins at %s', (range, from) => {
  expect(rangeStart(range, Date.parse('2026-11-30T10:00:00.500Z'))).toBe(from);
});

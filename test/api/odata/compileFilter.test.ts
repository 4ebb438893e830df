import { compileFilter } from '../../../shared/api/odata/compileFilter';
import type { FieldTable } from '../../../shared/api/odata/fields';
import { parseFilter } from '../../../shared/api/odata/parseFilter';

interface Entry {
  readonly id: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly status: string;
  readonly sourceId: string | null;
  readonly servicePrincipal: string;
  readonly at: number;
  readonly durationMs: number;
  readonly active: boolean | null;
}

const FIELDS: FieldTable<Entry> = {
  id: { type: 'string', read: (entry) => entry.id, caseInsensitive: true },
  jobId: { type: 'string', read: (entry) => entry.jobId },
  cycleId: { type: 'string', read: (entry) => entry.cycleId },
  'provisioningStatusInfo/status': {
    type: 'string',
    read: (entry) => entry.status,
    caseInsensitive: true,
    aliases: ['statusInfo/status'],
  },
  'sourceIdentity/id': { type: 'string', read: (entry) => entry.sourceId },
  'servicePrincipal/id': { type: 'string', read: (entry) => entry.servicePrincipal },
  activityDateTime: { type: 'dateTime', read: (entry) => entry.at },
  durationInMilliseconds: { type: 'number', read: (entry) => entry.durationMs },
  active: { type: 'boolean', read: (entry) => entry.active },
};

const ENTRY: Entry = {
  id: '74c3b0ae-9cc5-450e-a0a5-7f6a4231de87',
  jobId: 'API2AAD.x',
  cycleId: 'cycle-1',
  status: 'failure',
  sourceId: '701984',
  servicePrincipal: 'AB12',
  at: Date.UTC(2023, 6, 30, 12),
  durationMs: 120,
  active: true,
};

function holds(filter: string, change: Partial<Entry> = {}): boolean {
  return compileFilter(parseFilter(filter), FIELDS)({ ...ENTRY, ...change });
}

describe('compileFilter', () => {
  describe('the log queries clients send (wire contract 5.2)', () => {
    test.each([
      { filter: "jobid eq 'API2AAD.x'", expected: true },
      {
        filter: "jobid eq 'API2AAD.x' and statusInfo/status eq 'failure' and activityDateTime ge 2022-10-10T09:47:34Z",
        expected: true,
      },
      { filter: "jobid eq 'API2AAD.x' and sourceIdentity/id eq '701984'", expected: true },
      { filter: "activityDateTime ge 2023-07-30T12:00:00.000Z and servicePrincipal/id eq 'AB12'", expected: true },
      { filter: "jobid eq 'API2AAD.x' and cycleId ne 'cycle-1'", expected: false },
      { filter: "jobid eq 'API2AAD.x' and cycleId ne 'cycle-0' and cycleId ne 'cycle-2'", expected: true },
      { filter: "cycleId eq 'cycle-1'", expected: true },
      {
        filter:
          "((contains(tolower(servicePrincipal/id), 'ab12') or contains(tolower(jobId), 'ab12')) and activityDateTime gt 2023-07-30 and activityDateTime lt 2023-07-31)",
        expected: true,
      },
      { filter: "id eq '74C3B0AE-9CC5-450E-A0A5-7F6A4231DE87'", expected: true },
      { filter: 'id eq 74C3B0AE-9CC5-450E-A0A5-7F6A4231DE87', expected: true },
    ])('$filter → $expected', ({ filter, expected }) => {
      expect(holds(filter)).toBe(expected);
    });
  });

  test.each([
    { name: 'text compares with case', filter: "jobId eq 'api2aad.X'", expected: false },
    { name: 'an enum compares without case', filter: "statusInfo/status eq 'Failure'", expected: true },
    {
      name: 'an enum in a list compares without case',
      filter: "statusInfo/status in ('success', 'FAILURE')",
      expected: true,
    },
    { name: 'an enum is found in text without case', filter: "startswith(statusInfo/status, 'FAIL')", expected: true },
    { name: 'literals may come first', filter: "'701984' eq sourceIdentity/id", expected: true },
    { name: 'gt excludes the bound', filter: 'durationInMilliseconds gt 120', expected: false },
    { name: 'ge includes the bound', filter: 'durationInMilliseconds ge 120', expected: true },
    { name: 'lt excludes the bound', filter: 'durationInMilliseconds lt 120', expected: false },
    { name: 'le includes the bound', filter: 'durationInMilliseconds le 120', expected: true },
    { name: 'texts have an order', filter: "sourceIdentity/id lt '8'", expected: true },
    { name: 'in misses', filter: "cycleId in ('cycle-2')", expected: false },
    { name: 'startswith', filter: "startswith(sourceIdentity/id, '7019')", expected: true },
    { name: 'startswith is not contains', filter: "startswith(sourceIdentity/id, '984')", expected: false },
    { name: 'endswith', filter: "endswith(sourceIdentity/id, '984')", expected: true },
    { name: 'contains', filter: "contains(sourceIdentity/id, '019')", expected: true },
    { name: 'toupper', filter: "toupper(cycleId) eq 'CYCLE-1'", expected: true },
    { name: 'a boolean property is a condition by itself', filter: 'active', expected: true },
    { name: 'a function result compares with true', filter: "contains(cycleId, 'x') eq true", expected: false },
    { name: 'not turns around', filter: "not (cycleId eq 'cycle-1')", expected: false },
    { name: 'or needs one', filter: "cycleId eq 'no' or durationInMilliseconds eq 120", expected: true },
    { name: 'and needs all', filter: "cycleId eq 'no' and durationInMilliseconds eq 120", expected: false },
  ])('$name: $filter → $expected', ({ filter, expected }) => {
    expect(holds(filter)).toBe(expected);
  });

  test.each([
    { filter: 'sourceIdentity/id eq null', expected: true },
    { filter: 'sourceIdentity/id ne null', expected: false },
    { filter: "sourceIdentity/id ne '1'", expected: true },
    { filter: "sourceIdentity/id gt '1'", expected: false },
    { filter: "sourceIdentity/id le '1'", expected: false },
    { filter: "contains(sourceIdentity/id, '')", expected: false },
    { filter: "not contains(sourceIdentity/id, 'x')", expected: true },
    { filter: "sourceIdentity/id in ('1', null)", expected: true },
    { filter: 'active', expected: false },
  ])('of an absent value: $filter → $expected', ({ filter, expected }) => {
    expect(holds(filter, { sourceId: null, active: null })).toBe(expected);
  });

  test.each([
    {
      name: 'an unknown property',
      filter: "jobid eq 'x' and colour eq 'red'",
      position: 18,
      message: "unknown property 'colour' (known: id, jobId, cycleId,",
    },
    {
      name: 'a quoted timestamp',
      filter: "activityDateTime ge '2026-01-15'",
      position: 18,
      message: 'cannot compare a dateTime with a string value (a timestamp is written without quotes)',
    },
    {
      name: 'a number against text',
      filter: 'jobId eq 5',
      position: 7,
      message: 'cannot compare a string with a number value',
    },
    {
      name: 'a list of the wrong type',
      filter: 'jobId in (5)',
      position: 11,
      message: 'cannot compare a string with a number value',
    },
    {
      name: 'text of a number',
      filter: "contains(durationInMilliseconds, '1')",
      position: 10,
      message: 'contains takes text, got a number value',
    },
    {
      name: 'a filter that is no condition',
      filter: 'jobId',
      position: 1,
      message: 'expected a condition, got a string value',
    },
    {
      name: 'a term that is no condition',
      filter: "active and 'x'",
      position: 12,
      message: 'expected a condition, got a string value',
    },
  ])('refuses $name', ({ filter, position, message }) => {
    expect(() => compileFilter(parseFilter(filter), FIELDS)).toThrow(
      expect.objectContaining({ name: 'FilterError', position, message: expect.stringContaining(message) }),
    );
  });
});

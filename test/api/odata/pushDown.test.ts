import { parseFilter } from '../../../shared/api/odata/parseFilter';
import { collectEquals, collectRange } from '../../../shared/api/odata/pushDown';

describe('collectEquals', () => {
  test.each([
    { name: 'the whole filter', filter: "jobid eq 'a'", expected: ['a'] },
    { name: 'one of several conditions', filter: "cycleId ne 'c' and (x eq 1 and jobId eq 'a')", expected: ['a'] },
    { name: 'the literal first', filter: "'a' eq jobId", expected: ['a'] },
    { name: 'a list', filter: "jobId in ('a', 'b')", expected: ['a', 'b'] },
    {
      name: 'alternatives over the property alone',
      filter: "jobId eq 'a' or jobId in ('b', 'c')",
      expected: ['a', 'b', 'c'],
    },
    { name: 'the shortest of several lists', filter: "jobId in ('a', 'b') and jobId eq 'a'", expected: ['a'] },
    { name: 'another spelling of the property', filter: "job eq 'a'", expected: ['a'] },
  ])('takes $name', ({ filter, expected }) => {
    expect(collectEquals(parseFilter(filter), 'jobId', 'job')).toEqual(expected);
  });

  test.each([
    { name: 'another property', filter: "cycleId eq 'a'" },
    { name: 'an alternative that does not bind it', filter: "jobId eq 'a' or cycleId eq 'c'" },
    { name: 'other operators', filter: "jobId ne 'a'" },
    { name: 'a negation', filter: "not (jobId eq 'a')" },
    { name: 'a converted property', filter: "tolower(jobId) eq 'a'" },
    { name: 'an absent value', filter: 'jobId eq null' },
    { name: 'a list that admits an absent value', filter: "jobId in ('a', null)" },
    { name: 'two properties', filter: 'jobId eq cycleId' },
  ])('leaves out $name', ({ filter }) => {
    expect(collectEquals(parseFilter(filter), 'jobId')).toBeUndefined();
  });
});

describe('collectRange', () => {
  const from = Date.UTC(2026, 0, 15);
  const to = Date.UTC(2026, 0, 16);

  test.each([
    {
      name: 'both bounds',
      filter: 'activityDateTime ge 2026-01-15 and activityDateTime lt 2026-01-16',
      expected: { from, to },
    },
    { name: 'a lower bound', filter: "jobId eq 'a' and activityDateTime gt 2026-01-15", expected: { from } },
    { name: 'an upper bound', filter: 'activitydatetime le 2026-01-16', expected: { to } },
    {
      name: 'bounds written the other way round',
      filter: '2026-01-15 le activityDateTime and 2026-01-16 gt activityDateTime',
      expected: { from, to },
    },
    { name: 'a single moment', filter: 'activityDateTime eq 2026-01-15', expected: { from, to: from } },
    {
      name: 'the narrowest of several',
      filter: 'activityDateTime ge 2020-01-01 and activityDateTime ge 2026-01-15 and activityDateTime ge 2021-01-01',
      expected: { from },
    },
    {
      name: 'nothing from an alternative',
      filter: 'activityDateTime ge 2026-01-15 or activityDateTime lt 2020-01-01',
      expected: {},
    },
    { name: 'nothing from ne', filter: 'activityDateTime ne 2026-01-15', expected: {} },
    { name: 'nothing from another property', filter: 'createdDateTime ge 2026-01-15', expected: {} },
  ])('takes $name', ({ filter, expected }) => {
    expect(collectRange(parseFilter(filter), 'activityDateTime')).toEqual(expected);
  });
});

import { readCases } from '../../../shared/engine/review/readCase';

const CASE = { name: 'n', person: { externalId: '1' }, expected: {} };

describe('readCases', () => {
  test('fills in what most cases leave out', () => {
    expect(readCases(CASE)).toEqual({
      ok: true,
      cases: [
        {
          name: 'n',
          person: { externalId: '1' },
          account: null,
          now: Date.UTC(2026, 0, 1),
          defaultDomain: 'contoso.com',
          taken: {},
          expected: {},
        },
      ],
    });
  });

  test('takes everything a case may say', () => {
    const expected = {
      action: 'fail',
      values: { a: 1 },
      changes: { b: null },
      skippedBecause: 'NotInScope',
      failures: [{ code: 'InvalidValue', attribute: 'c' }, { code: 'MissingValues' }],
      references: { manager: '2' },
      matchedBy: ['employeeId=1'],
    };
    const full = {
      ...CASE,
      account: { a: 'b' },
      now: '2026-02-01',
      defaultDomain: 'x.y',
      taken: { alias: ['a'] },
      expected,
    };
    expect(readCases([CASE, full])).toMatchObject({
      ok: true,
      cases: [
        {},
        { account: { a: 'b' }, now: Date.UTC(2026, 1, 1), defaultDomain: 'x.y', taken: { alias: ['a'] }, expected },
      ],
    });
  });

  test('what is not expected is left open', () => {
    const reading = readCases({ ...CASE, expected: { values: {} } });
    expect(reading.ok && reading.cases[0]?.expected).toEqual({ values: {} });
  });

  test.each<{ value: unknown; faults: readonly string[] }>([
    { value: 'x', faults: ['A case must be an object.'] },
    { value: [CASE, 7], faults: ['[1] must be an object.'] },
    {
      value: {},
      faults: ['person must be an object.', 'expected must be an object.', 'name must be a non-empty string.'],
    },
    {
      value: [{ ...CASE, persona: {}, person: [], account: 'x', now: 'soon' }],
      faults: [
        '[0].persona is unknown; expected name, person, account, now, defaultDomain, taken, expected.',
        '[0].person must be an object, got [].',
        '[0].account must be an object, got "x".',
        '[0].now must be a point in time such as 2026-01-01T00:00:00Z.',
      ],
    },
    {
      value: { ...CASE, expected: { value: {}, action: 'explode', failures: [{ code: 'X', why: 'x' }] } },
      faults: [
        'expected.value is unknown; expected action, values, changes, skippedBecause, failures, references, matchedBy.',
        'expected.action must be one of create, update, disable, delete, skip, fail, got "explode".',
        'expected.failures[0].why is unknown; expected code, attribute.',
      ],
    },
  ])('$faults', ({ value, faults }) => {
    expect(readCases(value)).toEqual({ ok: false, faults });
  });
});

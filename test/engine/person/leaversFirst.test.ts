/** Leavers first, and nobody's access by accident (spec/payload.md 4.1, 5). */
import { planChanges } from '../../../shared/engine/person/changes';
import { explainPlan } from '../../../shared/engine/person/explain';
import type { Plan } from '../../../shared/engine/person/plan';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { JsonObject } from '../../../shared/scim/json';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf, type MappingRow, type SchemaParts } from '../support/schemas';

const SOURCE = [
  attribute('active', { type: 'Boolean' }),
  attribute('isLeaver', { type: 'Boolean' }),
  attribute('level', { type: 'Integer' }),
  'title',
  'terminationDate',
];
const TARGET = [
  attribute('accountEnabled', { type: 'Boolean' }),
  attribute('accountDisabled', { type: 'Boolean' }),
  attribute('displayName', { required: true }),
  'jobTitle',
];
const FAILING: MappingRow = ['jobTitle', 'FormatDateTime([title], , "yyyy", "yyyy")'];

function partsOf(mappings: readonly MappingRow[]): SchemaParts {
  const isDisabled = mappings.some(([target]) => target === 'accountDisabled');
  return {
    source: SOURCE,
    target: TARGET,
    mappings,
    targetMetadata: [{ key: 'PropertyNameAccountEnabled', value: isDisabled ? 'accountDisabled' : 'accountEnabled' }],
  };
}

function plan(mappings: readonly MappingRow[], data: JsonObject, account?: Record<string, Value>): Plan {
  const existing = account && { attributes: { employeeId: '1', ...account } };
  return planChanges(compiledOf(partsOf(mappings)), { externalId: '1', ...data }, existing, CONTEXT);
}

const DISABLING = {
  changes: { accountEnabled: false },
  modified: [{ name: 'accountEnabled', oldValue: 'True', newValue: 'False' }],
};

describe('a plan that disables knows how to do that alone', () => {
  const rows: MappingRow[] = [
    ['accountEnabled', '[active]'],
    ['jobTitle', '[title]'],
  ];

  test('beside other changes', () => {
    expect(plan(rows, { active: false, title: 'Lead' }, { accountEnabled: true })).toMatchObject({
      kind: 'update',
      changes: { accountEnabled: false, jobTitle: 'Lead' },
      disables: true,
      disabling: DISABLING,
    });
  });

  test('but has no part of its own where it is all there is', () => {
    expect(plan(rows, { active: false }, { accountEnabled: true })).toMatchObject({
      disables: true,
      disabling: undefined,
    });
  });

  test.each([
    {
      rule: 'enabling waits for a whole plan',
      data: { active: true, title: 'Lead' },
      account: { accountEnabled: false },
    },
    { rule: 'no change of access', data: { active: false, title: 'Lead' }, account: { accountEnabled: false } },
    { rule: 'nothing said of access', data: { title: 'Lead' }, account: { accountEnabled: true } },
  ])('$rule', ({ data, account }) => {
    expect(plan(rows, data, account)).toMatchObject({ kind: 'update', disabling: undefined });
  });
});

describe('another mapping that fails', () => {
  const rows: MappingRow[] = [['accountEnabled', '[active]'], FAILING];

  test('does not hold up the disabling', () => {
    const failed = plan(rows, { active: 'false', title: 'soon' }, { accountEnabled: true });
    expect(failed).toMatchObject({
      kind: 'failed',
      failures: [{ code: 'ExpressionFailed', attribute: 'jobTitle' }],
      disabling: DISABLING,
    });
    const data = { externalId: '1', active: 'false', title: 'soon' };
    const account = { attributes: { employeeId: '0', accountEnabled: true } };
    const compiled = compiledOf(partsOf(rows));
    const explained = explainPlan(compiled, data, account, planChanges(compiled, data, account, CONTEXT));
    expect(explained.map(({ target, written, reason }) => ({ target, written, reason }))).toMatchObject([
      { target: 'employeeId', written: false, reason: 'Another mapping failed, so it is not written for this user.' },
      { target: 'accountEnabled', written: true, reason: 'The account is disabled, although another mapping failed.' },
      { target: 'jobTitle', written: false, reason: expect.stringContaining('FormatDateTime') },
    ]);
  });

  test.each([
    { rule: 'holds up the enabling', data: { active: true, title: 'soon' }, account: { accountEnabled: false } },
    {
      rule: 'disables nobody who is disabled',
      data: { active: false, title: 'soon' },
      account: { accountEnabled: false },
    },
    { rule: 'disables nobody of whom it is not said', data: { title: 'soon' }, account: { accountEnabled: true } },
    { rule: 'disables nobody who has no account', data: { active: false, title: 'soon' }, account: undefined },
  ])('$rule', ({ data, account }) => {
    const withName: MappingRow[] = [...rows, ['displayName', '"Ann"']];
    expect(plan(withName, data, account)).toMatchObject({ kind: 'failed', disabling: undefined });
  });
});

describe('no account is enabled or disabled by a value that is no Boolean', () => {
  const guarded = 'IIF(IsNullOrEmpty([active]), IgnoreAttributeFlow, Not([active]))';
  const ad = (expression: string): MappingRow[] => [['accountDisabled', expression]];

  test.each(['Yes', 'Y', 'Active', '2', 2, 'no'])('%s', (active) => {
    for (const expression of [
      'Not([active])',
      guarded,
      'IIF([active], "False", "True")',
      'Switch([active], "True", "True", "False")',
    ]) {
      expect(plan(ad(expression), { active }, { accountDisabled: false })).toMatchObject({
        kind: 'failed',
        failures: [
          {
            code: 'InvalidValue',
            attribute: 'accountDisabled',
            message: expect.stringContaining(`active is "${active}"`),
          },
        ],
        disabling: undefined,
      });
    }
    expect(plan([['accountEnabled', '[active]']], { active }, { accountEnabled: true }).kind).toBe('failed');
  });

  test.each(['1', 1, 'true', ' TRUE ', true])('%s enables', (active) => {
    for (const expression of ['Not([active])', guarded]) {
      expect(plan(ad(expression), { active }, { accountDisabled: true })).toMatchObject({
        kind: 'update',
        changes: { accountDisabled: false },
        enables: true,
      });
    }
  });

  test('a Boolean of one’s own that was sent as text is one too', () => {
    expect(plan([['accountEnabled', 'Not([isLeaver])']], { isLeaver: 'true' }, { accountEnabled: true })).toMatchObject(
      {
        kind: 'update',
        changes: { accountEnabled: false },
        disables: true,
      },
    );
  });

  test('every mapping that reads it fails, and no other', () => {
    const rows: MappingRow[] = [
      ['jobTitle', 'IIF([level] > 3, "Lead", [title])'],
      ['displayName', '[title]'],
    ];
    expect(plan(rows, { level: 'many', title: 'Ann' }).mapped.states).toEqual(['value', 'failed', 'value']);
  });
});

describe('what is blank neither gives nor takes access', () => {
  test.each<{ expression: string; data: JsonObject; rule: string }>([
    { expression: 'Not([active])', data: { active: '' }, rule: 'blank text' },
    { expression: 'Not([active])', data: { active: null }, rule: 'null' },
    { expression: 'IIF(IsPresent([title]), "False", "True")', data: { title: ' ' }, rule: 'white space' },
    { expression: 'Switch([title], "True", "Active", "False")', data: {}, rule: 'nothing at all' },
  ])('$rule: $expression', ({ expression, data }) => {
    for (const accountDisabled of [true, false]) {
      const outcome = plan([['accountDisabled', expression]], data, { accountDisabled });
      expect(outcome).toMatchObject({ kind: 'nothing', mapped: { states: ['value', 'unsaid'] } });
    }
  });

  test('and says why', () => {
    const compiled = compiledOf(partsOf([['accountDisabled', 'Not([active])']]));
    const account = { attributes: { employeeId: '1', accountDisabled: false } };
    const outcome = planChanges(compiled, { externalId: '1', active: '' }, account, CONTEXT);
    expect(explainPlan(compiled, { externalId: '1', active: '' }, account, outcome)[1]).toMatchObject({
      written: false,
      reason: 'The source has no value that decides it: blank neither enables nor disables the account.',
    });
  });

  test('unless both gates of null flow are open', () => {
    const parts = partsOf([
      ['accountEnabled', 'IIF(IsNullOrEmpty([terminationDate]), "True", "False")', { flowNullValues: true }],
    ]);
    const source = SOURCE.map((each) =>
      each === 'terminationDate' ? { ...attribute(each), flowNullValues: true } : each,
    );
    const account = { attributes: { employeeId: '1', accountEnabled: false } };
    const compiled = compiledOf({ ...parts, source });
    expect(planChanges(compiled, { externalId: '1', terminationDate: '' }, account, CONTEXT)).toMatchObject({
      changes: { accountEnabled: true },
      enables: true,
    });
  });

  test('a constant needs nobody to say anything', () => {
    expect(plan([['accountDisabled', '"True"']], {}, { accountDisabled: false })).toMatchObject({ disables: true });
  });

  test('one of two values is enough of a say', () => {
    const rows: MappingRow[] = [['accountDisabled', 'IIF([title] = "Guest", "True", Not([active]))']];
    expect(plan(rows, { title: 'Guest', active: '' }, { accountDisabled: false })).toMatchObject({ disables: true });
  });
});

describe('somebody without an account who is disabled in the source', () => {
  const rows: MappingRow[] = [['accountEnabled', '[active]'], ['displayName', '[title]'], FAILING];
  const complete: MappingRow[] = rows.slice(0, 2);

  test('is created disabled with all that a creation requires', () => {
    expect(plan(complete, { active: false, title: 'Ann' })).toMatchObject({
      kind: 'create',
      attributes: { accountEnabled: false, displayName: 'Ann' },
      disabledByOmission: false,
    });
  });

  test('is skipped without it', () => {
    expect(plan(complete, { active: false })).toMatchObject({
      kind: 'nothing',
      skip: 'NothingToDisable',
      reason:
        'There is no account to disable, and none can be made: The required attribute displayName has no value: ' +
        '[title] gave no value and there is no default value.',
    });
  });

  test.each([
    { rule: 'somebody active fails', rows: complete, data: { active: true } },
    { rule: 'somebody of whom it is not said fails', rows: complete, data: {} },
    { rule: 'what is not required fails as ever', rows, data: { active: false, title: 'Ann' } },
    {
      rule: 'nobody is said to be disabled by leaving it out',
      rows: [
        ['accountDisabled', 'Not([active])'],
        ['displayName', '[title]'],
      ] as MappingRow[],
      data: {},
    },
  ])('$rule', ({ rows: mappings, data }) => {
    expect(plan(mappings, data)).toMatchObject({ kind: 'failed', disabling: undefined });
  });
});

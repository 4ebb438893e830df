import { readCases } from '../../../shared/engine/review/readCase';
import { type Difference, runCase } from '../../../shared/engine/review/runCase';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { JsonObject } from '../../../shared/scim/json';
import { compiledOf, type SchemaParts } from '../support/schemas';

const PARTS: SchemaParts = {
  source: ['userName', 'title', 'active', 'boss', 'since'],
  target: [
    'alias',
    'jobTitle',
    attribute('accountEnabled', { type: 'Boolean' }),
    attribute('manager', { references: 'id' }),
    attribute('level', { type: 'Integer' }),
    attribute('groups', { multivalued: true }),
    'secret',
  ],
  mappings: [
    ['alias', 'SelectUniqueValue([userName], Append([userName], "1"))', { flowType: 'ObjectAddOnly' }],
    ['jobTitle', '[title]'],
    ['accountEnabled', '[active]'],
    ['manager', '[boss]'],
    ['level', '[since]'],
    ['groups', 'Split("b,a", ",")'],
    ['secret', 'Append(DefaultDomain(), RandomString(4, 4, 0, 0, 0, ))', { flowType: 'ObjectAddOnly' }],
  ],
};

function differences(test: JsonObject, parts: SchemaParts = PARTS): readonly Difference[] {
  const reading = readCases({ name: 'n', person: { externalId: '1' }, ...test });
  if (!reading.ok) throw new Error(reading.faults.join('\n'));
  return reading.cases.flatMap((each) => runCase(compiledOf(parts), each).differences);
}

const person = { externalId: '1', userName: 'ann', title: 'Guide', active: true, boss: '17' };
const account = { employeeId: '1', jobTitle: 'Guide', accountEnabled: true, groups: ['a', 'b'] };
const onlyGuides: SchemaParts = {
  ...PARTS,
  scope: {
    groups: [
      {
        name: 'g',
        clauses: [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Guide'] } }],
      },
    ],
  },
};

describe('a case passes', () => {
  test.each<{ rule: string; test: JsonObject; parts?: SchemaParts }>([
    {
      rule: 'creation, with every kind of expectation',
      test: {
        person,
        taken: { alias: ['ANN', 'other'] },
        defaultDomain: 'x.example',
        expected: {
          action: 'create',
          matchedBy: ['employeeId=1'],
          changes: {
            employeeId: '1',
            alias: 'ann1',
            jobTitle: 'Guide',
            accountEnabled: 'True',
            groups: ['a', 'b'],
            secret: { matches: '^x\\.example\\d{4}$' },
          },
          values: { accountEnabled: true, level: null },
          references: { manager: '17' },
        },
      },
    },
    {
      rule: 'update, values with what was there',
      test: {
        person: { externalId: '1', title: 'Lead' },
        account,
        expected: { action: 'update', changes: { jobTitle: 'Lead' }, values: { accountEnabled: true } },
      },
    },
    {
      rule: 'disable',
      test: {
        person: { ...person, active: false },
        account,
        expected: { action: 'disable', values: { accountEnabled: false } },
      },
    },
    {
      rule: 'skip',
      test: { person, account, expected: { action: 'skip', skippedBecause: 'RedundantExport', changes: {} } },
    },
    {
      rule: 'no matching value',
      test: {
        person: { userName: 'ann' },
        expected: { action: 'skip', skippedBecause: 'ImportSkipped', matchedBy: [] },
      },
    },
    {
      rule: 'a linked person needs no matching value',
      test: { person: { title: 'Lead' }, account, expected: { action: 'update' } },
    },
    {
      rule: 'failures, whichever there are',
      test: {
        person: { ...person, since: 'x' },
        expected: { action: 'fail', failures: [{ code: 'InvalidValue', attribute: 'level' }] },
      },
    },
    {
      rule: 'a matching attribute that fails',
      test: {
        person: { externalId: ['1', '2'] },
        expected: { action: 'fail', failures: [{ code: 'SchemaPropertyCanOnlyAcceptValue', attribute: 'employeeId' }] },
      },
    },
    { rule: 'in scope', parts: onlyGuides, test: { person, expected: { action: 'create' } } },
    {
      rule: 'out of scope, never provisioned',
      parts: onlyGuides,
      test: { expected: { action: 'skip', skippedBecause: 'NotInScope' } },
    },
    {
      rule: 'out of scope, disabled',
      parts: onlyGuides,
      test: {
        account,
        expected: {
          action: 'disable',
          skippedBecause: null,
          changes: { accountEnabled: false },
          values: { jobTitle: 'Guide' },
        },
      },
    },
    {
      rule: 'out of scope, disabled already',
      parts: onlyGuides,
      test: {
        account: { ...account, accountEnabled: false },
        expected: { action: 'skip', skippedBecause: 'NotInScope' },
      },
    },
    {
      rule: 'out of scope, deleted',
      parts: { ...onlyGuides, mappings: [] },
      test: { account, expected: { action: 'delete', values: { jobTitle: null } } },
    },
    {
      rule: 'kept out early, left alone',
      parts: { ...onlyGuides, scope: { groups: [], inputFilterGroups: onlyGuides.scope?.groups ?? [] } },
      test: { account, expected: { action: 'skip', skippedBecause: 'NotInScope' } },
    },
    { rule: 'no expectation at all', test: { expected: {} } },
  ])('$rule', ({ test: each, parts }) => {
    expect(differences(each, parts)).toEqual([]);
  });
});

describe('a case fails', () => {
  test.each<{ rule: string; expected: JsonObject; found: readonly Difference[] }>([
    {
      rule: 'another action',
      expected: { action: 'create' },
      found: [{ what: 'action', expected: 'create', actual: 'update' }],
    },
    {
      rule: 'another reason',
      expected: { skippedBecause: 'NotInScope' },
      found: [{ what: 'skippedBecause', expected: 'NotInScope', actual: 'null' }],
    },
    {
      rule: 'a failure that did not happen',
      expected: { failures: [{ code: 'InvalidValue' }] },
      found: [{ what: 'failures', expected: '[{"code":"InvalidValue"}]', actual: '[]' }],
    },
    {
      rule: 'another look-up',
      expected: { matchedBy: ['mail=x'] },
      found: [{ what: 'matchedBy', expected: '[mail=x]', actual: '[employeeId=1]' }],
    },
    {
      rule: 'another value, with the reason for it',
      expected: { values: { jobTitle: 'Head', nope: 'x' } },
      found: [
        {
          what: 'values.jobTitle',
          expected: 'Head',
          actual: 'Lead',
          because: '[title] gave Lead. The account has another value.',
        },
        { what: 'values.nope', expected: 'x', actual: 'null' },
      ],
    },
    {
      rule: 'a value that does not match',
      expected: { values: { jobTitle: { matches: '^H' }, level: { matches: '.' } } },
      found: [
        {
          what: 'values.jobTitle',
          expected: '{"matches":"^H"}',
          actual: 'Lead',
          because: '[title] gave Lead. The account has another value.',
        },
        {
          what: 'values.level',
          expected: '{"matches":"."}',
          actual: 'null',
          because: '[since] gave no value. Nothing was sent that it reads; the account keeps its own.',
        },
      ],
    },
    {
      rule: 'a change nobody expects, and one that did not happen',
      expected: { changes: { level: null } },
      found: [
        {
          what: 'changes.jobTitle',
          expected: '(not written)',
          actual: 'Lead',
          because: '[title] gave Lead. The account has another value.',
        },
        {
          what: 'changes.level',
          expected: 'null',
          actual: '(not written)',
          because: '[since] gave no value. Nothing was sent that it reads; the account keeps its own.',
        },
      ],
    },
    {
      rule: 'another reference',
      expected: { references: { manager: '18' } },
      found: [
        {
          what: 'references.manager',
          expected: '18',
          actual: '17',
          because: '[boss] gave 17. It is written where the account points to somebody else.',
        },
      ],
    },
  ])('$rule', ({ expected, found }) => {
    expect(differences({ person: { ...person, title: 'Lead' }, account, expected })).toEqual(found);
  });

  test('a cleared value is not an unwritten one', () => {
    const parts: SchemaParts = {
      source: [{ ...attribute('x'), flowNullValues: true }],
      target: ['y'],
      mappings: [['y', '[x]', { flowNullValues: true }]],
    };
    const test = { person: { externalId: '1', x: null }, account: { employeeId: '1', y: 'a' } };
    expect(differences({ ...test, expected: { changes: { y: null } } }, parts)).toEqual([]);
    expect(differences({ ...test, expected: { changes: {} } }, parts)).toMatchObject([
      { what: 'changes.y', expected: '(not written)', actual: 'null' },
    ]);
  });
});

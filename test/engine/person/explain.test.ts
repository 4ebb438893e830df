import { planChanges } from '../../../shared/engine/person/changes';
import { explainPlan, type ValueExplanation } from '../../../shared/engine/person/explain';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { AttributeDefinition } from '../../../shared/engine/synchronizationSchema';
import type { JsonObject } from '../../../shared/scim/json';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf, type MappingOptions, type SchemaParts } from '../support/schemas';

function explain(parts: SchemaParts, data: JsonObject, existing?: Record<string, Value>): readonly ValueExplanation[] {
  const compiled = compiledOf(parts);
  const person = { externalId: '1', ...data };
  const account = existing && { attributes: { employeeId: '1', ...existing } };
  return explainPlan(compiled, person, account, planChanges(compiled, person, account, CONTEXT));
}

interface One {
  readonly expression?: string | null;
  readonly options?: MappingOptions;
  readonly source?: Partial<AttributeDefinition>;
  readonly target?: Partial<AttributeDefinition>;
  readonly data?: JsonObject;
  readonly existing?: Record<string, Value>;
  readonly flowTypes?: string;
}

/** The explanation of `y`, mapped from `x`. */
function explainOne({ expression = '[x]', options = {}, source, target, data = {}, existing, flowTypes }: One) {
  const parts: SchemaParts = {
    source: [{ ...attribute('x'), ...source }],
    target: [{ ...attribute('y'), ...target }],
    mappings: [['y', expression, options]],
    ...(flowTypes !== undefined && { flowTypes }),
  };
  return explain(parts, data, existing).find((each) => each.target === 'y');
}

test('every value is explained, in the order of the schema', () => {
  const parts: SchemaParts = {
    source: ['title', 'department'],
    target: ['jobTitle', 'summary', 'site'],
    mappings: [
      ['jobTitle', '[title]'],
      ['summary', 'Join(", ", [title], [department])'],
      ['site', '"HQ"'],
    ],
  };
  expect(explain(parts, { title: 'Guide' }, { jobTitle: 'Lead', summary: 'GUIDE' })).toEqual([
    {
      target: 'employeeId',
      sourceValues: { externalId: '1' },
      expression: '[externalId]',
      result: '1',
      comparedWith: '1',
      written: false,
      reason: 'The account has it already.',
    },
    {
      target: 'jobTitle',
      sourceValues: { title: 'Guide' },
      expression: '[title]',
      result: 'Guide',
      comparedWith: 'Lead',
      written: true,
      reason: 'The account has another value.',
    },
    {
      target: 'summary',
      sourceValues: { title: 'Guide', department: null },
      expression: 'Join(", ", [title], [department])',
      result: 'Guide',
      comparedWith: 'GUIDE',
      written: false,
      reason: 'The account has it already.',
    },
    {
      target: 'site',
      sourceValues: {},
      expression: '"HQ"',
      result: 'HQ',
      comparedWith: null,
      written: true,
      reason: 'The account has no value.',
    },
  ]);
});

describe('the reason', () => {
  const gates: One = { source: { flowNullValues: true }, options: { flowNullValues: true }, data: { x: null } };
  const several: One = { target: { multivalued: true }, data: { x: ['a', 'b'] } };

  test.each<{ one: One; result: string | null; written: boolean; reason: string }>([
    { one: { data: { x: 'a' } }, result: 'a', written: true, reason: 'The account is new.' },
    { one: { data: { x: 'a' }, existing: {} }, result: 'a', written: true, reason: 'The account has no value.' },
    { one: { data: { x: 'a' }, existing: { y: '' } }, result: 'a', written: true, reason: 'The account has no value.' },
    {
      one: { data: { x: 'a' }, existing: { y: 'b' } },
      result: 'a',
      written: true,
      reason: 'The account has another value.',
    },
    {
      one: { data: { x: 'a' }, existing: { y: 'a' }, options: { flowBehavior: 'FlowAlways' } },
      result: 'a',
      written: true,
      reason: 'The account has it already, but the mapping always writes.',
    },
    {
      one: { ...several, existing: { y: ['a'] }, options: { flowType: 'ValueAddOnly' } },
      result: 'a, b',
      written: true,
      reason: 'It has values that the account lacks.',
    },
    {
      one: { ...several, existing: { y: ['a'] }, options: { flowType: 'MultiValueAddOnly' } },
      result: 'a, b',
      written: true,
      reason: 'It has values that the account lacks.',
    },
    {
      one: { ...several, existing: { y: ['a'] } },
      result: 'a, b',
      written: true,
      reason: 'The account has another value.',
    },
    {
      one: { data: { x: 'a' }, existing: { y: 'b' }, options: { flowType: 'ValueAddOnly' } },
      result: 'a',
      written: true,
      reason: 'The account has another value.',
    },
    {
      one: { options: { defaultValue: 'd' } },
      result: 'd',
      written: true,
      reason: 'The source has no value, so the default value is used.',
    },
    {
      one: { ...gates, existing: { y: 'a' } },
      result: null,
      written: true,
      reason: 'The source has no value and null flows, so it is cleared.',
    },
    { one: { ...gates, existing: {} }, result: null, written: false, reason: 'There is no value to clear.' },
    {
      one: { data: { x: 'a' }, existing: { y: 'b' }, options: { flowType: 'ObjectAddOnly' } },
      result: null,
      written: false,
      reason: 'The mapping applies only during object creation.',
    },
    {
      one: { expression: 'IgnoreFlowIfNullOrEmpty([x])' },
      result: null,
      written: false,
      reason: 'The expression took the attribute out of the flow.',
    },
    { one: {}, result: null, written: false, reason: 'The source has no value, and the mapping has no default value.' },
    {
      one: { existing: { y: 'a' } },
      result: null,
      written: false,
      reason: 'The source has no value and null does not flow; the account keeps its own.',
    },
    {
      one: { data: { x: null }, existing: { y: 'a' }, options: { flowNullValues: true } },
      result: null,
      written: false,
      reason: 'It has a value that null flow does not clear: see the gates and the flow type.',
    },
    {
      one: { existing: { y: 'a' }, options: { defaultValue: 'd' } },
      result: null,
      written: false,
      reason:
        'The source has no value and null does not flow; the account keeps its own. The default value is for new accounts.',
    },
    {
      one: { expression: null },
      result: null,
      written: false,
      reason: 'The mapping has neither a source nor a default value.',
    },
    {
      one: { expression: null, options: { defaultValue: 'd' }, existing: { y: 'a' } },
      result: 'd',
      written: false,
      reason: 'A default value only fills in an attribute without a value, and the account has one.',
    },
    {
      one: { data: { x: 'a' }, options: { flowType: 'AttributeAddOnly' }, existing: { y: 'b' } },
      result: 'a',
      written: false,
      reason: 'The mapping only fills in an attribute without a value, and the account has one.',
    },
    {
      one: { data: { x: 'a' }, options: { flowType: 'MultiValueAddOnly' }, existing: { y: 'b' } },
      result: 'a',
      written: false,
      reason: 'The mapping only adds values to multi-valued attributes.',
    },
    {
      one: { ...several, options: { flowType: 'MultiValueAddOnly' }, existing: { y: ['a', 'b', 'c'] } },
      result: 'a, b',
      written: false,
      reason: 'The account has it already.',
    },
    {
      one: { data: { x: 'a', password: 'p' }, expression: '[password]' },
      result: null,
      written: false,
      reason: 'Passwords are generated, never provisioned.',
    },
    {
      one: { data: { x: 'soon' }, target: { type: 'Integer' } },
      result: null,
      written: false,
      reason: 'y takes a whole number, got "soon".',
    },
    {
      one: { data: { x: 'a' }, existing: { y: 'b' }, flowTypes: 'Add' },
      result: 'a',
      written: false,
      reason: 'Update is switched off in the target object actions.',
    },
  ])('$reason ($one.options)', ({ one, result, written, reason }) => {
    expect(explainOne(one)).toMatchObject({ result, written, reason });
  });

  test('every mapping that fails says why it does', () => {
    const whole = (name: string) => attribute(name, { type: 'Integer' });
    const parts: SchemaParts = {
      source: ['x', 'z'],
      target: [whole('y'), whole('w')],
      mappings: [
        ['y', '[x]'],
        ['w', '[z]'],
      ],
    };
    const reasons = explain(parts, { x: 'soon', z: 'late' }).map(({ reason }) => reason);
    expect(reasons.slice(1)).toEqual(['y takes a whole number, got "soon".', 'w takes a whole number, got "late".']);
  });

  test('what did not take is told, beside what is written', () => {
    const compiled = compiledOf({
      source: ['x'],
      target: ['y', 'w'],
      mappings: [
        ['y', '[x]'],
        ['w', '[x]'],
      ],
    });
    const data = { externalId: '1', x: 'new' };
    const account = { attributes: { employeeId: '1', y: 'old', w: 'old' } };
    const context = { ...CONTEXT, isLeft: ({ target }: { readonly target: string }) => target === 'y' };
    const told = explainPlan(compiled, data, account, planChanges(compiled, data, account, context));
    expect(told.slice(1).map(({ written, reason }) => [written, reason])).toEqual([
      [
        false,
        'It was written before and did not take. It is written again with a new value, a change of the schema or a restart.',
      ],
      [true, 'The account has another value.'],
    ]);
  });

  test('access that comes back with the person is told so, although nothing was sent', () => {
    const compiled = compiledOf({
      source: ['active', 'x'],
      target: [attribute('accountEnabled', { type: 'Boolean' }), 'y'],
      mappings: [
        ['accountEnabled', '[active]'],
        ['y', '[x]'],
      ],
    });
    const data = { externalId: '1', x: 'new' };
    const account = { attributes: { employeeId: '1', accountEnabled: false, y: 'old' } };
    const plan = planChanges(compiled, data, account, { ...CONTEXT, returns: true });
    expect(explainPlan(compiled, data, account, plan).map(({ written, reason }) => [written, reason])).toEqual([
      [false, 'The account has it already.'],
      [true, 'The person is back in scope, and gets back the access that leaving it took.'],
      [true, 'The account has another value.'],
    ]);
  });

  test('what was never said is not cleared', () => {
    const parts: SchemaParts = {
      source: [{ ...attribute('name.givenName'), flowNullValues: true }],
      target: ['y'],
      mappings: [['y', '[name.givenName]', { flowNullValues: true }]],
    };
    expect(explain(parts, {}, { y: 'a' })[1]).toMatchObject({
      written: false,
      reason: 'The source has no value, but did not say so of all that is read; the account keeps its own.',
    });
  });

  test('nothing is written for a person of whom a mapping fails', () => {
    const parts: SchemaParts = {
      source: ['x'],
      target: ['y', 'z'],
      mappings: [
        ['y', 'CDate([x])'],
        ['z', '[x]'],
      ],
    };
    const explanations = explain(parts, { x: 'x' });
    expect(explanations[1]).toMatchObject({ target: 'y', written: false, reason: expect.stringContaining('CDate') });
    expect(explanations[2]).toMatchObject({
      target: 'z',
      result: 'x',
      written: false,
      reason: 'Another mapping failed, so it is not written for this user.',
    });
  });

  test('a reference is written where it points to somebody else', () => {
    const parts: SchemaParts = {
      source: ['boss'],
      target: [attribute('manager', { references: 'objectId' })],
      mappings: [['manager', '[boss]']],
    };
    expect(explain(parts, { boss: '17' }, { manager: 'object-5' })[1]).toEqual({
      target: 'manager',
      sourceValues: { boss: '17' },
      expression: '[boss]',
      result: '17',
      comparedWith: 'object-5',
      written: true,
      reason: 'It is written where the account points to somebody else.',
    });
  });

  test('objectFilter is never written', () => {
    const parts: SchemaParts = { source: ['x'], mappings: [['objectFilter', '[x]']] };
    expect(explain(parts, { x: 'a' })[1]).toMatchObject({
      written: false,
      reason: 'The attribute only decides whether the user flows; it is never written.',
    });
  });

  test('a disabling by omission says so, on creation', () => {
    const parts: SchemaParts = {
      source: ['active'],
      target: ['accountDisabled'],
      mappings: [['accountDisabled', 'Not([active])']],
    };
    const reason = 'The payload leaves out what the expression reads, and the expression takes that for disabled.';
    expect(explain(parts, {})[1]).toMatchObject({ written: true, result: 'True', reason });
    expect(explain(parts, {}, { accountDisabled: 'True' })[1]).toMatchObject({ written: false });
    expect(explain(parts, { active: false })[1]).toMatchObject({ reason: 'The account is new.' });
    expect(explain(parts, {}).find(({ target }) => target === 'employeeId')).toMatchObject({
      reason: 'The account is new.',
    });
  });
});

test('what passes through Redact is shown nowhere', () => {
  const parts: SchemaParts = {
    source: ['x', 'z'],
    target: ['y', 'w'],
    mappings: [
      ['y', 'Redact([x])'],
      ['w', 'Join("", [x], [z])'],
    ],
  };
  expect(compiledOf(parts).redacted).toEqual(new Set(['x']));
  const [, y, w] = explain(parts, { x: 'secret', z: 'open' }, { y: 'old' });
  expect(y).toMatchObject({ sourceValues: { x: '[Redact]' }, result: '[Redact]', comparedWith: '[Redact]' });
  expect(w).toMatchObject({ sourceValues: { x: '[Redact]', z: 'open' } });
  expect(explain(parts, {})[1]).toMatchObject({ sourceValues: { x: null }, result: null, comparedWith: null });
});

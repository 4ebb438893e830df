import { planChanges } from '../../../shared/engine/person/changes';
import type { Plan } from '../../../shared/engine/person/plan';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { FlowType } from '../../../shared/engine/synchronizationSchema';
import type { JsonObject } from '../../../shared/scim/json';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf, type OneMapping, planOne } from '../support/schemas';

/** What a plan writes; `undefined` when it writes nothing. */
function written(plan: Plan): Readonly<Record<string, Value>> | undefined {
  if (plan.kind === 'create') return plan.attributes;
  return plan.kind === 'update' ? plan.changes : undefined;
}

describe('creating an account', () => {
  test.each<{ rule: string; one: OneMapping; attributes: Record<string, Value> }>([
    { rule: 'a value is written', one: { data: { x: 'a' } }, attributes: { employeeId: '1', y: 'a' } },
    ...['', ' ', ' \u00a0\t\n', [], {}, [''], [null, ' ', {}], { value: '' }].map((x) => ({
      rule: `${JSON.stringify(x)} is no value`,
      one: { data: { x } },
      attributes: { employeeId: '1' },
    })),
    { rule: 'no value writes nothing', one: { data: { x: null } }, attributes: { employeeId: '1' } },
    { rule: 'a constant is written', one: { expression: '"c"' }, attributes: { employeeId: '1', y: 'c' } },
    {
      rule: 'the default value stands in for none',
      one: { options: { defaultValue: 'd' } },
      attributes: { employeeId: '1', y: 'd' },
    },
    {
      rule: 'the default value stands in for blank text too',
      one: { data: { x: ' ' }, options: { defaultValue: 'd' } },
      attributes: { employeeId: '1', y: 'd' },
    },
    {
      rule: 'an empty default value is none',
      one: { options: { defaultValue: '' } },
      attributes: { employeeId: '1' },
    },
    {
      rule: 'a mapping without a source writes its default value',
      one: { expression: null, options: { defaultValue: 'd' } },
      attributes: { employeeId: '1', y: 'd' },
    },
    { rule: 'or nothing without one', one: { expression: null }, attributes: { employeeId: '1' } },
    {
      rule: 'the default value is converted like any other',
      one: { target: { type: 'Boolean' }, options: { defaultValue: 'True' } },
      attributes: { employeeId: '1', y: true },
    },
    {
      rule: "a required attribute's own default stands in",
      one: { target: { required: true, defaultValue: 'own' } },
      attributes: { employeeId: '1', y: 'own' },
    },
    {
      rule: "behind the mapping's default",
      one: { target: { required: true, defaultValue: 'own' }, options: { defaultValue: 'd' } },
      attributes: { employeeId: '1', y: 'd' },
    },
    {
      rule: 'and of required attributes only',
      one: { target: { defaultValue: 'own' } },
      attributes: { employeeId: '1' },
    },
    {
      rule: 'as for blank text in a required attribute',
      one: { data: { x: '' }, target: { required: true, defaultValue: 'own' } },
      attributes: { employeeId: '1', y: 'own' },
    },
    {
      rule: 'an expression that gives blank text gives no value',
      one: { expression: 'Join(" ", [x], " ")', options: { defaultValue: 'd' } },
      attributes: { employeeId: '1', y: 'd' },
    },
    {
      rule: 'members of a list that are no value are dropped',
      one: { data: { x: ['a', '', null, ' ', {}, { value: '' }, 'b'] }, target: { multivalued: true } },
      attributes: { employeeId: '1', y: ['a', 'b'] },
    },
    {
      rule: 'those that an expression makes likewise',
      one: { data: { x: '+1;+2;' }, expression: 'Split([x], ";")', target: { multivalued: true } },
      attributes: { employeeId: '1', y: ['+1', '+2'] },
    },
    {
      rule: 'what takes itself out of the flow gets no default either',
      one: { expression: 'IgnoreFlowIfNullOrEmpty([x])', options: { defaultValue: 'd' } },
      attributes: { employeeId: '1' },
    },
    {
      rule: 'unless the attribute is required',
      one: {
        expression: 'IgnoreFlowIfNullOrEmpty([x])',
        target: { required: true, defaultValue: 'own' },
      },
      attributes: { employeeId: '1', y: 'own' },
    },
    ...(['ObjectAddOnly', 'MultiValueAddOnly', 'ValueAddOnly', 'AttributeAddOnly'] as FlowType[]).map((flowType) => ({
      rule: `${flowType} writes at creation`,
      one: { data: { x: 'a' }, options: { flowType } },
      attributes: { employeeId: '1', y: 'a' },
    })),
    {
      rule: 'a multi-valued attribute gets a list',
      one: { data: { x: 'a' }, target: { multivalued: true } },
      attributes: { employeeId: '1', y: ['a'] },
    },
    ...['2024-5-1', '1 May 2024', 'May 1, 2024', '2024-05-01T02:00+02:00', '2024-05'].map((x) => ({
      rule: `a date is whatever is one in the source: ${x}`,
      one: { data: { x }, source: { type: 'DateTime' as const }, target: { type: 'DateTime' as const } },
      attributes: { employeeId: '1', y: '2024-05-01T00:00:00Z' },
    })),
    {
      rule: 'an attribute of another type is converted',
      one: { data: { x: '2024-05-01' }, target: { type: 'DateTime' } },
      attributes: { employeeId: '1', y: '2024-05-01T00:00:00Z' },
    },
  ])('$rule', ({ one, attributes }) => {
    expect(planOne(one)).toMatchObject({ kind: 'create', attributes });
    expect(Object.keys(written(planOne(one)) ?? {})).toEqual(Object.keys(attributes));
  });

  test('lists every attribute as modified, from nothing', () => {
    expect(planOne({ data: { x: true } })).toMatchObject({
      modified: [
        { name: 'employeeId', oldValue: null, newValue: '1' },
        { name: 'y', oldValue: null, newValue: 'True' },
      ],
    });
  });

  test('a required attribute that nobody maps gets its own default', () => {
    const compiled = compiledOf({ target: [attribute('locale', { required: true, defaultValue: 'en' })] });
    expect(planChanges(compiled, { externalId: '1' }, undefined, CONTEXT)).toMatchObject({
      kind: 'create',
      attributes: { employeeId: '1', locale: 'en' },
    });
    expect(planChanges(compiled, { externalId: '1' }, { attributes: { employeeId: '1' } }, CONTEXT).kind).toBe(
      'nothing',
    );
  });
});

describe('updating an account', () => {
  const gates = { source: { flowNullValues: true }, options: { flowNullValues: true } };
  const shut = { options: { flowNullValues: true } };

  test.each<{ rule: string; one: OneMapping; changes: Record<string, Value> }>([
    { rule: 'a value that differs', one: { data: { x: 'b' }, account: { y: 'a' } }, changes: { y: 'b' } },
    { rule: 'a value for an empty attribute', one: { data: { x: 'b' }, account: {} }, changes: { y: 'b' } },
    {
      rule: 'a case-only difference of a caseExact attribute',
      one: { data: { x: 'A' }, account: { y: 'a' }, target: { caseExact: true } },
      changes: { y: 'A' },
    },
    {
      rule: 'what is equal, with FlowAlways',
      one: { data: { x: 'a' }, account: { y: 'a' }, options: { flowBehavior: 'FlowAlways' } },
      changes: { y: 'a' },
    },
    {
      rule: 'the default of a mapping without a source, into an empty attribute',
      one: { expression: null, options: { defaultValue: 'd' }, account: { y: '' } },
      changes: { y: 'd' },
    },
    {
      rule: 'null, with both gates of null flow open',
      one: { ...gates, data: { x: null }, account: { y: 'a' } },
      changes: { y: null },
    },
    { rule: 'empty text likewise', one: { ...gates, data: { x: '' }, account: { y: 'a' } }, changes: { y: null } },
    { rule: 'and an empty list', one: { ...gates, data: { x: [] }, account: { y: 'a' } }, changes: { y: null } },
    {
      rule: 'the clear wins over the default',
      one: { ...gates, options: { flowNullValues: true, defaultValue: 'd' }, data: { x: null }, account: { y: 'a' } },
      changes: { y: null },
    },
    {
      rule: 'null over empty text in the account',
      one: { ...gates, data: { x: null }, account: { y: '' } },
      changes: { y: null },
    },
    {
      rule: 'an expression without a value, when all it reads may flow null',
      one: { ...gates, expression: 'Coalesce([x])', data: { x: null }, account: { y: 'a' } },
      changes: { y: null },
    },
    {
      rule: 'AttributeAddOnly into an empty attribute',
      one: { data: { x: 'b' }, account: { y: null }, options: { flowType: 'AttributeAddOnly' } },
      changes: { y: 'b' },
    },
    {
      rule: 'ValueAddOnly over another single value',
      one: { data: { x: 'b' }, account: { y: 'a' }, options: { flowType: 'ValueAddOnly' } },
      changes: { y: 'b' },
    },
    {
      rule: 'ValueAddOnly adds to several values',
      one: {
        data: { x: ['B', 'c'] },
        account: { y: ['a', 'b'] },
        target: { multivalued: true },
        options: { flowType: 'ValueAddOnly' },
      },
      changes: { y: ['a', 'b', 'c'] },
    },
    {
      rule: 'MultiValueAddOnly adds to several values',
      one: {
        data: { x: ['c'] },
        account: { y: ['a'] },
        target: { multivalued: true },
        options: { flowType: 'MultiValueAddOnly' },
      },
      changes: { y: ['a', 'c'] },
    },
    {
      rule: 'MultiValueAddOnly into an empty attribute',
      one: { data: { x: 'c' }, account: {}, options: { flowType: 'MultiValueAddOnly' } },
      changes: { y: 'c' },
    },
    {
      rule: 'ValueAddOnly into an empty multi-valued attribute',
      one: {
        data: { x: 'c' },
        account: { y: [] },
        target: { multivalued: true },
        options: { flowType: 'ValueAddOnly' },
      },
      changes: { y: ['c'] },
    },
    {
      rule: 'another set of values',
      one: { data: { x: ['a', 'c'] }, account: { y: ['a', 'b'] }, target: { multivalued: true } },
      changes: { y: ['a', 'c'] },
    },
  ])('writes $rule', ({ one, changes }) => {
    const plan = planOne(one);
    expect(plan.kind).toBe('update');
    expect(written(plan)).toEqual(changes);
  });

  test.each<{ rule: string; one: OneMapping }>([
    { rule: 'an equal value', one: { data: { x: 'a' }, account: { y: 'a' } } },
    { rule: 'a case-only difference', one: { data: { x: 'A' }, account: { y: 'a' } } },
    { rule: 'null', one: { data: { x: null }, account: { y: 'a' } } },
    { rule: 'blank text', one: { data: { x: ' ' }, account: { y: 'a' } } },
    { rule: 'blank text over none', one: { data: { x: '' }, account: {} } },
    { rule: 'an omitted attribute', one: { account: { y: 'a' } } },
    { rule: 'what was never said, with both gates open', one: { ...gates, account: { y: 'a' } } },
    {
      rule: 'no value that an expression makes of a value, with both gates open',
      one: { ...gates, expression: 'Switch([x], [x], "none", "")', data: { x: 'none' }, account: { y: 'a' } },
    },
    { rule: 'the default value of a mapping with a source', one: { options: { defaultValue: 'd' }, account: {} } },
    {
      rule: 'the default of a mapping without a source, over a value',
      one: { expression: null, options: { defaultValue: 'd' }, account: { y: 'a' } },
    },
    { rule: 'what was never said, with the mapping gate alone', one: { ...shut, account: { y: 'a' } } },
    {
      rule: 'what was said of one of two attributes only, with a gate shut',
      one: { ...shut, expression: 'Coalesce([x], [z])', data: { x: null }, account: { y: 'a' } },
    },
    {
      rule: 'no value that an expression makes of a value, with a gate shut',
      one: { ...shut, expression: 'Switch([x], [x], "none", "")', data: { x: 'none' }, account: { y: 'a' } },
    },
    {
      rule: 'AttributeAddOnly over several values',
      one: {
        data: { x: ['a', 'b'] },
        account: { y: ['a'] },
        target: { multivalued: true },
        options: { flowType: 'AttributeAddOnly' },
      },
    },
    {
      rule: 'a mapping for creation',
      one: { data: { x: 'b' }, account: { y: 'a' }, options: { flowType: 'ObjectAddOnly' } },
    },
    {
      rule: 'a default for creation',
      one: { expression: null, account: {}, options: { flowType: 'ObjectAddOnly', defaultValue: 'd' } },
    },
    {
      rule: 'AttributeAddOnly over a value',
      one: { data: { x: 'b' }, account: { y: 'a' }, options: { flowType: 'AttributeAddOnly' } },
    },
    {
      rule: 'MultiValueAddOnly over a single value',
      one: { data: { x: 'b' }, account: { y: 'a' }, options: { flowType: 'MultiValueAddOnly' } },
    },
    {
      rule: 'MultiValueAddOnly without an addition',
      one: {
        data: { x: ['a'] },
        account: { y: ['A', 'b'] },
        target: { multivalued: true },
        options: { flowType: 'MultiValueAddOnly' },
      },
    },
    {
      rule: 'ValueAddOnly without an addition',
      one: {
        data: { x: ['a'] },
        account: { y: ['a', 'b'] },
        target: { multivalued: true },
        options: { flowType: 'ValueAddOnly' },
      },
    },
    {
      rule: 'an equal single value with ValueAddOnly',
      one: { data: { x: 'a' }, account: { y: 'a' }, options: { flowType: 'ValueAddOnly' } },
    },
    {
      rule: 'the same values in another order',
      one: { data: { x: ['b', 'a'] }, account: { y: ['a', 'b'] }, target: { multivalued: true } },
    },
    {
      rule: 'what takes itself out of the flow',
      one: { ...gates, expression: 'IgnoreFlowIfNullOrEmpty([x])', account: { y: 'a' } },
    },
    {
      rule: 'null with the source gate alone',
      one: { source: { flowNullValues: true }, data: { x: null }, account: { y: 'a' } },
    },
    { rule: 'null into an attribute without a value', one: { ...gates, data: { x: null }, account: {} } },
    {
      rule: 'null into an attribute without a value, with FlowAlways',
      one: { ...gates, options: { flowNullValues: true, flowBehavior: 'FlowAlways' }, data: { x: null }, account: {} },
    },
    ...(['ObjectAddOnly'] as FlowType[]).map((flowType) => ({
      rule: `null with ${flowType}`,
      one: {
        source: { flowNullValues: true },
        options: { flowNullValues: true, flowType },
        data: { x: null },
        account: { y: 'a' },
      },
    })),
    {
      rule: 'null of a constant',
      one: { expression: 'Coalesce("", "")', options: { flowNullValues: true }, account: { y: '' } },
    },
    {
      rule: 'an equal instant',
      one: { data: { x: '2024-05-01' }, account: { y: '2024-05-01T02:00:00+02:00' }, target: { type: 'DateTime' } },
    },
    { rule: 'an equal boolean', one: { data: { x: 'true' }, account: { y: 'True' }, target: { type: 'Boolean' } } },
    { rule: 'no value for a required attribute', one: { target: { required: true }, account: { y: 'a' } } },
  ])('does not write $rule', ({ one }) => {
    expect(planOne(one)).toMatchObject({
      kind: 'nothing',
      skip: 'RedundantExport',
      reason: 'Source and target already match.',
    });
  });

  test.each<{ rule: string; one: Parameters<typeof planOne>[0] }>([
    {
      rule: 'null with the mapping gate alone',
      one: { options: { flowNullValues: true }, data: { x: null }, account: { y: 'a' } },
    },
    {
      rule: 'null with a gate shut on one of two attributes',
      one: { ...gates, expression: 'Coalesce([x], [z])', data: { x: null, z: null }, account: { y: 'a' } },
    },
    ...(['MultiValueAddOnly', 'ValueAddOnly', 'AttributeAddOnly'] as FlowType[]).map((flowType) => ({
      rule: `null with ${flowType}`,
      one: {
        source: { flowNullValues: true },
        options: { flowNullValues: true, flowType },
        data: { x: null },
        account: { y: 'a' },
      },
    })),
  ])('does not write $rule, and calls it no match', ({ one }) => {
    expect(planOne(one)).toMatchObject({
      kind: 'nothing',
      skip: 'RedundantExport',
      reason: 'y has a value that null flow does not clear; all else matches already.',
    });
  });

  test('all that is left as it is is named', () => {
    const compiled = compiledOf({
      source: ['w', 'x', 'y', 'z'],
      target: ['a', 'b', 'c', 'd'],
      mappings: [
        ['a', '[w]', shut.options],
        ['b', '[x]', shut.options],
        ['c', '[y]'],
        ['d', '[z]'],
      ],
    });
    const data = { externalId: '1', w: null, x: null, y: 'new', z: 'new' };
    const account = { attributes: { employeeId: '1', a: 'old', b: 'old', c: 'old', d: 'old' } };
    expect(planChanges(compiled, data, account, { ...CONTEXT, isLeft: () => true })).toMatchObject({
      kind: 'nothing',
      skip: 'RedundantExport',
      reason:
        'a, b have values that null flow does not clear; c, d did not take when last written; all else matches already.',
    });
  });

  test.each([
    { name: 'null', x: null },
    { name: 'an empty list', x: [] },
    { name: 'a list of members without a value', x: ['', null, {}] },
  ])('the last member of a list goes by $name, with both gates open', ({ x }) => {
    const one = { ...gates, target: { multivalued: true }, data: { x }, account: { y: ['a'] } };
    expect(written(planOne(one))).toEqual({ y: null });
  });

  test.each([
    { name: 'accountExpires', held: 133_500_000_000_000_000n, nones: [0, 0n, 9_223_372_036_854_775_807n] },
    { name: 'countryCode', held: 554, nones: [0] },
  ])('$name is cleared once: what the directory means by none is none', ({ name, held, nones }) => {
    const compiled = compiledOf({
      source: [{ ...attribute('x'), flowNullValues: true }],
      target: [{ ...attribute(name), type: 'Integer' }],
      mappings: [[name, '[x]', { flowNullValues: true }]],
    });
    const plan = (x: string | null, value: number | bigint) =>
      written(
        planChanges(compiled, { externalId: '1', x }, { attributes: { employeeId: '1', [name]: value } }, CONTEXT),
      );
    expect(plan(null, held)).toEqual({ [name]: null });
    for (const none of nones) {
      expect(plan(null, none)).toBeUndefined();
      expect(plan('0', none)).toBeUndefined();
    }
    expect(plan('0', held)).toEqual({ [name]: 0 });
  });

  test('a member of name clears only where it was said', () => {
    const compiled = compiledOf({
      source: [{ ...attribute('name.givenName'), flowNullValues: true }],
      target: ['givenName'],
      mappings: [['givenName', '[name.givenName]', { flowNullValues: true }]],
    });
    const plan = (data: JsonObject) =>
      written(
        planChanges(
          compiled,
          { externalId: '1', ...data },
          { attributes: { employeeId: '1', givenName: 'Ann' } },
          CONTEXT,
        ),
      );
    expect(plan({})).toBeUndefined();
    expect(plan({ name: {} })).toBeUndefined();
    expect(plan({ name: null })).toEqual({ givenName: null });
    expect(plan({ name: { givenName: null } })).toEqual({ givenName: null });
    expect(plan({ name: { givenName: 'Bo' } })).toEqual({ givenName: 'Bo' });
  });

  test('an expression clears only where all it reads was said to be no value', () => {
    const compiled = compiledOf({
      source: [
        { ...attribute('name.givenName'), flowNullValues: true },
        { ...attribute('x'), flowNullValues: true },
      ],
      target: ['y'],
      mappings: [['y', 'Coalesce([x], [name.givenName])', { flowNullValues: true }]],
    });
    const plan = (data: JsonObject) =>
      written(
        planChanges(compiled, { externalId: '1', ...data }, { attributes: { employeeId: '1', y: 'a' } }, CONTEXT),
      );
    expect(plan({ x: null })).toBeUndefined();
    expect(plan({ x: null, name: { givenName: '' } })).toEqual({ y: null });
  });

  test('lists old and new values, and nothing for a cleared one', () => {
    expect(planOne({ data: { x: 'b' }, account: { y: ['a', 'c'] }, target: { multivalued: true } })).toMatchObject({
      modified: [{ name: 'y', oldValue: 'a, c', newValue: 'b' }],
    });
    expect(planOne({ ...gates, data: { x: null }, account: { y: 'a' } })).toMatchObject({
      modified: [{ name: 'y', oldValue: 'a', newValue: null }],
    });
  });

  test('values that pass through Redact are written but not shown', () => {
    const plan = planOne({ expression: 'Redact([x])', data: { x: 'secret' }, account: { y: 'old secret' } });
    expect(plan).toMatchObject({
      changes: { y: 'secret' },
      modified: [{ name: 'y', oldValue: '[Redact]', newValue: '[Redact]' }],
    });
    expect(planOne({ expression: 'Redact([x])', data: { x: 'secret' }, account: {} })).toMatchObject({
      modified: [{ name: 'y', oldValue: null, newValue: '[Redact]' }],
    });
  });

  describe('passwords are never provisioned', () => {
    test.each([
      { target: 'passwordProfile.password', expression: '[x]' },
      { target: 'unicodePwd', expression: '"Secret1!"' },
      { target: 'Password', expression: '[x]' },
      { target: 'description', expression: '[password]' },
      { target: 'description', expression: 'Join("", [x], [urn:contoso:User:Password])' },
    ])('$expression to $target', ({ target, expression }) => {
      const compiled = compiledOf({
        source: ['x', 'password', 'urn:contoso:User:Password'],
        target: [target],
        mappings: [[target, expression, { defaultValue: 'Secret1!' }]],
      });
      const data = { externalId: '1', x: 'p', password: 'p', 'urn:contoso:User': { Password: 'p' } };
      for (const account of [undefined, { attributes: { employeeId: '0' } }]) {
        const plan = planChanges(compiled, data, account, CONTEXT);
        expect(written(plan)).toEqual({ employeeId: '1' });
        expect(plan.mapped.states).toEqual(['value', 'empty']);
      }
    });
  });

  test('what only sounds like one is written and not shown', () => {
    const compiled = compiledOf({ source: ['x'], target: ['userPassword'], mappings: [['userPassword', '[x]']] });
    expect(planChanges(compiled, { externalId: '1', x: 'p' }, undefined, CONTEXT)).toMatchObject({
      attributes: { userPassword: 'p' },
      modified: [{ name: 'employeeId' }, { name: 'userPassword', oldValue: null, newValue: '[Redact]' }],
    });
  });
});

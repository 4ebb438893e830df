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
    { rule: 'empty text flows as it is', one: { data: { x: '' } }, attributes: { employeeId: '1', y: '' } },
    { rule: 'no value writes nothing', one: { data: { x: null } }, attributes: { employeeId: '1' } },
    { rule: 'a constant is written', one: { expression: '"c"' }, attributes: { employeeId: '1', y: 'c' } },
    {
      rule: 'the default value stands in for none',
      one: { options: { defaultValue: 'd' } },
      attributes: { employeeId: '1', y: 'd' },
    },
    {
      rule: 'the default value does not replace empty text',
      one: { data: { x: '' }, options: { defaultValue: 'd' } },
      attributes: { employeeId: '1', y: '' },
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
      rule: 'empty text is no value for a required attribute',
      one: { data: { x: '' }, target: { required: true, defaultValue: 'own' } },
      attributes: { employeeId: '1', y: 'own' },
    },
    {
      rule: 'with null flow empty text is none',
      one: {
        data: { x: '' },
        source: { flowNullValues: true },
        options: { flowNullValues: true, defaultValue: 'd' },
      },
      attributes: { employeeId: '1', y: 'd' },
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

  test.each<{ rule: string; one: OneMapping; changes: Record<string, Value> }>([
    { rule: 'a value that differs', one: { data: { x: 'b' }, account: { y: 'a' } }, changes: { y: 'b' } },
    { rule: 'a value for an empty attribute', one: { data: { x: 'b' }, account: {} }, changes: { y: 'b' } },
    { rule: 'empty text over a value', one: { data: { x: '' }, account: { y: 'a' } }, changes: { y: '' } },
    { rule: 'empty text over none', one: { data: { x: '' }, account: {} }, changes: { y: '' } },
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
    { rule: 'an omitted attribute likewise', one: { ...gates, account: { y: 'a' } }, changes: { y: null } },
    {
      rule: 'the clear wins over the default',
      one: { ...gates, options: { flowNullValues: true, defaultValue: 'd' }, account: { y: 'a' } },
      changes: { y: null },
    },
    { rule: 'empty text in the account is cleared too', one: { ...gates, account: { y: '' } }, changes: { y: null } },
    {
      rule: 'an expression without a value, when all it reads may flow null',
      one: { ...gates, expression: 'Coalesce([x])', account: { y: 'a' } },
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
    { rule: 'an omitted attribute', one: { account: { y: 'a' } } },
    { rule: 'the default value of a mapping with a source', one: { options: { defaultValue: 'd' }, account: {} } },
    {
      rule: 'the default of a mapping without a source, over a value',
      one: { expression: null, options: { defaultValue: 'd' }, account: { y: 'a' } },
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
    {
      rule: 'null with the mapping gate alone',
      one: { options: { flowNullValues: true }, data: { x: null }, account: { y: 'a' } },
    },
    {
      rule: 'null with a gate shut on one of two attributes',
      one: { ...gates, expression: 'Coalesce([x], [z])', account: { y: 'a' } },
    },
    { rule: 'null into an attribute without a value', one: { ...gates, data: { x: null }, account: {} } },
    {
      rule: 'null into an attribute without a value, with FlowAlways',
      one: { ...gates, options: { flowNullValues: true, flowBehavior: 'FlowAlways' }, account: {} },
    },
    {
      rule: 'null into a multi-valued attribute',
      one: { ...gates, target: { multivalued: true }, account: { y: ['a'] } },
    },
    ...(['ObjectAddOnly', 'MultiValueAddOnly', 'ValueAddOnly', 'AttributeAddOnly'] as FlowType[]).map((flowType) => ({
      rule: `null with ${flowType}`,
      one: { source: { flowNullValues: true }, options: { flowNullValues: true, flowType }, account: { y: 'a' } },
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

  test('an omitted sub-attribute clears only where its container was sent', () => {
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
    expect(plan({ name: {} })).toEqual({ givenName: null });
    expect(plan({ name: { givenName: null } })).toEqual({ givenName: null });
    expect(plan({ name: { givenName: 'Bo' } })).toEqual({ givenName: 'Bo' });
  });

  test('an expression clears only where the containers of all it reads were sent', () => {
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
    expect(plan({ x: null, name: {} })).toEqual({ y: null });
  });

  test('lists old and new values, and nothing for a cleared one', () => {
    expect(planOne({ data: { x: 'b' }, account: { y: ['a', 'c'] }, target: { multivalued: true } })).toMatchObject({
      modified: [{ name: 'y', oldValue: 'a, c', newValue: 'b' }],
    });
    expect(planOne({ ...gates, account: { y: 'a' } })).toMatchObject({
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

  test.each(['passwordProfile.password', 'unicodePwd'])('%s is never shown', (name) => {
    const compiled = compiledOf({ source: ['x'], target: [name], mappings: [[name, '[x]']] });
    expect(planChanges(compiled, { externalId: '1', x: 'p' }, undefined, CONTEXT)).toMatchObject({
      modified: [{ name: 'employeeId' }, { name, oldValue: null, newValue: '[Redact]' }],
    });
  });
});

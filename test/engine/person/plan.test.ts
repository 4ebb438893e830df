import { planChanges } from '../../../shared/engine/person/changes';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf, planOne, type SchemaParts } from '../support/schemas';

const account = (attributes: Record<string, Value>) => ({ attributes: { employeeId: '1', ...attributes } });

describe('failures', () => {
  const compiled = compiledOf({
    source: ['x', 'z'],
    target: [
      attribute('name', { required: true }),
      attribute('level', { type: 'Integer' }),
      attribute('hired', { type: 'DateTime' }),
      'title',
    ],
    mappings: [
      ['name', '[z]'],
      ['level', '[x]'],
      ['hired', 'CDate([x])'],
      ['title', '"Guide"'],
    ],
  });

  test('of one mapping do not stop the others, and fail the person with all of them', () => {
    expect(planChanges(compiled, { externalId: '1', x: 'many' }, undefined, CONTEXT)).toMatchObject({
      kind: 'failed',
      failures: [
        {
          code: 'MandatoryFieldsMissing',
          attribute: 'name',
          message: 'The required attribute name has no value: [z] gave no value and there is no default value.',
        },
        { code: 'InvalidValue', attribute: 'level', message: 'level takes a whole number, got "many".' },
        { code: 'ExpressionFailed', attribute: 'hired' },
      ],
      modified: [
        { name: 'employeeId', oldValue: null, newValue: '1' },
        { name: 'title', oldValue: null, newValue: 'Guide' },
      ],
      mapped: { states: ['value', 'failed', 'failed', 'failed', 'value'], values: ['1', null, null, null, 'Guide'] },
    });
  });

  test('of an update show what would have been changed', () => {
    expect(
      planChanges(compiled, { externalId: '1', x: '1.5', z: 'Ann' }, account({ title: 'Guide' }), CONTEXT),
    ).toMatchObject({
      kind: 'failed',
      modified: [{ name: 'name', oldValue: null, newValue: 'Ann' }],
    });
  });

  test.each([
    { rule: 'no value', expression: '[x]', data: {} },
    { rule: 'empty text', expression: '[x]', data: { x: '' } },
    { rule: 'a mapping that takes itself out of the flow', expression: 'IgnoreFlowIfNullOrEmpty([x])', data: {} },
  ])('a creation needs a value for a required attribute: $rule', ({ expression, data }) => {
    expect(planOne({ target: { required: true }, expression, data })).toMatchObject({
      kind: 'failed',
      failures: [{ code: 'MandatoryFieldsMissing', attribute: 'y' }],
    });
  });

  test('a required attribute whose mapping has no source says so', () => {
    expect(planOne({ target: { required: true }, expression: null })).toMatchObject({
      failures: [
        { message: 'The required attribute y has no value: its mapping has no source and there is no default value.' },
      ],
    });
  });

  test('an update needs none', () => {
    expect(planOne({ target: { required: true }, account: { y: 'a' } }).kind).toBe('nothing');
  });

  test('several values do not fit a single-valued attribute', () => {
    expect(planOne({ data: { x: ['a', 'b'] } })).toMatchObject({
      failures: [{ code: 'SchemaPropertyCanOnlyAcceptValue', attribute: 'y', message: 'y takes one value, got 2.' }],
    });
  });
});

describe('target object actions', () => {
  const plan = (parts: SchemaParts, existing?: Record<string, Value>) =>
    planChanges(
      compiledOf({ target: ['y'], mappings: [['y', '"new"']], ...parts }),
      { externalId: '1' },
      existing && account(existing),
      CONTEXT,
    );

  test.each([
    {
      flowTypes: 'Update, Delete',
      existing: undefined,
      reason: 'Create is switched off in the target object actions.',
    },
    { flowTypes: 'Add', existing: {}, reason: 'Update is switched off in the target object actions.' },
    { flowTypes: 'None', existing: {}, reason: 'Update is switched off in the target object actions.' },
  ])('$flowTypes: $reason', ({ flowTypes, existing, reason }) => {
    expect(plan({ flowTypes }, existing)).toMatchObject({
      kind: 'nothing',
      skip: 'ActionDisabled',
      reason,
      references: [],
    });
  });

  test.each([
    { flowTypes: 'Add', existing: undefined, kind: 'create' },
    { flowTypes: 'delete,ADD', existing: undefined, kind: 'create' },
    { flowTypes: 'Update', existing: {}, kind: 'update' },
  ])('$flowTypes allows to $kind', ({ flowTypes, existing, kind }) => {
    expect(plan({ flowTypes }, existing).kind).toBe(kind);
  });

  test('a disabled object mapping does nothing', () => {
    expect(plan({ enabled: false })).toMatchObject({ skip: 'ActionDisabled' });
  });

  test('an action that is off goes before failures', () => {
    expect(
      plan({ flowTypes: 'Update', target: [attribute('y', { required: true })], mappings: [['y', '[externalId]']] }),
    ).toMatchObject({
      skip: 'ActionDisabled',
    });
  });
});

describe('dropping a person', () => {
  const compiled = compiledOf({
    source: ['x'],
    target: ['y'],
    mappings: [
      ['objectFilter', 'IIF([x] = "out", IgnoreObjectFlow, "in")'],
      ['y', '[x]'],
    ],
  });

  test('IgnoreObjectFlow leaves the person out', () => {
    expect(planChanges(compiled, { externalId: '1', x: 'out' }, undefined, CONTEXT)).toMatchObject({
      kind: 'nothing',
      skip: 'ObjectIgnored',
      reason: 'A mapping left the user out with IgnoreObjectFlow.',
      mapped: { dropped: true, states: ['value', 'ignored', 'value'] },
    });
  });

  test('objectFilter itself is never written', () => {
    const plan = planChanges(compiled, { externalId: '1', x: 'a' }, undefined, CONTEXT);
    expect(plan).toMatchObject({ kind: 'create', mapped: { dropped: false } });
    expect(plan.kind === 'create' && plan.attributes).toEqual({ employeeId: '1', y: 'a' });
    expect(compiled.wanted).toEqual(['employeeId', 'y']);
  });
});

describe('enabling and disabling', () => {
  const entra: SchemaParts = {
    source: [attribute('active', { type: 'Boolean' })],
    target: [attribute('accountEnabled', { type: 'Boolean' }), 'y'],
    mappings: [
      ['accountEnabled', '[active]'],
      ['y', '"y"'],
    ],
  };
  const ad: SchemaParts = {
    source: [attribute('active', { type: 'Boolean' })],
    target: [attribute('accountDisabled')],
    mappings: [['accountDisabled', 'Not([active])']],
  };
  const plan = (parts: SchemaParts, active: boolean | null | undefined, existing?: Record<string, Value>) =>
    planChanges(
      compiledOf(parts),
      active === undefined ? { externalId: '1' } : { externalId: '1', active },
      existing && account(existing),
      CONTEXT,
    );

  test.each([
    {
      rule: 'true to false disables',
      parts: entra,
      active: false,
      existing: { accountEnabled: true },
      disables: true,
      enables: false,
    },
    {
      rule: 'false to true enables',
      parts: entra,
      active: true,
      existing: { accountEnabled: false },
      disables: false,
      enables: true,
    },
    {
      rule: 'an account that does not say counts as enabled',
      parts: entra,
      active: false,
      existing: {},
      disables: true,
      enables: false,
    },
    { rule: 'and is not enabled once more', parts: entra, active: true, existing: {}, disables: false, enables: false },
    {
      rule: 'text counts as well',
      parts: entra,
      active: false,
      existing: { accountEnabled: 'True' },
      disables: true,
      enables: false,
    },
    {
      rule: 'another change is neither',
      parts: entra,
      active: true,
      existing: { accountEnabled: true },
      disables: false,
      enables: false,
    },
    {
      rule: 'nor while the account is disabled',
      parts: entra,
      active: false,
      existing: { accountEnabled: false },
      disables: false,
      enables: false,
    },
    {
      rule: 'accountDisabled is the other way round',
      parts: ad,
      active: false,
      existing: { accountDisabled: 'False' },
      disables: true,
      enables: false,
    },
    { rule: 'both ways', parts: ad, active: true, existing: { accountDisabled: true }, disables: false, enables: true },
  ])('$rule', ({ parts, active, existing, disables, enables }) => {
    expect(plan(parts, active, existing)).toMatchObject({
      kind: 'update',
      disables,
      enables,
      disabledByOmission: false,
    });
  });

  test('a creation without active disables with Not([active]), and the plan says so', () => {
    expect(plan(ad, undefined)).toMatchObject({ kind: 'create', disabledByOmission: true });
    expect(plan(ad, false)).toMatchObject({ kind: 'create', disabledByOmission: false });
    expect(plan(ad, true)).toMatchObject({ kind: 'create', disabledByOmission: false });
  });

  test('a payload that leaves out active does not disable with [active]', () => {
    expect(plan(entra, undefined)).toMatchObject({ kind: 'create', disabledByOmission: false });
  });

  test('one value is enough of a say', () => {
    const two: SchemaParts = {
      ...ad,
      source: ['active', 'userType'],
      mappings: [['accountDisabled', 'IIF([userType] = "Guest", "True", Not([active]))']],
    };
    const data = { externalId: '1', userType: 'Guest' };
    expect(planChanges(compiledOf(two), data, account({}), CONTEXT)).toMatchObject({
      disables: true,
      disabledByOmission: false,
    });
  });

  test('a constant disables on purpose', () => {
    const always: SchemaParts = { ...ad, mappings: [['accountDisabled', '"True"']] };
    expect(plan(always, undefined, { accountDisabled: false })).toMatchObject({
      disables: true,
      disabledByOmission: false,
    });
    expect(plan(always, undefined)).toMatchObject({ kind: 'create', disabledByOmission: false });
  });

  test('an expression that takes blank for a no disables where both gates of null flow are open, and the plan says so', () => {
    const open: SchemaParts = {
      ...ad,
      source: [{ ...attribute('active', { type: 'Boolean' }), flowNullValues: true }],
      mappings: [['accountDisabled', 'Not([active])', { flowNullValues: true, flowBehavior: 'FlowAlways' }]],
    };
    const disabled = { kind: 'update', changes: { accountDisabled: 'True' } };
    expect(plan(open, null, { accountDisabled: false })).toMatchObject({ ...disabled, disabledByOmission: true });
    expect(plan(open, null, { accountDisabled: true })).toMatchObject({ ...disabled, disabledByOmission: false });
  });

  test('clearing the attribute is no disabling', () => {
    const clearing: SchemaParts = {
      ...entra,
      source: [{ ...attribute('active', { type: 'Boolean' }), flowNullValues: true }],
      mappings: [['accountEnabled', '[active]', { flowNullValues: true }]],
    };
    expect(plan(clearing, null, { accountEnabled: true })).toMatchObject({
      changes: { accountEnabled: null },
      disables: false,
      enables: false,
    });
  });

  test('the metadata of the target object names the attribute', () => {
    const named: SchemaParts = {
      target: [attribute('enabled', { type: 'Boolean' }), attribute('accountEnabled', { type: 'Boolean' })],
      mappings: [['enabled', '"False"']],
      targetMetadata: [{ key: 'PropertyNameAccountEnabled', value: 'enabled' }],
    };
    expect(compiledOf(named).enabledAttribute).toEqual({ name: 'enabled', whenEnabled: true });
    expect(plan(named, undefined, { enabled: true })).toMatchObject({ disables: true });
  });

  test('a target without such an attribute never disables', () => {
    const without: SchemaParts = { target: ['y'], mappings: [['y', '"False"']] };
    expect(compiledOf(without).enabledAttribute).toBeUndefined();
    expect(plan(without, undefined, { y: 'True' })).toMatchObject({ kind: 'update', disables: false, enables: false });
    expect(plan(without, undefined)).toMatchObject({ kind: 'create', disabledByOmission: false });
  });
});

describe('references', () => {
  const manager = attribute('manager', { references: 'objectId' });
  const parts: SchemaParts = {
    source: [{ ...attribute('manager', { references: 'externalId' }), flowNullValues: true }, 'x'],
    target: [manager, 'y'],
    mappings: [['manager', '[manager]']],
  };
  const plan = (more: SchemaParts, data: Record<string, string | null>, existing?: Record<string, Value>) =>
    planChanges(
      compiledOf({ ...parts, ...more }),
      { externalId: '1', ...data },
      existing && account(existing),
      CONTEXT,
    );

  test('are never part of what is created', () => {
    const created = plan({}, { manager: '17' });
    expect(created).toMatchObject({ kind: 'create', references: [{ attribute: 'manager', sourceAnchor: '17' }] });
    expect(created.kind === 'create' && created.attributes).toEqual({ employeeId: '1' });
    expect(created.kind === 'create' && created.modified.map(({ name }) => name)).toEqual(['employeeId']);
  });

  test('are to be looked at although nothing else changes', () => {
    expect(plan({}, { manager: '17' }, { manager: 'object-17' })).toMatchObject({
      kind: 'nothing',
      skip: 'RedundantExport',
      references: [{ attribute: 'manager', sourceAnchor: '17' }],
    });
  });

  test('go along with a failure', () => {
    const failing: SchemaParts = {
      mappings: [
        ['manager', '[manager]'],
        ['y', 'CDate([x])'],
      ],
    };
    expect(plan(failing, { manager: '17', x: 'x' })).toMatchObject({
      kind: 'failed',
      references: [{ attribute: 'manager', sourceAnchor: '17' }],
    });
  });

  test.each([
    { rule: 'no value is no reference', more: {}, data: { manager: null } },
    { rule: 'nor is empty text', more: {}, data: { manager: '' } },
    {
      rule: 'nor one for creation',
      more: { mappings: [['manager', '[manager]', { flowType: 'ObjectAddOnly' }]] },
      data: { manager: '17' },
    },
    {
      rule: 'nor one to fill in where the account has one',
      more: { mappings: [['manager', '[manager]', { flowType: 'AttributeAddOnly' }]] },
      data: { manager: '17' },
    },
  ] as { rule: string; more: SchemaParts; data: Record<string, string | null> }[])('$rule', ({ more, data }) => {
    expect(plan(more, data, { manager: 'object-5' }).references).toEqual([]);
  });

  test('null flow takes the reference away, where there is one', () => {
    const clearing: SchemaParts = { mappings: [['manager', '[manager]', { flowNullValues: true }]] };
    expect(plan(clearing, { manager: null }, { manager: 'object-5' }).references).toEqual([
      { attribute: 'manager', sourceAnchor: null },
    ]);
    expect(plan(clearing, { manager: null }, {}).references).toEqual([]);
  });
});

describe('unique values', () => {
  const parts: SchemaParts = {
    source: ['given', 'family'],
    target: ['alias', 'y'],
    mappings: [
      ['alias', 'SelectUniqueValue(Join(".", [given], [family]), Join(".", Left([given], 1), [family]), [given])'],
    ],
  };
  const ann = { externalId: '1', given: 'Ann', family: 'Lee' };
  const taking = (...values: string[]) => ({
    ...CONTEXT,
    isTaken: (name: string, value: string) => name === 'alias' && values.includes(value),
  });

  test('the first free one is written, and to be reserved', () => {
    expect(planChanges(compiledOf(parts), ann, undefined, taking('Ann.Lee'))).toMatchObject({
      kind: 'create',
      attributes: { alias: 'A.Lee' },
      uniqueValues: [{ attribute: 'alias', value: 'A.Lee' }],
    });
  });

  test('when all are taken the person fails', () => {
    expect(planChanges(compiledOf(parts), ann, undefined, taking('Ann.Lee', 'A.Lee', 'Ann'))).toMatchObject({
      kind: 'failed',
      failures: [{ code: 'NoUniqueValue', attribute: 'alias' }],
    });
  });

  test("a person's own value is not taken, whatever its case", () => {
    const plan = planChanges(compiledOf(parts), ann, account({ alias: 'ANN.LEE' }), taking('Ann.Lee'));
    expect(plan).toMatchObject({ kind: 'nothing', skip: 'RedundantExport' });
  });

  test("another's is, also for an account", () => {
    expect(planChanges(compiledOf(parts), ann, account({ alias: 'other' }), taking('Ann.Lee'))).toMatchObject({
      kind: 'update',
      changes: { alias: 'A.Lee' },
      uniqueValues: [{ attribute: 'alias', value: 'A.Lee' }],
    });
    expect(planChanges(compiledOf(parts), ann, account({}), taking('Ann.Lee'))).toMatchObject({
      changes: { alias: 'A.Lee' },
    });
  });

  test('a number is reserved as text', () => {
    const numbers: SchemaParts = {
      source: ['given'],
      target: [attribute('level', { type: 'Integer' })],
      mappings: [['level', 'SelectUniqueValue("7", [given])']],
    };
    expect(planChanges(compiledOf(numbers), ann, undefined, CONTEXT)).toMatchObject({
      attributes: { level: 7 },
      uniqueValues: [{ attribute: 'level', value: '7' }],
    });
  });

  test('a value that is not written needs no reservation', () => {
    const plan = planChanges(
      compiledOf({ ...parts, mappings: [...(parts.mappings ?? []), ['y', '"y"']] }),
      ann,
      account({ alias: 'Ann.Lee' }),
      CONTEXT,
    );
    expect(plan).toMatchObject({ kind: 'update', changes: { y: 'y' }, uniqueValues: [] });
  });

  test('schemas without SelectUniqueValue reserve nothing', () => {
    expect(compiledOf(parts).selectsUniqueValues).toBe(true);
    expect(compiledOf().selectsUniqueValues).toBe(false);
    expect(planOne({ data: { x: 'a' } })).toMatchObject({ uniqueValues: [] });
  });
});

test('expressions are given the context of the plan', () => {
  const compiled = compiledOf({
    target: ['domain', 'now', 'random'],
    mappings: [
      ['domain', 'DefaultDomain()'],
      ['now', 'Now()'],
      ['random', 'RandomString(4, 4, 0, 0, 0, )'],
    ],
  });
  expect(planChanges(compiled, { externalId: '1' }, undefined, CONTEXT)).toMatchObject({
    attributes: { domain: 'contoso.com', now: '1/15/2026 12:00:00 AM', random: expect.stringMatching(/^\d{4}$/) },
  });
});

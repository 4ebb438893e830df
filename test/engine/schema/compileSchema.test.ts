import { compileSchema } from '../../../shared/engine/schema/compileSchema';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import { isSetOnce, targetNames, userMapping } from '../../../shared/engine/schema/schemaQueries';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { compiledOf, type SchemaParts, schemaOf } from '../support/schemas';

describe('compileSchema', () => {
  test('names the rule and both systems', () => {
    expect(compiledOf()).toMatchObject({
      ruleId: 'rule',
      ruleName: 'USERS',
      source: { id: 'API-id', name: 'API' },
      target: { id: 'Directory-id', name: 'Directory' },
    });
  });

  test.each<{ rule: string; mapped: SchemaParts; anchor: string | undefined }>([
    { rule: 'the attribute that holds the source anchor as it is', mapped: {}, anchor: 'employeeId' },
    {
      rule: 'none that holds another',
      mapped: { mappings: [['y', '[x]', { matchingPriority: 1 }]] },
      anchor: undefined,
    },
    { rule: 'nor what is made of it', mapped: { mappings: [['y', 'ToLower([externalId], )']] }, anchor: undefined },
  ])('an account tells whose it is by $rule', ({ mapped, anchor }) => {
    const schema = schemaOf({ source: ['x'], target: ['y'], ...mapped });
    const rows = schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings ?? [];
    const own = mapped.mappings === undefined ? rows : rows.slice(1);
    const rules = schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((each) => ({ ...each, attributeMappings: own })),
    }));
    expect(compileSchema({ ...schema, synchronizationRules: rules }).anchorAttribute).toBe(anchor);
  });

  test('who is out of scope by what was said to be blank is told so', () => {
    const clauses = [{ sourceOperandName: 'x', operatorName: 'EQUALS', targetOperand: { values: ['a'] } }];
    const { judgeScope } = compiledOf({ source: ['x'], scope: { groups: [{ name: 'g', clauses }] } });
    expect([judgeScope({ x: '' }).blank, judgeScope({}).blank]).toEqual([['x'], []]);
  });

  test('knows the names of the source, and which are read, by whom', () => {
    const group = (sourceOperandName: string) => ({
      name: 'g',
      clauses: [{ sourceOperandName, operatorName: 'IS NOT NULL', targetOperand: { values: [] } }],
    });
    const { vocabulary } = compiledOf({
      source: ['x', 'Title', { ...attribute('z'), flowNullValues: true }, 'level', 'idle'],
      target: ['y', 'w'],
      mappings: [
        ['y', 'Join("", [x], [urn:contoso:employee:Code])'],
        ['w', '[z]', { flowNullValues: true }],
      ],
      scope: { groups: [group('Title')], inputFilterGroups: [group('level')] },
    });
    const urn = ['urn', 'urn:contoso', 'urn:contoso:employee', 'urn:contoso:employee:code'];
    expect([...vocabulary.read].sort()).toEqual(['externalid', 'level', 'title', ...urn, 'x', 'z']);
    expect([...vocabulary.scoped]).toEqual(['title', 'level']);
    expect(vocabulary.clearedByOmission).toEqual(['z']);
    expect(vocabulary.attributes).toContain('idle');
    expect(vocabulary.spelling.get('urn:contoso:employee:code')).toBe('urn:contoso:employee:Code');
    expect(vocabulary.containers).toContain('urn:contoso:employee');
  });

  test.each([
    { flowTypes: 'Add, Update, Delete', actions: { add: true, update: true, delete: true } },
    { flowTypes: 'delete , ADD', actions: { add: true, update: false, delete: true } },
    { flowTypes: 'Update', actions: { add: false, update: true, delete: false } },
    { flowTypes: 'None', actions: { add: false, update: false, delete: false } },
  ])('$flowTypes switches actions', ({ flowTypes, actions }) => {
    expect(compiledOf({ flowTypes }).actions).toEqual(actions);
  });

  test('a disabled mapping has no actions', () => {
    expect(compiledOf({ enabled: false }).actions).toEqual({ add: false, update: false, delete: false });
  });

  test('a target is read with every mapped attribute, once, and the one that says whether it is enabled', () => {
    const compiled = compiledOf({
      source: ['x'],
      target: ['y', attribute('manager', { references: 'id' }), 'accountEnabled', 'unmapped'],
      mappings: [
        ['manager', '[x]'],
        ['y', '[x]'],
        ['objectFilter', '[x]'],
      ],
    });
    expect(compiled.wanted).toEqual(['employeeId', 'manager', 'y', 'accountEnabled']);
    expect(compiled.enabledAttribute).toEqual({ name: 'accountEnabled', whenEnabled: true });
    expect(compiled.enabledMapping).toBeUndefined();
  });

  test.each([
    { target: ['accountEnabled'], metadata: undefined, name: 'accountEnabled', whenEnabled: true },
    { target: ['accountDisabled'], metadata: undefined, name: 'accountDisabled', whenEnabled: false },
    { target: ['active'], metadata: undefined, name: 'active', whenEnabled: true },
    {
      target: ['accountEnabled', 'accountDisabled'],
      metadata: 'accountDisabled',
      name: 'accountDisabled',
      whenEnabled: false,
    },
    { target: ['accountEnabled', 'on'], metadata: 'on', name: 'on', whenEnabled: true },
    { target: ['accountEnabled'], metadata: '', name: 'accountEnabled', whenEnabled: true },
  ])('accounts of $target are enabled by $name', ({ target, metadata, name, whenEnabled }) => {
    const targetMetadata = metadata === undefined ? [] : [{ key: 'PropertyNameAccountEnabled', value: metadata }];
    const compiled = compiledOf({ target, targetMetadata, mappings: [[name, '"True"']] });
    expect(compiled.enabledAttribute).toEqual({ name, whenEnabled });
    expect(compiled.enabledMapping?.target).toBe(name);
    expect(compiled.wanted).toEqual(['employeeId', name]);
  });

  test('metadata about other things is passed over', () => {
    const compiled = compiledOf({ target: ['on'], targetMetadata: [{ key: 'PropertyNameSoftDeleted', value: 'on' }] });
    expect(compiled.enabledAttribute).toBeUndefined();
  });

  test('reads any source attribute by name, as it is declared', () => {
    const { sourceAttribute } = compiledOf({
      source: ['name.givenName', 'x', attribute('level', { type: 'Integer' })],
    });
    const data = { x: 'X', level: '7', nope: '8', name: { givenName: 'Ann', familyName: 'Lee' } };
    const names = ['x', 'name.givenName', 'name.familyName', 'level', 'nope', 'other'];
    expect(names.map((name) => sourceAttribute(name).read(data))).toEqual(['X', 'Ann', 'Lee', 7, '8', null]);
  });

  test('a lone attribute is read directly, anything else by its expression', () => {
    const { mappings } = compiledOf({
      source: ['x'],
      target: ['a', 'b', 'c', 'd'],
      mappings: [
        ['a', ' [x] '],
        ['b', 'ToLower([x], )'],
        ['c', '"[x]"'],
        ['d', null],
      ],
    });
    expect(mappings.slice(1).map(({ direct, expression }) => [direct?.name, expression?.text])).toEqual([
      ['x', ' [x] '],
      [undefined, 'ToLower([x], )'],
      [undefined, '"[x]"'],
      [undefined, undefined],
    ]);
  });

  describe('refuses what parseSchema would have refused', () => {
    const broken = (change: (schema: SynchronizationSchema) => unknown) => {
      const schema = JSON.parse(
        JSON.stringify(
          schemaOf({ source: ['x'], target: [attribute('y', { type: 'Integer' })], mappings: [['y', '[x]']] }),
        ),
      );
      change(schema);
      return schema;
    };
    const mappingOf = (schema: SynchronizationSchema) => schema.synchronizationRules[0]?.objectMappings[0] ?? {};
    const rowOf = (schema: SynchronizationSchema) =>
      schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings[1] ?? {};

    test.each<{ message: string; change: (schema: SynchronizationSchema) => unknown }>([
      {
        message: 'The schema has no rule that maps users.',
        change: (schema) => Object.assign(schema, { synchronizationRules: [] }),
      },
      {
        message: 'The target has no attribute nope.',
        change: (schema) => Object.assign(rowOf(schema), { targetAttributeName: 'nope' }),
      },
      {
        message: 'The expression Nope( does not compile: ',
        change: (schema) => Object.assign(rowOf(schema), { source: { expression: 'Nope(' } }),
      },
      {
        message: 'The default value of y cannot be used: y takes a whole number, got "many".',
        change: (schema) => Object.assign(rowOf(schema), { defaultValue: 'many' }),
      },
      {
        message: 'The scoping filter does not compile: "NO" is no operator of scoping filters.',
        change: (schema) =>
          Object.assign(mappingOf(schema), {
            scope: {
              groups: [
                { name: 'g', clauses: [{ sourceOperandName: 'x', operatorName: 'NO', targetOperand: { values: [] } }] },
              ],
            },
          }),
      },
    ])('$message', ({ message, change }) => {
      expect(() => compileSchema(broken(change))).toThrow(message);
    });
  });
});

describe('userMapping', () => {
  const schema = schemaOf();
  const [rule] = schema.synchronizationRules;
  const [mapping] = rule?.objectMappings ?? [];
  if (!rule || !mapping) throw new Error('the schema is incomplete');
  const found = (rules: readonly object[]) =>
    userMapping({ ...schema, synchronizationRules: rules.map((each) => ({ ...rule, ...each })) });

  test.each([
    {
      which: 'the rule of lowest priority number',
      rules: [
        { id: 'b', priority: 2 },
        { id: 'a', priority: 1 },
      ],
      id: 'a',
    },
    { which: 'the first of equal ones', rules: [{ id: 'a' }, { id: 'b' }], id: 'a' },
    {
      which: 'not one without a mapping of users',
      rules: [{ id: 'a', objectMappings: [{ ...mapping, sourceObjectName: 'Group' }] }, { id: 'b' }],
      id: 'b',
    },
    {
      which: 'and within it the mapping of users',
      rules: [{ id: 'a', objectMappings: [{ ...mapping, sourceObjectName: 'Group' }, mapping] }, { id: 'b' }],
      id: 'a',
    },
    { which: 'nor one whose source is missing', rules: [{ id: 'a', sourceDirectoryName: 'HR' }, { id: 'b' }], id: 'b' },
    {
      which: 'nor one whose target object is missing',
      rules: [{ id: 'a', objectMappings: [{ ...mapping, targetObjectName: 'Person' }] }, { id: 'b' }],
      id: 'b',
    },
  ])('takes $which', ({ rules, id }) => {
    expect(found(rules)?.rule.id).toBe(id);
  });

  test('takes an enabled mapping before a disabled one, and a disabled one before none', () => {
    const off = { ...mapping, name: 'off', enabled: false };
    const on = { ...mapping, name: 'on' };
    expect(found([{ objectMappings: [off, on] }])?.objectMapping.name).toBe('on');
    expect(found([{ objectMappings: [off] }])?.objectMapping.name).toBe('off');
    expect(found([{ objectMappings: [] }])).toBeUndefined();
  });
});

test('the names of the target are those of the object that users are mapped to', () => {
  const schema = schemaOf({ target: ['y'] });
  expect([...targetNames(schema)]).toEqual(['employeeId', 'y']);
  expect([...targetNames({ ...schema, synchronizationRules: [] })]).toEqual([]);
});

test.each([
  { name: 'mail', mutability: 'ReadWrite', directory: 'Azure Active Directory', once: true },
  { name: 'displayName', mutability: 'ReadWrite', directory: 'Azure Active Directory', once: false },
  { name: 'mail', mutability: 'ReadWrite', directory: 'Active Directory', once: false },
  { name: 'id', mutability: 'Immutable', directory: 'Active Directory', once: true },
] as const)('$name of $directory, $mutability, is set once: $once', ({ name, mutability, directory, once }) => {
  expect(isSetOnce({ name, mutability }, directory)).toBe(once);
});

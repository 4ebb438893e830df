import { parseSchema, type SchemaFault } from '../../shared/engine/review/parseSchema';
import { attribute } from '../../shared/engine/schema/defaults/tables';
import { mappingOf, type SchemaParts } from './support/schemas';
import { type Loose, MAPPING, ROW, type Sent, sent } from './support/sent';

function faultsOf(value: unknown): readonly SchemaFault[] {
  const parsed = parseSchema(value);
  return parsed.ok ? [] : parsed.faults;
}

describe('faults', () => {
  interface Case {
    readonly rule: string;
    readonly parts?: SchemaParts;
    readonly change?: (sent: Sent) => void;
    readonly faults: readonly SchemaFault[];
  }
  const attributes = `directories[0].objects[0].attributes`;
  const expression = `${ROW}.source.expression`;
  const password = (target: string) =>
    `${target} is not mapped: passwords are generated, and those in a payload are dropped.`;

  test.each<Case>([
    // The document.
    {
      rule: 'no list of rules',
      change: ({ schema }) => Object.assign(schema, { synchronizationRules: {} }),
      faults: [
        {
          path: 'synchronizationRules',
          code: 'InvalidType',
          message: 'synchronizationRules must be an array, got {}.',
        },
        {
          path: 'synchronizationRules',
          code: 'NoUserMapping',
          message: 'There must be a rule with an object mapping whose source is User.',
        },
      ],
    },
    {
      rule: 'an element that is no object',
      change: ({ sourceAttributes }) => (sourceAttributes as unknown[]).push('x'),
      faults: [{ path: `${attributes}[2]`, code: 'InvalidType', message: `${attributes}[2] must be an object.` }],
    },
    {
      rule: 'a missing name',
      change: ({ sourceAttributes }) => sourceAttributes.push({ name: '' }),
      faults: [
        {
          path: `${attributes}[2].name`,
          code: 'MissingProperty',
          message: `${attributes}[2].name must be a non-empty string.`,
        },
      ],
    },
    {
      rule: 'a name of the wrong type',
      change: ({ source }) => Object.assign(source, { version: {} }),
      faults: [
        {
          path: 'directories[0].version',
          code: 'InvalidType',
          message: 'directories[0].version must be a string, got {}.',
        },
      ],
    },
    {
      rule: 'a flag of the wrong type',
      change: ({ rule }) => Object.assign(rule, { editable: 1 }),
      faults: [
        {
          path: 'synchronizationRules[0].editable',
          code: 'InvalidType',
          message: 'synchronizationRules[0].editable must be true or false, got 1.',
        },
      ],
    },
    {
      rule: 'a number of the wrong type',
      change: ({ row }) => Object.assign(row, { matchingPriority: '1.5' }),
      faults: [
        {
          path: `${ROW}.matchingPriority`,
          code: 'InvalidType',
          message: `${ROW}.matchingPriority must be a whole number, got "1.5".`,
        },
      ],
    },
    {
      rule: 'blank text for a number',
      change: ({ rule }) => Object.assign(rule, { priority: ' ' }),
      faults: [
        {
          path: 'synchronizationRules[0].priority',
          code: 'InvalidType',
          message: 'synchronizationRules[0].priority must be a whole number, got " ".',
        },
      ],
    },
    {
      rule: 'a value outside its enumeration',
      change: ({ row }) => Object.assign(row, { flowType: 'Sometimes' }),
      faults: [
        {
          path: `${ROW}.flowType`,
          code: 'InvalidValue',
          message: `${ROW}.flowType must be one of Always, ObjectAddOnly, MultiValueAddOnly, ValueAddOnly, AttributeAddOnly, Add, got "Sometimes".`,
        },
      ],
    },
    {
      rule: 'an unknown action',
      change: ({ mapping }) => Object.assign(mapping, { flowTypes: 'Add, Move' }),
      faults: [
        {
          path: `${MAPPING}.flowTypes`,
          code: 'InvalidValue',
          message: `${MAPPING}.flowTypes must be None or a comma-separated set of Add, Update, Delete, got "Add, Move".`,
        },
      ],
    },
    {
      rule: 'a child that is no object',
      change: ({ mapping }) => Object.assign(mapping, { scope: [] }),
      faults: [
        { path: `${MAPPING}.scope`, code: 'InvalidType', message: `${MAPPING}.scope must be an object, got [].` },
      ],
    },
    {
      rule: 'an operand that is no text',
      change: ({ mapping }) =>
        Object.assign(mapping, {
          scope: {
            groups: [
              { clauses: [{ sourceOperandName: 'x', operatorName: 'IS NULL', targetOperand: { values: [{}] } }] },
            ],
          },
        }),
      faults: [
        {
          path: `${MAPPING}.scope.groups[0].clauses[0].targetOperand.values[0]`,
          code: 'InvalidType',
          message: `${MAPPING}.scope.groups[0].clauses[0].targetOperand.values[0] must be a string.`,
        },
      ],
    },
    {
      rule: 'a source with neither expression nor name',
      change: ({ row }) => Object.assign(row, { source: { type: 'Function' } }),
      faults: [
        {
          path: expression,
          code: 'MissingProperty',
          message: `${expression} must be a non-empty string, or there must be a name to take it from.`,
        },
      ],
    },
    // Names.
    {
      rule: 'directories that do not exist',
      change: ({ rule }) => Object.assign(rule, { sourceDirectoryName: 'HR', targetDirectoryName: 'AD' }),
      faults: [
        {
          path: 'synchronizationRules[0].sourceDirectoryName',
          code: 'UnknownDirectory',
          message: 'There is no directory "HR".',
        },
        {
          path: 'synchronizationRules[0].targetDirectoryName',
          code: 'UnknownDirectory',
          message: 'There is no directory "AD".',
        },
        {
          path: 'synchronizationRules',
          code: 'NoUserMapping',
          message: 'There must be a rule with an object mapping whose source is User.',
        },
      ],
    },
    {
      rule: 'objects that do not exist',
      change: ({ mapping }) => Object.assign(mapping, { sourceObjectName: 'Worker', targetObjectName: 'Person' }),
      faults: [
        { path: `${MAPPING}.sourceObjectName`, code: 'UnknownObject', message: '"API" has no object "Worker".' },
        { path: `${MAPPING}.targetObjectName`, code: 'UnknownObject', message: '"Directory" has no object "Person".' },
        {
          path: 'synchronizationRules',
          code: 'NoUserMapping',
          message: 'There must be a rule with an object mapping whose source is User.',
        },
      ],
    },
    {
      rule: 'names that are there twice',
      change: ({ source, target, sourceAttributes }) => {
        sourceAttributes.push({ name: 'x' });
        Object.assign(source, { objects: [...(source.objects as Loose[]), { name: 'User' }] });
        Object.assign(target, { name: 'API' });
      },
      faults: [
        { path: 'directories[1].name', code: 'DuplicateName', message: '"API" is there more than once.' },
        { path: 'directories[0].objects[1].name', code: 'DuplicateName', message: '"User" is there more than once.' },
        { path: `${attributes}[2].name`, code: 'DuplicateName', message: '"x" is there more than once.' },
        {
          path: 'synchronizationRules[0].targetDirectoryName',
          code: 'UnknownDirectory',
          message: 'There is no directory "Directory".',
        },
        {
          path: 'synchronizationRules',
          code: 'NoUserMapping',
          message: 'There must be a rule with an object mapping whose source is User.',
        },
      ],
    },
    {
      rule: 'two anchors',
      change: ({ sourceAttributes }) => Object.assign(sourceAttributes[1] ?? {}, { anchor: true }),
      faults: [
        {
          path: attributes,
          code: 'SeveralAnchors',
          message: 'User must have one anchor attribute, got externalId, x.',
        },
      ],
    },
    {
      rule: 'a target attribute that does not exist',
      parts: { mappings: [['Y', '[x]']] },
      faults: [
        {
          path: `${ROW}.targetAttributeName`,
          code: 'UnknownAttribute',
          message: 'The target object has no attribute "Y". Did you mean "y"?',
        },
      ],
    },
    {
      rule: 'source attributes that do not exist',
      parts: { mappings: [['y', 'Join("", [X], [nope])']] },
      faults: [
        {
          path: expression,
          code: 'UnknownAttribute',
          message: 'The source object has no attribute "X". Did you mean "x"?',
        },
        { path: expression, code: 'UnknownAttribute', message: 'The source object has no attribute "nope".' },
      ],
    },
    {
      rule: 'a target that is mapped twice',
      parts: {
        mappings: [
          ['y', '[x]'],
          ['y', '"c"'],
        ],
      },
      faults: [
        {
          path: `${MAPPING}.attributeMappings[2].targetAttributeName`,
          code: 'DuplicateTarget',
          message: 'y is mapped more than once.',
        },
      ],
    },
    // Mappings.
    {
      rule: 'a read-only target',
      parts: { target: [attribute('y', { mutability: 'ReadOnly' })] },
      faults: [
        { path: `${ROW}.targetAttributeName`, code: 'ReadOnlyTarget', message: 'y is read-only and cannot be mapped.' },
      ],
    },
    ...(
      [
        ['passwordProfile.password', '[x]'],
        ['unicodePwd', '"Secret1!"'],
        ['password', '[x]'],
      ] as const
    ).map(([target, expression]) => ({
      rule: `a password as target: ${target}`,
      parts: { target: [target], mappings: [[target, expression]] as const },
      faults: [{ path: ROW, code: 'PasswordNotProvisioned' as const, message: password(target) }],
    })),
    ...['[password]', 'Append([urn:contoso:User:Password], "x")'].map((expression) => ({
      rule: `a password as source: ${expression}`,
      parts: {
        source: ['password', 'urn:contoso:User:Password'],
        target: ['y'],
        mappings: [['y', expression]] as const,
      },
      faults: [{ path: ROW, code: 'PasswordNotProvisioned' as const, message: password('y') }],
    })),
    {
      rule: "the target's key",
      parts: { target: [attribute('y', { anchor: true })] },
      faults: [
        {
          path: `${ROW}.targetAttributeName`,
          code: 'ReadOnlyTarget',
          message: 'y is the key of the target object and cannot be mapped.',
        },
      ],
    },
    {
      rule: 'a default value of another type',
      parts: { target: [attribute('y', { type: 'Integer' })], mappings: [['y', '[x]', { defaultValue: 'many' }]] },
      faults: [
        { path: `${ROW}.defaultValue`, code: 'InvalidDefaultValue', message: 'y takes a whole number, got "many".' },
      ],
    },
    {
      rule: 'a required target that nobody maps',
      parts: {
        target: ['y', attribute('must', { required: true }), attribute('has', { required: true, defaultValue: 'd' })],
      },
      faults: [
        {
          path: `${MAPPING}.attributeMappings`,
          code: 'UnmappedRequiredTarget',
          message: 'must is required in the target and must be mapped.',
        },
      ],
    },
    {
      rule: 'several values, a default and Switch for a reference',
      parts: {
        target: [attribute('y', { references: 'id', multivalued: true })],
        mappings: [['y', 'Join("", Switch([x], "a", "b", "c"))', { defaultValue: 'd' }]],
      },
      faults: [
        {
          path: `${ROW}.targetAttributeName`,
          code: 'InvalidReference',
          message: 'y is multi-valued; references are single-valued.',
        },
        {
          path: `${ROW}.defaultValue`,
          code: 'InvalidReference',
          message: 'y is a reference and takes no default value.',
        },
        { path: expression, code: 'InvalidReference', message: 'y is a reference and cannot be fed by Switch.' },
      ],
    },
    // Matching.
    {
      rule: 'a negative priority',
      change: ({ row }) => Object.assign(row, { matchingPriority: -1 }),
      faults: [
        {
          path: `${ROW}.matchingPriority`,
          code: 'InvalidValue',
          message: `${ROW}.matchingPriority must be 0 or more, got -1.`,
        },
      ],
    },
    {
      rule: 'no matching attribute',
      change: ({ mapping }) => Object.assign((mapping.attributeMappings as Loose[])[0] ?? {}, { matchingPriority: 0 }),
      faults: [
        {
          path: `${MAPPING}.attributeMappings`,
          code: 'NoMatchingAttribute',
          message: 'At least one mapping must have a matchingPriority above 0.',
        },
      ],
    },
    ...(
      [
        {
          why: 'its mapping has no source',
          parts: { mappings: [['y', null, { matchingPriority: 2, defaultValue: 'd' }]] },
        },
        { why: 'it is a reference', parts: { target: [attribute('y', { references: 'id' })] } },
        { why: 'it is multi-valued', parts: { target: [attribute('y', { multivalued: true })] } },
        { why: 'it cannot be read', parts: { target: [attribute('y', { mutability: 'WriteOnly' })] } },
        {
          why: 'SelectUniqueValue gives a value that no account has',
          parts: { mappings: [['y', 'SelectUniqueValue([x], "b")', { matchingPriority: 2 }]] },
        },
        {
          why: 'the expression gives another value each time',
          parts: { mappings: [['y', 'Append([x], Guid())', { matchingPriority: 2 }]] },
        },
      ] as { why: string; parts: SchemaParts }[]
    ).map(({ why, parts }) => ({
      rule: `matching by what cannot be looked up: ${why}`,
      parts: { mappings: [['y', '[x]', { matchingPriority: 2 }]], ...parts } as SchemaParts,
      faults: [
        { path: `${ROW}.matchingPriority`, code: 'InvalidMatching' as const, message: `y cannot be matched: ${why}.` },
      ],
    })),
    {
      rule: 'matching by objectFilter',
      parts: { mappings: [['objectFilter', '[x]', { matchingPriority: 2 }]] },
      faults: [
        {
          path: `${ROW}.matchingPriority`,
          code: 'InvalidMatching',
          message: 'objectFilter cannot be matched: it is no attribute of accounts.',
        },
      ],
    },
    // Scoping filters.
    {
      rule: 'filters that cannot be evaluated',
      parts: {
        source: ['x', attribute('tags', { multivalued: true })],
        scope: {
          groups: [
            {
              name: 'g',
              clauses: [
                { sourceOperandName: 'nope', operatorName: 'IS NULL', targetOperand: { values: [] } },
                { sourceOperandName: 'tags', operatorName: 'LOOKS LIKE', targetOperand: { values: [] } },
                { sourceOperandName: 'tags', operatorName: 'EQUALS', targetOperand: { values: [] } },
              ],
            },
          ],
          inputFilterGroups: [
            {
              name: 'i',
              clauses: [{ sourceOperandName: 'Tags', operatorName: 'IS NULL', targetOperand: { values: [] } }],
            },
          ],
        },
      },
      faults: [
        {
          path: `${MAPPING}.scope.groups[0].clauses[1].operatorName`,
          code: 'UnknownOperator',
          message: '"LOOKS LIKE" is no operator of scoping filters.',
        },
        {
          path: `${MAPPING}.scope.groups[0].clauses[2].sourceOperandName`,
          code: 'AttributeNotFilterable',
          message: 'tags is multi-valued; scoping filters test single values only.',
        },
        {
          path: `${MAPPING}.scope.groups[0].clauses[2].targetOperand.values`,
          code: 'InvalidOperand',
          message: 'The operand of EQUALS must be one value, got 0.',
        },
        {
          path: `${MAPPING}.scope.groups[0].clauses[0].sourceOperandName`,
          code: 'UnknownAttribute',
          message: 'The source object has no attribute "nope".',
        },
        {
          path: `${MAPPING}.scope.inputFilterGroups[0].clauses[0].sourceOperandName`,
          code: 'UnknownAttribute',
          message: 'The source object has no attribute "Tags". Did you mean "tags"?',
        },
      ],
    },
  ])('$rule', ({ parts, change = () => undefined, faults }) => {
    expect(faultsOf(sent(change, parts))).toEqual(faults);
  });

  test.each([null, 'schema', [], 7])('a document that is no object: %j', (value) => {
    expect(faultsOf(value)).toEqual([{ path: '', code: 'InvalidType', message: 'The schema must be a JSON object.' }]);
  });

  test('an empty document', () => {
    expect(faultsOf({})).toMatchObject([{ path: 'synchronizationRules', code: 'NoUserMapping' }]);
  });

  test.each([
    { expression: 'Nope([x])', column: 1 },
    { expression: 'ToLower(', column: 9 },
    { expression: 'Join("", SelectUniqueValue([x], "b"))', column: 10 },
    { expression: 'Left([x])', column: 1 },
  ])('an expression that does not compile is a fault with its column: $expression', ({ expression: text, column }) => {
    const faults = faultsOf(sent(({ row }) => Object.assign(row, { source: { expression: text } })));
    expect(faults).toMatchObject([{ path: expression, code: 'InvalidExpression' }]);
    expect(faults[0]?.message).toMatch(new RegExp(`^Column ${column}: \\w+`));
  });

  test.each(['extensionAttribute3', 'extensionAttribute15'])('%s of Entra cannot be matched by', (name) => {
    const mappings = [mappingOf([name, '[x]', { matchingPriority: 2 }])];
    const parts: SchemaParts = { target: ['y', name] };
    const change = ({ rule, mapping, target }: Sent) => {
      Object.assign(rule, { targetDirectoryName: 'Azure Active Directory' });
      Object.assign(target, { name: 'Azure Active Directory' });
      Object.assign(mapping, { attributeMappings: [...(mapping.attributeMappings as Loose[]), ...mappings] });
    };
    expect(faultsOf(sent(change, parts))).toMatchObject([
      {
        code: 'InvalidMatching',
        message: `${name} cannot be matched: Microsoft Entra ID does not find accounts by extension attributes; use employeeId.`,
      },
    ]);
    const elsewhere = ({ mapping }: Sent) =>
      Object.assign(mapping, { attributeMappings: [...(mapping.attributeMappings as Loose[]), ...mappings] });
    expect(faultsOf(sent(elsewhere, parts))).toEqual([]);
  });

  test('required targets may stay unmapped where nothing is created, and the key of the target too', () => {
    const target = ['y', attribute('must', { required: true })];
    expect(faultsOf(sent(() => undefined, { target, flowTypes: 'Update' }))).toEqual([]);
    expect(
      faultsOf(sent(() => undefined, { target: ['y', attribute('id', { required: true, mutability: 'ReadOnly' })] })),
    ).toEqual([]);
  });

  test('every fault is told at once', () => {
    const value = sent(
      ({ rule, row }) => {
        Object.assign(rule, { editable: 'maybe' });
        Object.assign(row, { targetAttributeName: 'nope', matchingPriority: -2, source: { expression: '[' } });
      },
      { target: ['y', attribute('must', { required: true })] },
    );
    expect(faultsOf(value).map(({ code }) => code)).toEqual([
      'InvalidType',
      'InvalidExpression',
      'UnknownAttribute',
      'UnmappedRequiredTarget',
      'InvalidValue',
    ]);
  });
});

import { attribute } from '../../shared/engine/defaults/tables';
import { parseSchema, type SchemaFault } from '../../shared/engine/parseSchema';
import type { AttributeMapping, SynchronizationSchema } from '../../shared/engine/schema';
import { mappingOf, type SchemaParts, schemaOf } from './support/schemas';

/** A schema as a client sends it, with what the test changes about its only mapping, attribute and so on. */
type Loose = Record<string, unknown>;
interface Sent {
  readonly schema: Loose;
  readonly rule: Loose;
  readonly mapping: Loose;
  /** Of `y`, mapped from `x`. */
  readonly row: Loose;
  readonly source: Loose;
  readonly target: Loose;
  /** Definitions of the source attributes `externalId` and `x`, and of the target attributes `employeeId` and `y`. */
  readonly sourceAttributes: Loose[];
  readonly targetAttributes: Loose[];
}

function sent(change: (sent: Sent) => void, parts: SchemaParts = {}): unknown {
  const schema = JSON.parse(
    JSON.stringify(schemaOf({ source: ['x'], target: ['y'], mappings: [['y', '[x]']], ...parts })),
  );
  const [rule] = schema.synchronizationRules;
  const [mapping] = rule.objectMappings;
  const [source, target] = schema.directories;
  change({
    schema,
    rule,
    mapping,
    row: mapping.attributeMappings[1],
    source,
    target,
    sourceAttributes: source.objects[0].attributes,
    targetAttributes: target.objects[0].attributes,
  });
  return schema;
}

function accepted(value: unknown): SynchronizationSchema {
  const parsed = parseSchema(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.schema;
}

function faultsOf(value: unknown): readonly SchemaFault[] {
  const parsed = parseSchema(value);
  return parsed.ok ? [] : parsed.faults;
}

const MAPPING = 'synchronizationRules[0].objectMappings[0]';
const ROW = `${MAPPING}.attributeMappings[1]`;
const rowOf = (schema: SynchronizationSchema): AttributeMapping | undefined =>
  schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings[1];

describe('what clients send is taken', () => {
  test('a complete schema comes back as it is', () => {
    const schema = schemaOf({
      source: ['x'],
      target: ['y'],
      mappings: [['y', 'ToLower([x], )', { defaultValue: 'd', flowType: 'ValueAddOnly', flowBehavior: 'FlowAlways' }]],
      scope: {
        groups: [
          {
            name: 'g',
            clauses: [{ sourceOperandName: 'x', operatorName: 'EQUALS', targetOperand: { values: ['a'] } }],
          },
        ],
      },
    });
    expect(accepted(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
  });

  test('missing members get their defaults', () => {
    const schema = accepted({
      synchronizationRules: [
        {
          id: 'r',
          sourceDirectoryName: 'API',
          targetDirectoryName: 'Directory',
          objectMappings: [
            {
              sourceObjectName: 'User',
              targetObjectName: 'User',
              attributeMappings: [
                { targetAttributeName: 'key', source: { name: 'externalId' }, matchingPriority: '1' },
              ],
            },
          ],
        },
      ],
      directories: [
        { name: 'API', objects: [{ name: 'User', attributes: [{ name: 'externalId' }] }] },
        { name: 'Directory', objects: [{ name: 'User', attributes: [{ name: 'key', type: 'string' }] }] },
      ],
    });
    expect(schema).toEqual({
      id: '',
      version: '',
      synchronizationRules: [
        {
          id: 'r',
          name: '',
          editable: true,
          priority: 1,
          sourceDirectoryName: 'API',
          targetDirectoryName: 'Directory',
          objectMappings: [
            {
              name: null,
              enabled: true,
              flowTypes: 'Add, Update, Delete',
              sourceObjectName: 'User',
              targetObjectName: 'User',
              attributeMappings: [
                {
                  targetAttributeName: 'key',
                  source: { type: 'Attribute', name: 'externalId', expression: '[externalId]', parameters: [] },
                  defaultValue: null,
                  matchingPriority: 1,
                  flowBehavior: 'FlowWhenChanged',
                  flowType: 'Always',
                  exportMissingReferences: false,
                },
              ],
              scope: null,
              metadata: [],
            },
          ],
          metadata: [],
          containerFilter: null,
          groupFilter: null,
        },
      ],
      directories: [
        {
          id: '',
          name: 'API',
          objects: [{ name: 'User', attributes: [attribute('externalId')], metadata: [], supportedApis: [] }],
          readOnly: false,
          version: null,
          discoveryDateTime: null,
          discoverabilities: 'None',
        },
        {
          id: '',
          name: 'Directory',
          objects: [{ name: 'User', attributes: [attribute('key')], metadata: [], supportedApis: [] }],
          readOnly: false,
          version: null,
          discoveryDateTime: null,
          discoverabilities: 'None',
        },
      ],
    });
  });

  test.each<{ rule: string; row: Loose; stored: Loose }>([
    { rule: 'flowType Add is Always', row: { flowType: 'Add' }, stored: { flowType: 'Always' } },
    {
      rule: 'enumerations in any case',
      row: { flowType: 'objectaddonly', flowBehavior: 'FLOWALWAYS' },
      stored: { flowType: 'ObjectAddOnly', flowBehavior: 'FlowAlways' },
    },
    {
      rule: 'unknown members are passed over',
      row: { mappingType: 'Direct', expression: 'x' },
      stored: { flowType: 'Always' },
    },
    {
      rule: 'nulls are defaults',
      row: { flowType: null, matchingPriority: null, exportMissingReferences: null },
      stored: { flowType: 'Always', matchingPriority: 0 },
    },
    {
      rule: 'booleans as text',
      row: { flowNullValues: 'True', exportMissingReferences: 'false' },
      stored: { flowNullValues: true, exportMissingReferences: false },
    },
    { rule: 'a default value as a number', row: { defaultValue: 7 }, stored: { defaultValue: '7' } },
    { rule: 'no source', row: { source: null }, stored: { source: null } },
    {
      rule: 'an expression with blanks around',
      row: { source: { expression: '  [x] ' } },
      stored: { source: { type: 'Attribute', name: 'x', expression: '[x]', parameters: [] } },
    },
    {
      rule: 'a constant without expression',
      row: { source: { type: 'constant', name: 'say "hi" \\ bye' } },
      stored: {
        source: { type: 'Constant', name: 'say "hi" \\ bye', expression: '"say \\"hi\\" \\\\ bye"', parameters: [] },
      },
    },
    {
      rule: 'the text of an expression mapping beside its source',
      row: { expression: 'ToLower([x], )', source: { type: 'Function', name: 'ToLower' } },
      stored: {
        source: {
          type: 'Function',
          name: 'ToLower',
          expression: 'ToLower([x], )',
          parameters: [{ key: 'source', value: { type: 'Attribute', name: 'x', expression: '[x]', parameters: [] } }],
        },
      },
    },
    {
      rule: 'the expression wins over type, name and parameters',
      row: { source: { type: 'Attribute', name: 'other', expression: '"c"', parameters: [{ key: 'k', value: {} }] } },
      stored: { source: { type: 'Constant', name: 'c', expression: '"c"', parameters: [] } },
    },
  ])('$rule', ({ row, stored }) => {
    expect(rowOf(accepted(sent(({ row: each }) => Object.assign(each, row))))).toMatchObject(stored);
  });

  test.each([
    ['Delete,add', 'Add, Delete'],
    ['UPDATE', 'Update'],
    ['', 'None'],
    ['none', 'None'],
    [null, 'Add, Update, Delete'],
  ])('flowTypes %j is %j', (flowTypes, stored) => {
    const schema = accepted(sent(({ mapping }) => Object.assign(mapping, { flowTypes })));
    expect(schema.synchronizationRules[0]?.objectMappings[0]?.flowTypes).toBe(stored);
  });

  test('an attribute definition with its type in lower case and little else', () => {
    const schema = accepted(
      sent(({ sourceAttributes }) =>
        sourceAttributes.push({ name: 'urn:contoso:User:Since', type: 'datetime', caseExact: 'true' }),
      ),
    );
    expect(schema.directories[0]?.objects[0]?.attributes.at(-1)).toEqual(
      attribute('urn:contoso:User:Since', { type: 'DateTime', caseExact: true }),
    );
  });

  test('metadata, references and filters of containers and groups are kept', () => {
    const schema = accepted(
      sent(({ rule, sourceAttributes }) => {
        Object.assign(rule, {
          containerFilter: { includedContainers: ['OU=A'] },
          groupFilter: { includedGroups: ['g'] },
          metadata: [{ key: 'k', value: null }],
        });
        sourceAttributes.push({
          name: 'boss',
          type: 'reference',
          referencedObjects: [{ referencedObjectName: 'User', referencedProperty: 'externalId' }],
          apiExpressions: [{ key: 'a', value: 'b' }],
          metadata: [{ key: 'BaseAttributeName', value: 'x' }],
        });
      }),
    );
    expect(schema.synchronizationRules[0]).toMatchObject({
      containerFilter: { includedContainers: ['OU=A'] },
      groupFilter: { includedGroups: ['g'] },
      metadata: [{ key: 'k', value: null }],
    });
    expect(schema.directories[0]?.objects[0]?.attributes.at(-1)).toMatchObject({
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: 'externalId' }],
      apiExpressions: [{ key: 'a', value: 'b' }],
      metadata: [{ key: 'BaseAttributeName', value: 'x' }],
    });
  });

  test('groups of every kind of a scoping filter are kept, with operands as text', () => {
    const group = { name: 'g', clauses: [{ sourceOperandName: 'x', operatorName: 'IS NULL' }] };
    const scope = {
      groups: [
        { clauses: [{ sourceOperandName: 'x', operatorName: 'equals', targetOperand: { values: [7, true] } }] },
        group,
      ],
      inputFilterGroups: [group],
      categoryFilterGroups: [group],
    };
    const kept = {
      name: 'g',
      clauses: [{ sourceOperandName: 'x', operatorName: 'IS NULL', targetOperand: { values: [] } }],
    };
    expect(faultsOf(sent(({ mapping }) => Object.assign(mapping, { scope })))).toMatchObject([
      { message: 'The operand of EQUALS must be one value, got 2.' },
    ]);
    scope.groups.shift();
    const schema = accepted(sent(({ mapping }) => Object.assign(mapping, { scope })));
    expect(schema.synchronizationRules[0]?.objectMappings[0]?.scope).toEqual({
      groups: [kept],
      inputFilterGroups: [kept],
      categoryFilterGroups: [kept],
    });
  });
});

describe('faults', () => {
  interface Case {
    readonly rule: string;
    readonly parts?: SchemaParts;
    readonly change?: (sent: Sent) => void;
    readonly faults: readonly SchemaFault[];
  }
  const attributes = `directories[0].objects[0].attributes`;
  const expression = `${ROW}.source.expression`;

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

  test('extension attributes of Entra cannot be matched by', () => {
    const mappings = [mappingOf(['extensionAttribute3', '[x]', { matchingPriority: 2 }])];
    const parts: SchemaParts = { target: ['y', 'extensionAttribute3'] };
    const change = ({ rule, mapping, target }: Sent) => {
      Object.assign(rule, { targetDirectoryName: 'Azure Active Directory' });
      Object.assign(target, { name: 'Azure Active Directory' });
      Object.assign(mapping, { attributeMappings: [...(mapping.attributeMappings as Loose[]), ...mappings] });
    };
    expect(faultsOf(sent(change, parts))).toMatchObject([
      {
        code: 'InvalidMatching',
        message:
          'extensionAttribute3 cannot be matched: Microsoft Entra ID does not find accounts by extension attributes; use employeeId.',
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

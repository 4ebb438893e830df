import { parseSchema } from '../../../shared/engine/review/parseSchema';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { AttributeMapping, SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { type MappingRow, schemaOf } from '../support/schemas';
import { type Loose, sent } from '../support/sent';

function accepted(value: unknown): SynchronizationSchema {
  const parsed = parseSchema(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.schema;
}

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

  test('so does what is out of the ordinary in every part of it', () => {
    const schema = schemaOf({
      source: ['x', attribute('photo', { type: 'Binary' })],
      target: ['y'],
      mappings: [['y', '[x]', { exportMissingReferences: true }]],
    });
    const discovered = {
      readOnly: true,
      discoveryDateTime: '2026-01-15T08:00:00Z',
      discoverabilities: 'AttributeNames',
    };
    const metadata = [{ key: 'k', value: 'v' }];
    const unusual: SynchronizationSchema = {
      ...schema,
      directories: schema.directories.map((directory) => ({
        ...directory,
        ...discovered,
        objects: directory.objects.map((object) => ({ ...object, supportedApis: ['GET'] })),
      })),
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((mapping) => ({ ...mapping, metadata })),
      })),
    };
    expect(accepted(JSON.parse(JSON.stringify(unusual)))).toEqual(unusual);
  });

  test('a reference may be fed by a function, and by an empty default', () => {
    const reference = attribute('y', { type: 'Reference' });
    const mappings: readonly MappingRow[] = [['y', 'Trim([x])', { defaultValue: '' }]];
    expect(rowOf(accepted(schemaOf({ source: ['x'], target: [reference], mappings })))).toMatchObject({
      source: { expression: 'Trim([x])', name: 'Trim' },
      defaultValue: '',
    });
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
    const clause = { sourceOperandName: 'x', operatorName: 'equals', targetOperand: { values: [7] } };
    const group = { name: 'g', clauses: [{ sourceOperandName: 'x', operatorName: 'IS NULL' }] };
    const scope = { groups: [{ clauses: [clause] }], inputFilterGroups: [group], categoryFilterGroups: [group] };
    const schema = accepted(sent(({ mapping }) => Object.assign(mapping, { scope })));
    const kept = {
      name: 'g',
      clauses: [{ sourceOperandName: 'x', operatorName: 'IS NULL', targetOperand: { values: [] } }],
    };
    expect(schema.synchronizationRules[0]?.objectMappings[0]?.scope).toEqual({
      groups: [{ name: '', clauses: [{ ...clause, targetOperand: { values: ['7'] } }] }],
      inputFilterGroups: [kept],
      categoryFilterGroups: [kept],
    });
  });
});

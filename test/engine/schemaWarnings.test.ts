import { parseSchema, type SchemaWarning } from '../../shared/engine/review/parseSchema';
import { attribute } from '../../shared/engine/schema/defaults/tables';
import type { ObjectMapping, ScopeFilter, SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { type SchemaParts, schemaOf } from './support/schemas';

function warningsOf(schema: SynchronizationSchema): readonly SchemaWarning[] {
  const parsed = parseSchema(schema);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.warnings;
}

const MAPPING = 'synchronizationRules[0].objectMappings[0]';
const ROW = `${MAPPING}.attributeMappings[1]`;
const nullable = (name: string) => ({ ...attribute(name), flowNullValues: true });

describe('warnings', () => {
  test.each<{ rule: string; parts: SchemaParts; warnings: readonly SchemaWarning[] }>([
    { rule: 'nothing to warn of', parts: { source: ['x'], target: ['y'], mappings: [['y', '[x]']] }, warnings: [] },
    {
      rule: 'a payload without active disables',
      parts: { source: ['active'], target: ['accountDisabled'], mappings: [['accountDisabled', 'Not([active])']] },
      warnings: [
        {
          path: `${ROW}.source.expression`,
          code: 'DisablesWhenOmitted',
          message:
            'A new account of somebody of whom active is not known is disabled, because Not([active]) takes that for a no. ' +
            'IIF(IsNullOrEmpty([active]), IgnoreAttributeFlow, Not([active])) would create it enabled.',
        },
      ],
    },
    {
      rule: 'so it does for accountEnabled',
      parts: {
        source: ['active', 'x'],
        target: [attribute('accountEnabled', { type: 'Boolean' })],
        mappings: [['accountEnabled', 'IIF([active] = "True", Not([x]), "False")']],
      },
      warnings: [
        {
          path: `${ROW}.source.expression`,
          code: 'DisablesWhenOmitted',
          message:
            'A new account of somebody of whom active, x is not known is disabled, because IIF([active] = "True", Not([x]), "False") takes that for a no. ' +
            'IIF(IsNullOrEmpty([active]), IgnoreAttributeFlow, IIF([active] = "True", Not([x]), "False")) would create it enabled.',
        },
      ],
    },
    {
      rule: 'nothing known is no disabling: direct',
      parts: { source: ['active'], target: ['accountEnabled'], mappings: [['accountEnabled', '[active]']] },
      warnings: [],
    },
    {
      rule: 'nothing known is no disabling: guarded',
      parts: {
        source: ['active'],
        target: ['accountDisabled'],
        mappings: [['accountDisabled', 'IIF(IsNullOrEmpty([active]), IgnoreAttributeFlow, Not([active]))']],
      },
      warnings: [],
    },
    {
      rule: 'nothing known is no disabling: an error',
      parts: { source: ['active'], target: ['accountDisabled'], mappings: [['accountDisabled', 'CDate([active])']] },
      warnings: [],
    },
    {
      rule: 'nothing known is no disabling: a constant is meant',
      parts: { target: ['accountDisabled'], mappings: [['accountDisabled', '"True"']] },
      warnings: [],
    },
    {
      rule: 'another attribute may say no',
      parts: { source: ['active'], target: ['y', 'accountEnabled'], mappings: [['y', 'Not([active])']] },
      warnings: [
        {
          path: `${ROW}.source.expression`,
          code: 'WritesWhenNothingIsKnown',
          message:
            'y gets "True" where active is not known, or is sent blank. ' +
            'IIF(IsNullOrEmpty([active]), IgnoreAttributeFlow, Not([active])) would write nothing then.',
        },
      ],
    },
    {
      rule: 'a no of another attribute disables nobody, nor does a yes of the one that enables',
      parts: {
        source: ['active', 'x'],
        target: ['y', attribute('accountEnabled', { type: 'Boolean' })],
        mappings: [
          ['y', 'IIF(IsPresent([x]), "True", "False")'],
          ['accountEnabled', 'IIF([active] = "no", "False", "True")'],
        ],
      },
      warnings: [
        {
          path: `${ROW}.source.expression`,
          code: 'WritesWhenNothingIsKnown',
          message:
            'y gets "False" where x is not known, or is sent blank. ' +
            'IIF(IsNullOrEmpty([x]), IgnoreAttributeFlow, IIF(IsPresent([x]), "True", "False")) would write nothing then.',
        },
        {
          path: `${MAPPING}.attributeMappings[2].source.expression`,
          code: 'WritesWhenNothingIsKnown',
          message:
            'accountEnabled gets "True" where active is not known, or is sent blank. ' +
            'IIF(IsNullOrEmpty([active]), IgnoreAttributeFlow, IIF([active] = "no", "False", "True")) would write nothing then.',
        },
      ],
    },
    {
      rule: 'a text is made of nothing',
      parts: { source: ['x', 'z'], target: ['y'], mappings: [['y', 'Append("Contoso ", Join("", [x], [z]))']] },
      warnings: [
        {
          path: `${ROW}.source.expression`,
          code: 'WritesWhenNothingIsKnown',
          message:
            'y gets "Contoso " where x, z is not known, or is sent blank. ' +
            'IIF(IsNullOrEmpty([x]), IgnoreAttributeFlow, Append("Contoso ", Join("", [x], [z]))) would write nothing then.',
        },
      ],
    },
    {
      rule: 'objectFilter is never written',
      parts: { source: ['x'], mappings: [['objectFilter', 'IIF([x] = "Test", IgnoreObjectFlow, "keep")']] },
      warnings: [],
    },
    {
      rule: 'what can only be set when the account is made',
      parts: { source: ['x'], target: [attribute('y', { mutability: 'Immutable' })], mappings: [['y', '[x]']] },
      warnings: [
        {
          path: `${ROW}.flowType`,
          code: 'OnlyAtCreation',
          message: 'y is written when the account is created, and left alone after.',
        },
      ],
    },
    {
      rule: 'nothing, where the mapping says so itself',
      parts: {
        source: ['x'],
        target: [attribute('y', { mutability: 'Immutable' })],
        mappings: [['y', '[x]', { flowType: 'ObjectAddOnly' }]],
      },
      warnings: [],
    },
    {
      rule: 'matching attributes that may all be empty',
      parts: {
        source: ['mail', 'x'],
        target: ['mail', 'y'],
        mappings: [['mail', 'Join("", [mail], [externalId])', { matchingPriority: 2 }]],
      },
      warnings: [],
    },
    {
      rule: 'null flow clears by omission',
      parts: { source: [nullable('x')], target: ['y'], mappings: [['y', '[x]', { flowNullValues: true }]] },
      warnings: [
        {
          path: `${ROW}.flowNullValues`,
          code: 'ClearsByOmission',
          message:
            'Both gates of null flow are open: leaving x out of a payload counts as sending it without a value, and clears y; send complete records.',
        },
      ],
    },
    {
      rule: 'null flow into a required attribute',
      parts: {
        source: [nullable('x'), nullable('z')],
        target: [attribute('y', { required: true })],
        mappings: [['y', 'Join("", [x], [z])', { flowNullValues: true }]],
      },
      warnings: [
        {
          path: `${ROW}.flowNullValues`,
          code: 'ClearsByOmission',
          message:
            'Both gates of null flow are open: leaving x, z out of a payload counts as sending it without a value, and clears y; send complete records.',
        },
        {
          path: `${ROW}.flowNullValues`,
          code: 'ClearsNeededValue',
          message: 'y is required, and null flow may clear it.',
        },
      ],
    },
    {
      rule: 'null flow into a matching attribute',
      parts: {
        source: [nullable('x')],
        target: ['y'],
        mappings: [['y', '[x]', { flowNullValues: true, matchingPriority: 2 }]],
      },
      warnings: [
        {
          path: `${ROW}.flowNullValues`,
          code: 'ClearsByOmission',
          message:
            'Both gates of null flow are open: leaving x out of a payload counts as sending it without a value, and clears y; send complete records.',
        },
        {
          path: `${ROW}.flowNullValues`,
          code: 'ClearsNeededValue',
          message: 'y is needed for matching, and null flow may clear it.',
        },
      ],
    },
    {
      rule: 'one gate of null flow alone',
      parts: { source: ['x'], target: ['y'], mappings: [['y', '[x]', { flowNullValues: true }]] },
      warnings: [
        {
          path: `${ROW}.flowNullValues`,
          code: 'NullFlowHalfOpen',
          message: 'Nothing is cleared: null flows only with flowType Always, and when flowNullValues is on for x too.',
        },
      ],
    },
    {
      rule: 'null flow of a constant',
      parts: { target: ['y'], mappings: [['y', '"c"', { flowNullValues: true }]] },
      warnings: [
        {
          path: `${ROW}.flowNullValues`,
          code: 'NullFlowHalfOpen',
          message:
            'Nothing is cleared: null flows only with flowType Always, and when flowNullValues is on for a source attribute too.',
        },
      ],
    },
    {
      rule: 'a random value at every upload',
      parts: {
        source: ['x'],
        target: ['y'],
        mappings: [['y', 'IIF(IsPresent([x]), Append([x], RandomString(3, 3, 0, 0, 0, )), "")']],
      },
      warnings: [
        {
          path: `${ROW}.flowType`,
          code: 'ChangesEveryTime',
          message: 'y gets another value at every upload; flowType ObjectAddOnly keeps the first.',
        },
      ],
    },
    {
      rule: 'a random value at creation is fine',
      parts: { target: ['y'], mappings: [['y', 'Guid()', { flowType: 'ObjectAddOnly' }]] },
      warnings: [],
    },
    {
      rule: 'a unique value that is picked again',
      parts: { source: ['x'], target: ['y'], mappings: [['y', 'SelectUniqueValue([x], Append([x], "1"))']] },
      warnings: [
        {
          path: `${ROW}.source.expression`,
          code: 'WritesWhenNothingIsKnown',
          message: 'y gets "1" where x is not known, or is sent blank. Let each rule give no value then.',
        },
        {
          path: `${ROW}.flowType`,
          code: 'ChangesEveryTime',
          message: 'y may get another value when one that comes first falls free; flowType ObjectAddOnly keeps it.',
        },
      ],
    },
    {
      rule: 'a unique value at creation is fine',
      parts: {
        source: ['x'],
        target: ['y'],
        mappings: [['y', 'SelectUniqueValue([x], ToLower([x], ))', { flowType: 'ObjectAddOnly' }]],
      },
      warnings: [],
    },
    {
      rule: 'category filters',
      parts: { source: ['x'], scope: { groups: [], categoryFilterGroups: [{ name: 'c', clauses: [] }] } },
      warnings: [
        {
          path: `${MAPPING}.scope.categoryFilterGroups`,
          code: 'HasNoEffect',
          message: 'Category filters are kept, but people are scoped by groups only.',
        },
      ],
    },
    {
      rule: 'no source is nothing to warn of',
      parts: { target: ['y'], mappings: [['y', null, { defaultValue: 'd', flowNullValues: true }]] },
      warnings: [],
    },
  ])('$rule', ({ parts, warnings }) => {
    expect(warningsOf(schemaOf(parts))).toEqual(warnings);
  });

  describe('of a scope that needs a value', () => {
    const clause = (sourceOperandName: string, operatorName: string, ...values: string[]) => ({
      sourceOperandName,
      operatorName,
      targetOperand: { values },
    });
    const group = (...clauses: ReturnType<typeof clause>[]) => ({ name: 'g', clauses });
    const SCOPE = `${MAPPING}.scope`;
    const missing = (names: string) => ({
      path: SCOPE,
      code: 'ScopeNeedsValue',
      message: `People of whom ${names} is not known are out of scope, and get no account. A group of its own with IS NULL would admit them.`,
    });
    const blank = (names: string) => ({
      path: SCOPE,
      code: 'LeavesScopeByBlank',
      message: `People for whom ${names} is sent without a value leave the scope, and lose access; what a payload leaves out takes nobody out of scope.`,
    });
    const source = ['x', 'z'];

    test.each<{ rule: string; scope: ScopeFilter; warnings: readonly unknown[] }>([
      {
        rule: 'one clause',
        scope: { groups: [group(clause('x', 'EQUALS', 'a'))] },
        warnings: [missing('x'), blank('x')],
      },
      {
        rule: 'two groups, of which neither admits somebody unknown',
        scope: {
          groups: [group(clause('x', 'EQUALS', 'a')), group(clause('z', 'NOT EQUALS', 'b'), clause('x', 'IS NULL'))],
        },
        warnings: [missing('x, z'), blank('x, z')],
      },
      {
        rule: 'an input filter, which takes no access away',
        scope: { groups: [], inputFilterGroups: [group(clause('x', 'EQUALS', 'a'))] },
        warnings: [missing('x')],
      },
      {
        rule: 'a group for those of whom nothing is known',
        scope: { groups: [group(clause('x', 'EQUALS', 'a')), group(clause('x', 'IS NULL'))] },
        warnings: [],
      },
      {
        rule: 'what everybody has',
        scope: { groups: [group(clause('externalId', 'REGEX MATCH', '^9'))] },
        warnings: [],
      },
      { rule: 'no filter', scope: { groups: [] }, warnings: [] },
    ])('$rule', ({ scope, warnings }) => {
      expect(warningsOf(schemaOf({ source, scope }))).toEqual(warnings);
    });
  });

  test('when every matching attribute may be empty, people may be skipped', () => {
    const schema = schemaOf({
      source: ['mail', 'x'],
      target: ['mail', 'y'],
      mappings: [
        ['mail', '[mail]', { matchingPriority: 2 }],
        ['y', 'Join("", [externalId], [x])', { matchingPriority: 3 }],
      ],
    });
    const [rule] = schema.synchronizationRules;
    const [mapping] = rule?.objectMappings ?? [];
    if (!rule || !mapping) throw new Error('the schema is incomplete');
    const attributeMappings = mapping.attributeMappings.slice(1);
    expect(
      warningsOf({
        ...schema,
        synchronizationRules: [{ ...rule, objectMappings: [{ ...mapping, attributeMappings }] }],
      }),
    ).toEqual([
      {
        path: `${MAPPING}.attributeMappings`,
        code: 'MatchingMayBeEmpty',
        message: 'People without a value for mail, externalId, x cannot be matched and are skipped.',
      },
    ]);
  });

  test('mappings of users that are never used', () => {
    const schema = schemaOf();
    const [rule] = schema.synchronizationRules;
    const [mapping] = rule?.objectMappings ?? [];
    if (!rule || !mapping) throw new Error('the schema is incomplete');
    const off: ObjectMapping = { ...mapping, enabled: false };
    const rules = [
      { ...rule, id: 'later', name: 'LATER', priority: 2 },
      { ...rule, objectMappings: [off, mapping] },
    ];
    const message =
      'People are provisioned by the first enabled mapping of User in the rule of lowest priority number, which is in "USERS".';
    expect(warningsOf({ ...schema, synchronizationRules: rules })).toEqual([
      { path: 'synchronizationRules[0].objectMappings[0]', code: 'HasNoEffect', message },
      { path: 'synchronizationRules[1].objectMappings[0]', code: 'HasNoEffect', message },
    ]);
  });

  test('the places of warnings count rules and mappings as the document has them', () => {
    const schema = schemaOf({
      source: [nullable('x')],
      target: ['y'],
      mappings: [['y', '[x]', { flowNullValues: true }]],
    });
    const [rule] = schema.synchronizationRules;
    if (!rule) throw new Error('the schema is incomplete');
    const empty = { ...rule, id: 'empty', priority: 0, objectMappings: [] };
    expect(warningsOf({ ...schema, synchronizationRules: [empty, rule] })).toMatchObject([
      { path: 'synchronizationRules[1].objectMappings[0].attributeMappings[1].flowNullValues' },
    ]);
  });
});

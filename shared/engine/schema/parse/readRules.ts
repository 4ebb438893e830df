/** The synchronization rules of a schema as clients send them: mappings, scoping filters and target object actions. */
import type {
  AttributeMapping,
  FilterGroup,
  FlowBehavior,
  FlowType,
  MappingSource,
  ObjectMapping,
  ScopeFilter,
  SourceType,
  SynchronizationRule,
} from '../../synchronizationSchema';
import { textConstant } from '../textConstant';
import type { Fields } from './fields';

export function readRule(fields: Fields): SynchronizationRule {
  const containers = fields.child('containerFilter');
  const groups = fields.child('groupFilter');
  return {
    id: fields.text('id'),
    name: fields.optionalText('name') ?? '',
    editable: fields.flag('editable', true),
    priority: fields.integer('priority', 1),
    sourceDirectoryName: fields.text('sourceDirectoryName'),
    targetDirectoryName: fields.text('targetDirectoryName'),
    objectMappings: fields.children('objectMappings').map(readObjectMapping),
    metadata: fields.keyValues('metadata'),
    containerFilter: containers ? { includedContainers: containers.texts('includedContainers') } : null,
    groupFilter: groups ? { includedGroups: groups.texts('includedGroups') } : null,
  };
}

function readObjectMapping(fields: Fields): ObjectMapping {
  const scope = fields.child('scope');
  return {
    name: fields.optionalText('name'),
    enabled: fields.flag('enabled', true),
    flowTypes: readActions(fields),
    sourceObjectName: fields.text('sourceObjectName'),
    targetObjectName: fields.text('targetObjectName'),
    attributeMappings: fields.children('attributeMappings').map(readMapping),
    scope: scope === undefined ? null : readScope(scope),
    metadata: fields.keyValues('metadata'),
  };
}

const ACTIONS = ['Add', 'Update', 'Delete'] as const;

/** A set written as text: any order, spacing and case; kept as Graph writes it. */
function readActions(fields: Fields): string {
  const text = fields.optionalText('flowTypes') ?? ACTIONS.join(', ');
  const wanted = new Set(text.split(',').map((action) => action.trim().toLowerCase()));
  const known = new Set<string>(['none', '', ...ACTIONS.map((action) => action.toLowerCase())]);
  if ([...wanted].some((action) => !known.has(action))) {
    const path = fields.at('flowTypes');
    const message = `${path} must be None or a comma-separated set of ${ACTIONS.join(', ')}, got "${text}".`;
    fields.report(path, 'InvalidValue', message);
  }
  return ACTIONS.filter((action) => wanted.has(action.toLowerCase())).join(', ') || 'None';
}

export function readScope(fields: Fields): ScopeFilter {
  const inputFilterGroups = fields.children('inputFilterGroups').map(readGroup);
  const categoryFilterGroups = fields.children('categoryFilterGroups').map(readGroup);
  return {
    groups: fields.children('groups').map(readGroup),
    ...(inputFilterGroups.length > 0 && { inputFilterGroups }),
    ...(categoryFilterGroups.length > 0 && { categoryFilterGroups }),
  };
}

function readGroup(fields: Fields): FilterGroup {
  return {
    name: fields.optionalText('name') ?? '',
    clauses: fields.children('clauses').map((clause) => ({
      sourceOperandName: clause.text('sourceOperandName'),
      operatorName: clause.text('operatorName'),
      targetOperand: { values: clause.child('targetOperand')?.texts('values') ?? [] },
    })),
  };
}

const FLOW_BEHAVIORS: readonly FlowBehavior[] = ['FlowWhenChanged', 'FlowAlways'];
/** `Add` is what Microsoft's web client writes for `Always` (spec/wire-contract.md 2.6). */
const FLOW_TYPES: readonly (FlowType | 'Add')[] = [
  'Always',
  'ObjectAddOnly',
  'MultiValueAddOnly',
  'ValueAddOnly',
  'AttributeAddOnly',
  'Add',
];

function readMapping(fields: Fields): AttributeMapping {
  const flowType = fields.choice('flowType', FLOW_TYPES, 'Always');
  const source = fields.child('source');
  return {
    targetAttributeName: fields.text('targetAttributeName'),
    source: source === undefined ? null : readSource(source, fields.optionalText('expression')),
    defaultValue: fields.optionalText('defaultValue'),
    matchingPriority: fields.integer('matchingPriority', 0),
    flowBehavior: fields.choice('flowBehavior', FLOW_BEHAVIORS, 'FlowWhenChanged'),
    flowType: flowType === 'Add' ? 'Always' : flowType,
    ...(fields.flag('flowNullValues', false) && { flowNullValues: true }),
    exportMissingReferences: fields.flag('exportMissingReferences', false),
  };
}

const SOURCE_TYPES: readonly SourceType[] = ['Attribute', 'Constant', 'Function'];

/**
 * Only the expression is read here; everything else about a source follows from it (`sources.ts`).
 *
 * @param mappingExpression where Microsoft's web client puts the text of an expression mapping
 */
function readSource(fields: Fields, mappingExpression: string | null): MappingSource {
  const type = fields.choice('type', SOURCE_TYPES, 'Attribute');
  const name = fields.optionalText('name');
  const expression = fields.optionalText('expression')?.trim() || derivedExpression(type, name, mappingExpression);
  if (expression === '') {
    const path = fields.at('expression');
    fields.report(
      path,
      'MissingProperty',
      `${path} must be a non-empty string, or there must be a name to take it from.`,
    );
  }
  return { type, name, expression, parameters: [] };
}

function derivedExpression(type: SourceType, name: string | null, mappingExpression: string | null): string {
  if (type === 'Function') return mappingExpression ?? '';
  if (name === null) return '';
  return type === 'Constant' ? textConstant(name) : `[${name}]`;
}

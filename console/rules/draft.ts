/** A schema that is being changed: which mapping writes what, and how the draft differs from what was loaded. */
import type {
  AttributeDefinition,
  AttributeMapping,
  ObjectMapping,
  ScopeFilter,
  SynchronizationSchema,
} from '../../shared/engine/synchronizationSchema';

/** The rule that maps people: the first object mapping that is enabled, as the engine takes it. */
export function peopleOf(schema: SynchronizationSchema): ObjectMapping | undefined {
  const all = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings);
  return all.find(({ enabled }) => enabled) ?? all[0];
}

export const mappingsOf = (schema: SynchronizationSchema): readonly AttributeMapping[] =>
  peopleOf(schema)?.attributeMappings ?? [];

export const scopeOf = (schema: SynchronizationSchema): ScopeFilter | null => peopleOf(schema)?.scope ?? null;

/** What a person may say, and what an account may hold. */
export function attributesOf(schema: SynchronizationSchema, side: 'source' | 'target'): readonly AttributeDefinition[] {
  const people = peopleOf(schema);
  const rule = schema.synchronizationRules.find(({ objectMappings }) => people && objectMappings.includes(people));
  const directory = side === 'source' ? rule?.sourceDirectoryName : rule?.targetDirectoryName;
  const object = side === 'source' ? people?.sourceObjectName : people?.targetObjectName;
  const found = schema.directories.find(({ name }) => name === directory);
  return found?.objects.find(({ name }) => name === object)?.attributes ?? [];
}

function withPeople(
  schema: SynchronizationSchema,
  change: (people: ObjectMapping) => ObjectMapping,
): SynchronizationSchema {
  const people = peopleOf(schema);
  const synchronizationRules = schema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((each) => (each === people ? change(each) : each)),
  }));
  return { ...schema, synchronizationRules };
}

/** The mapping of this target attribute as it is now; one more where there is none. */
export function withMapping(schema: SynchronizationSchema, mapping: AttributeMapping): SynchronizationSchema {
  return withPeople(schema, (people) => {
    const isThis = ({ targetAttributeName }: AttributeMapping) => targetAttributeName === mapping.targetAttributeName;
    const isThere = people.attributeMappings.some(isThis);
    const attributeMappings = isThere
      ? people.attributeMappings.map((each) => (isThis(each) ? mapping : each))
      : [...people.attributeMappings, mapping];
    return { ...people, attributeMappings };
  });
}

export function withoutMapping(schema: SynchronizationSchema, target: string): SynchronizationSchema {
  return withPeople(schema, (people) => ({
    ...people,
    attributeMappings: people.attributeMappings.filter(({ targetAttributeName }) => targetAttributeName !== target),
  }));
}

export const withScope = (schema: SynchronizationSchema, scope: ScopeFilter | null): SynchronizationSchema =>
  withPeople(schema, (people) => ({ ...people, scope }));

export const withActions = (schema: SynchronizationSchema, flowTypes: string): SynchronizationSchema =>
  withPeople(schema, (people) => ({ ...people, flowTypes }));

/** One more attribute that people may say, or this one as it is now. */
export function withSourceAttribute(
  schema: SynchronizationSchema,
  attribute: AttributeDefinition,
): SynchronizationSchema {
  const [source, ...others] = schema.directories;
  if (source === undefined) return schema;
  const name = peopleOf(schema)?.sourceObjectName;
  const objects = source.objects.map((object) => {
    if (object.name !== name) return object;
    const rest = object.attributes.filter((each) => each.name !== attribute.name);
    return { ...object, attributes: [...rest, attribute] };
  });
  return { ...schema, directories: [{ ...source, objects }, ...others] };
}

export interface MappingChange {
  readonly target: string;
  /** Absent for a mapping that is new, or taken away. */
  readonly before: AttributeMapping | undefined;
  readonly after: AttributeMapping | undefined;
}

/** What differs, in the order of the draft, what is gone last. */
export function changesOf(base: SynchronizationSchema, draft: SynchronizationSchema): readonly MappingChange[] {
  const before = new Map(mappingsOf(base).map((each) => [each.targetAttributeName, each]));
  const after = new Map(mappingsOf(draft).map((each) => [each.targetAttributeName, each]));
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((target) => ({ target, before: before.get(target), after: after.get(target) }))
    .filter((change) => said(change.before) !== said(change.after));
}

export const scopeDiffers = (base: SynchronizationSchema, draft: SynchronizationSchema): boolean =>
  JSON.stringify(scopeOf(base)) !== JSON.stringify(scopeOf(draft)) ||
  peopleOf(base)?.flowTypes !== peopleOf(draft)?.flowTypes;

/** Everything that decides what a mapping does; the rest of its source is worked out from the expression. */
function said(mapping: AttributeMapping | undefined): string {
  if (mapping === undefined) return '';
  const { source, ...others } = mapping;
  return JSON.stringify([source?.expression ?? null, ...Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** A mapping of an attribute that has none yet. */
export function newMapping(targetAttributeName: string): AttributeMapping {
  return {
    targetAttributeName,
    source: null,
    defaultValue: null,
    matchingPriority: 0,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    exportMissingReferences: false,
  };
}

export type SourceKind = 'direct' | 'constant' | 'expression' | 'none';

const DIRECT = /^\s*\[(?:[^\]"]|"[^"]*"|\[[^\]]*\])+\]\s*$/;
const CONSTANT = /^\s*"(?:\\["\\]|[^"])*"\s*$/;

/** How the source of a mapping is shown. */
export function kindOf({ source }: AttributeMapping): SourceKind {
  if (source === null) return 'none';
  if (DIRECT.test(source.expression)) return 'direct';
  return CONSTANT.test(source.expression) ? 'constant' : 'expression';
}

/** The server works out the rest from the expression when it is saved. */
export function withExpression(mapping: AttributeMapping, expression: string): AttributeMapping {
  if (expression.trim() === '') return { ...mapping, source: null };
  return { ...mapping, source: { type: 'Function', name: null, expression, parameters: [] } };
}

/**
 * A validated schema, compiled once per version into what provisioning one person needs. Compiling is slow and allocates;
 * callers keep the result for as long as the schema's version stands.
 */
import type { JsonObject } from '../../scim/json';
import type {
  AttributeDefinition,
  AttributeMapping,
  FilterClause,
  ObjectDefinition,
  ObjectMapping,
  ScopeFilter,
  SynchronizationSchema,
} from '../synchronizationSchema';
import { type CompiledMapping, compileMapping, expressionOf, OBJECT_FILTER, redacts } from './compileMapping';
import { attributesByName, isSetOnce, userMapping } from './schemaQueries';
import { compileScope, type Scope, type ScopeVerdict } from './scoping';
import { compileSourceAttribute, type SourceAttribute } from './sourceAttribute';
import { compileVocabulary, type Vocabulary } from './vocabulary';

/** The target object actions (`flowTypes`); all off when the object mapping is disabled. */
export interface ObjectActions {
  readonly add: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

/** How the target says that an account is enabled. */
export interface EnabledAttribute {
  readonly name: string;
  /** The attribute's value when the account is enabled: true for `accountEnabled`, false for `accountDisabled`. */
  readonly whenEnabled: boolean;
}

export interface System {
  readonly id: string;
  readonly name: string;
}

export interface CompiledSchema {
  readonly ruleId: string;
  readonly ruleName: string;
  readonly source: System;
  readonly target: System;
  readonly actions: ObjectActions;
  readonly scope: Scope;
  /** In the order of the schema, then those implied by required attributes nobody maps. */
  readonly mappings: readonly CompiledMapping[];
  /** Mappings to match by, lowest priority number first. Never empty. */
  readonly matching: readonly CompiledMapping[];
  /** The target attribute that the source anchor is written to as it is: by it an account tells whose it is. */
  readonly anchorAttribute: string | undefined;
  /** Target attributes to fetch when an account is found or read, so that changes can be told. */
  readonly wanted: readonly string[];
  /** `undefined` when the target object has no such attribute. */
  readonly enabledAttribute: EnabledAttribute | undefined;
  /** The mapping that feeds it, if one does. */
  readonly enabledMapping: CompiledMapping | undefined;
  /** Source attributes that logs show as `[Redact]`: those a mapping passes through Redact. */
  readonly redacted: ReadonlySet<string>;
  /** Some mapping picks a value with SelectUniqueValue. */
  readonly selectsUniqueValues: boolean;
  /** How the source's names are spelled, and which of them are read. */
  readonly vocabulary: Vocabulary;
  /** A source attribute by name, read as the schema declares it. */
  readonly sourceAttribute: (name: string) => SourceAttribute;
  /** Whether a person is in scope. */
  readonly judgeScope: (data: JsonObject) => ScopeVerdict;
}

/** The joining property of every upload (spec/engine.md 4.1). */
const SOURCE_ANCHOR = 'externalId';

/** @throws {Error} for a schema that parseSchema would refuse */
export function compileSchema(schema: SynchronizationSchema): CompiledSchema {
  const found = userMapping(schema);
  if (found === undefined) throw new Error('The schema has no rule that maps users.');
  const { rule, objectMapping, source, target } = found;
  const sourceAttributes = attributesByName(source.object);
  const targetAttributes = attributesByName(target.object);
  const rows = [...objectMapping.attributeMappings, ...impliedMappings(objectMapping, target.object)].map(
    (mapping) => ({
      mapping,
      expression: expressionOf(mapping),
      definition: targetAttribute(targetAttributes, mapping.targetAttributeName),
    }),
  );
  const redacted = new Set(
    rows.flatMap((row) => (redacts(row.expression, row.definition) ? (row.expression?.attributes ?? []) : [])),
  );
  const sourceOf = sourcesOf(sourceAttributes, redacted);
  const mappings = rows.map(({ mapping, expression, definition }) => {
    const written = { definition, setOnce: isSetOnce(definition, target.directory.name) };
    return compileMapping(mapping, expression, written, sourceOf, sourceAttributes);
  });
  const scope = scopeOf(objectMapping, sourceAttributes);
  const enabledAttribute = enabledAttributeOf(target.object);
  return {
    ruleId: rule.id,
    ruleName: rule.name,
    source: { id: source.directory.id, name: source.directory.name },
    target: { id: target.directory.id, name: target.directory.name },
    actions: actionsOf(objectMapping),
    scope,
    mappings,
    matching: mappings
      .filter(({ mapping }) => mapping.matchingPriority > 0)
      .sort((left, right) => left.mapping.matchingPriority - right.mapping.matchingPriority),
    anchorAttribute: mappings.find(({ direct }) => direct?.name === SOURCE_ANCHOR)?.target,
    wanted: wantedAttributes(mappings, enabledAttribute),
    enabledAttribute,
    enabledMapping: mappings.find((mapping) => mapping.target === enabledAttribute?.name),
    redacted,
    selectsUniqueValues: mappings.some(({ expression }) => expression?.selectsUniqueValue === true),
    vocabulary: vocabularyOf(mappings, objectMapping, sourceAttributes),
    sourceAttribute: sourceOf,
    judgeScope: (data) =>
      scope.evaluate(
        (name) => sourceOf(name).read(data),
        (name) => sourceOf(name).said(data),
      ),
  };
}

/** Each is compiled once, but those an expression makes up from the person's data, which are no end of names. */
function sourcesOf(
  declared: ReadonlyMap<string, AttributeDefinition>,
  redacted: ReadonlySet<string>,
): CompiledSchema['sourceAttribute'] {
  const compile = (name: string) => compileSourceAttribute(name, declared.get(name), redacted.has(name));
  const known = new Map([...declared.keys()].map((name) => [name, compile(name)]));
  return (name) => known.get(name) ?? compile(name);
}

/** A required attribute that nobody maps gets its own default at creation (spec/wire-contract.md 3.6, `defaultValue`). */
function impliedMappings({ attributeMappings }: ObjectMapping, target: ObjectDefinition): readonly AttributeMapping[] {
  const mapped = new Set(attributeMappings.map(({ targetAttributeName }) => targetAttributeName));
  return target.attributes
    .filter(({ name, required, defaultValue }) => required && defaultValue !== null && !mapped.has(name))
    .map(({ name }) => ({
      targetAttributeName: name,
      source: null,
      defaultValue: null,
      matchingPriority: 0,
      flowBehavior: 'FlowWhenChanged',
      flowType: 'ObjectAddOnly',
      exportMissingReferences: false,
    }));
}

function targetAttribute(attributes: ReadonlyMap<string, AttributeDefinition>, name: string): AttributeDefinition {
  const definition = name === OBJECT_FILTER.name ? OBJECT_FILTER : attributes.get(name);
  if (definition === undefined) throw new Error(`The target has no attribute ${name}.`);
  return definition;
}

/** `flowTypes` is a set: any order, any spacing. */
function actionsOf({ enabled, flowTypes }: ObjectMapping): ObjectActions {
  const flows = new Set(enabled ? flowTypes.split(',').map((flow) => flow.trim().toLowerCase()) : []);
  return { add: flows.has('add'), update: flows.has('update'), delete: flows.has('delete') };
}

function scopeOf({ scope }: ObjectMapping, attributes: ReadonlyMap<string, AttributeDefinition>): Scope {
  const compilation = compileScope(scope, attributes);
  if (compilation.ok) return compilation.scope;
  throw new Error(`The scoping filter does not compile: ${compilation.faults[0]?.message ?? 'no reason given'}`);
}

/** Names that targets are known to use, should the schema's metadata not say. */
const ENABLED_ATTRIBUTES: readonly EnabledAttribute[] = [
  { name: 'accountEnabled', whenEnabled: true },
  { name: 'accountDisabled', whenEnabled: false },
  { name: 'active', whenEnabled: true },
];

function enabledAttributeOf(target: ObjectDefinition): EnabledAttribute | undefined {
  const named = target.metadata.find(({ key }) => key === 'PropertyNameAccountEnabled')?.value;
  const known = ENABLED_ATTRIBUTES.find(({ name }) =>
    named ? name === named : target.attributes.some((attribute) => attribute.name === name),
  );
  return known ?? (named ? { name: named, whenEnabled: true } : undefined);
}

function wantedAttributes(
  mappings: readonly CompiledMapping[],
  enabled: EnabledAttribute | undefined,
): readonly string[] {
  const names = mappings.filter(({ isFilter }) => !isFilter).map(({ target }) => target);
  return [...new Set(enabled === undefined ? names : [...names, enabled.name])];
}

function vocabularyOf(
  mappings: readonly CompiledMapping[],
  { scope }: ObjectMapping,
  sourceAttributes: ReadonlyMap<string, AttributeDefinition>,
): Vocabulary {
  const names = (some: readonly CompiledMapping[]) => some.flatMap(({ sources }) => sources.map(({ name }) => name));
  const scoped = clausesOf(scope).map(({ sourceOperandName }) => sourceOperandName);
  const read = [...names(mappings), ...scoped];
  return compileVocabulary({
    attributes: [...sourceAttributes.keys(), ...read],
    read: [SOURCE_ANCHOR, ...read],
    scoped,
    clearedByOmission: names(mappings.filter(({ flowsNull }) => flowsNull)),
  });
}

function clausesOf(scope: ScopeFilter | null): readonly FilterClause[] {
  return [...(scope?.groups ?? []), ...(scope?.inputFilterGroups ?? [])].flatMap(({ clauses }) => clauses);
}

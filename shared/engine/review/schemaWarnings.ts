/** What is allowed and still likely to surprise: told when a schema is saved, before it happens to people. */

import { printValue } from '../../value';
import { evaluateMapping, isInterruption, subjectOf } from '../person/evaluateMapping';
import type { PlanContext } from '../person/plan';
import type { CompiledMapping } from '../schema/compileMapping';
import { type CompiledSchema, compileSchema } from '../schema/compileSchema';
import { type UserMapping, userMapping } from '../schema/schemaQueries';
import type { ScopeFilter, SynchronizationSchema } from '../synchronizationSchema';
import { toBoolean } from '../values/convert';

export type SchemaWarningCode =
  /** A person whose payload leaves out what the mapping reads is disabled. */
  | 'DisablesWhenOmitted'
  /** Something is written of people about whom nothing is known that the mapping reads. */
  | 'WritesWhenNothingIsKnown'
  /** People of whom the record lacks the attribute are out of scope. */
  | 'ScopeNeedsValue'
  /** An attribute sent blank takes people out of scope. */
  | 'LeavesScopeByBlank'
  /** What is mapped is written when the account is made, and never after. */
  | 'OnlyAtCreation'
  /** People without a value for it cannot be matched by it. */
  | 'MatchingMayBeEmpty'
  /** Leaving the attribute out of a payload clears the account's value. */
  | 'ClearsByOmission'
  /** Null flow may clear what creation or matching needs. */
  | 'ClearsNeededValue'
  /** One gate of null flow is open and the other shut, so nothing is cleared. */
  | 'NullFlowHalfOpen'
  /** The value may be another one at every upload. */
  | 'ChangesEveryTime'
  /** The setting is kept, but nothing comes of it. */
  | 'HasNoEffect';

export interface SchemaWarning {
  readonly path: string;
  readonly code: SchemaWarningCode;
  readonly message: string;
}

/** @param schema one without faults */
export function schemaWarnings(schema: SynchronizationSchema): readonly SchemaWarning[] {
  const found = userMapping(schema);
  if (found === undefined) return [];
  const { rule, objectMapping, source } = found;
  const path = `synchronizationRules[${schema.synchronizationRules.indexOf(rule)}].objectMappings[${rule.objectMappings.indexOf(objectMapping)}]`;
  const compiled = compileSchema(schema);
  const required = new Set(source.object.attributes.filter((attribute) => attribute.required).map(({ name }) => name));
  const warnings = objectMapping.attributeMappings.flatMap((_, index) => {
    const mapping = compiled.mappings[index];
    return mapping === undefined ? [] : mappingWarnings(mapping, compiled, `${path}.attributeMappings[${index}]`);
  });
  return [
    ...warnings,
    ...matchingWarnings(compiled, required, path),
    ...scopeWarnings(compiled, objectMapping.scope, required, path),
    ...idleSettings(schema, found, path),
  ];
}

function mappingWarnings(mapping: CompiledMapping, compiled: CompiledSchema, path: string): readonly SchemaWarning[] {
  const { target, expression, flow, flowsNull } = mapping;
  if (expression === undefined) return [];
  const names = mapping.sources.map(({ name }) => name).join(', ');
  const warnings: SchemaWarning[] = [];
  const warn = (code: SchemaWarningCode, member: string, message: string) =>
    warnings.push({ path: `${path}.${member}`, code, message });

  const unknown = valueOfNobody(mapping, compiled);
  if (mapping === compiled.enabledMapping && disables(unknown, compiled)) {
    const guard = `IIF(IsNullOrEmpty([${mapping.sources[0]?.name}]), IgnoreAttributeFlow, ${expression.text})`;
    const message = `A new account of somebody of whom ${names} is not known is disabled, because ${expression.text} takes that for a no. ${guard} would create it enabled.`;
    warn('DisablesWhenOmitted', 'source.expression', message);
  } else if (unknown !== null) {
    const remedy = expression.selectsUniqueValue
      ? 'Let each rule give no value then.'
      : `IIF(IsNullOrEmpty([${mapping.sources[0]?.name}]), IgnoreAttributeFlow, ${expression.text}) would write nothing then.`;
    const message = `${target} gets "${unknown}" where ${names} is not known, or is sent blank. ${remedy}`;
    warn('WritesWhenNothingIsKnown', 'source.expression', message);
  }
  if (flow === 'ObjectAddOnly' && mapping.mapping.flowType !== 'ObjectAddOnly') {
    const message = `${target} is written when the account is created, and left alone after.`;
    warn('OnlyAtCreation', 'flowType', message);
  }
  if (expression.selectsUniqueValue && flow !== 'ObjectAddOnly') {
    const message = `${target} may get another value when one that comes first falls free; flowType ObjectAddOnly keeps it.`;
    warn('ChangesEveryTime', 'flowType', message);
  } else if (expression.volatile && flow === 'Always') {
    const message = `${target} gets another value at every upload; flowType ObjectAddOnly keeps the first.`;
    warn('ChangesEveryTime', 'flowType', message);
  }
  if (flowsNull) {
    const message = `Both gates of null flow are open: leaving ${names} out of a payload counts as sending it without a value, and clears ${target}; send complete records.`;
    warn('ClearsByOmission', 'flowNullValues', message);
    if (mapping.required || compiled.matching.includes(mapping)) {
      const need = mapping.required ? 'required' : 'needed for matching';
      warn('ClearsNeededValue', 'flowNullValues', `${target} is ${need}, and null flow may clear it.`);
    }
  } else if (mapping.mapping.flowNullValues) {
    const message = `Nothing is cleared: null flows only with flowType Always, and when flowNullValues is on for ${names || 'a source attribute'} too.`;
    warn('NullFlowHalfOpen', 'flowNullValues', message);
  }
  return warnings;
}

/** What the mapping makes of a person about whom nothing is known, as text; `null` for no value. */
function valueOfNobody(mapping: CompiledMapping, compiled: CompiledSchema): string | null {
  if (mapping.sources.length === 0 || mapping.isFilter) return null;
  const outcome = evaluateMapping(mapping, subjectOf(compiled, {}, NOTHING_KNOWN));
  return isInterruption(outcome) ? null : printValue(outcome);
}

function disables(value: string | null, { enabledAttribute }: CompiledSchema): boolean {
  return value !== null && enabledAttribute !== undefined && toBoolean(value) === !enabledAttribute.whenEnabled;
}

/** What becomes of people of whom the record does not hold what the filters ask for. */
function scopeWarnings(
  { scope }: CompiledSchema,
  filter: ScopeFilter | null,
  required: ReadonlySet<string>,
  path: string,
): readonly SchemaWarning[] {
  const groups = filter?.groups ?? [];
  const clauses = [...groups, ...(filter?.inputFilterGroups ?? [])].flatMap((group) => group.clauses);
  const asked = new Set(
    clauses.map(({ sourceOperandName }) => sourceOperandName).filter((name) => !required.has(name)),
  );
  const admitsNobodyKnown = scope.evaluate((name) => (required.has(name) ? 'known' : null)).inScope;
  if (asked.size === 0 || admitsNobodyKnown) return [];
  const names = [...asked].join(', ');
  const missing = `People of whom ${names} is not known are out of scope, and get no account. A group of its own with IS NULL would admit them.`;
  const blank = `People for whom ${names} is sent without a value leave the scope, and lose access; what a payload leaves out takes nobody out of scope.`;
  return [
    { path: `${path}.scope`, code: 'ScopeNeedsValue', message: missing },
    ...(groups.length > 0 ? [{ path: `${path}.scope`, code: 'LeavesScopeByBlank', message: blank } as const] : []),
  ];
}

const NOTHING_KNOWN: PlanContext = {
  now: 0,
  defaultDomain: '',
  randomBytes: (length) => new Uint8Array(length),
  isTaken: () => false,
};

/** One matching attribute that everybody has is enough. */
function matchingWarnings(
  { matching }: CompiledSchema,
  required: ReadonlySet<string>,
  path: string,
): readonly SchemaWarning[] {
  const isCertain = ({ sources }: CompiledMapping) => sources.every(({ name }) => required.has(name));
  if (matching.some(isCertain)) return [];
  const names = matching.flatMap(({ sources }) => sources.map(({ name }) => name)).join(', ');
  const message = `People without a value for ${names} cannot be matched and are skipped.`;
  return [{ path: `${path}.attributeMappings`, code: 'MatchingMayBeEmpty', message }];
}

function idleSettings(
  { synchronizationRules }: SynchronizationSchema,
  { rule, objectMapping }: UserMapping,
  path: string,
): readonly SchemaWarning[] {
  const warnings: SchemaWarning[] = [];
  const warn = (place: string, message: string) => warnings.push({ path: place, code: 'HasNoEffect', message });
  if (objectMapping.scope?.categoryFilterGroups) {
    warn(`${path}.scope.categoryFilterGroups`, 'Category filters are kept, but people are scoped by groups only.');
  }
  synchronizationRules.forEach((other, ruleIndex) => {
    other.objectMappings.forEach((each, index) => {
      if (each === objectMapping) return;
      const message = `People are provisioned by the first enabled mapping of User in the rule of lowest priority number, which is in "${rule.name}".`;
      warn(`synchronizationRules[${ruleIndex}].objectMappings[${index}]`, message);
    });
  });
  return warnings;
}

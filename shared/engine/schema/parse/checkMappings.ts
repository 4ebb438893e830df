/** Whether each attribute mapping can work: its target can be written, its expression compiles, its names exist. */

import { compileExpression } from '../../expression';
import type { AttributeDefinition, AttributeMapping, ObjectMapping } from '../../synchronizationSchema';
import { converterFor, Refusal } from '../../values/convert';
import { isPasswordMapping, OBJECT_FILTER } from '../compileMapping';
import { isSetOnce } from '../schemaQueries';
import type { Report } from './faults';
import { calls } from './sources';

type Attributes = ReadonlyMap<string, AttributeDefinition>;

/** What the mappings of an object lead from and to. */
export interface MappingEnds {
  readonly source: Attributes;
  readonly target: Attributes;
  /** Name of the target directory. */
  readonly targetName: string;
}

/** @param path place of the list of mappings */
export function checkMappings(
  { attributeMappings, flowTypes }: ObjectMapping,
  ends: MappingEnds,
  path: string,
  report: Report,
): void {
  const mapped = new Set<string>();
  attributeMappings.forEach((mapping, index) => {
    const place = `${path}[${index}]`;
    const name = mapping.targetAttributeName;
    if (mapped.has(name))
      report(`${place}.targetAttributeName`, 'DuplicateTarget', `${name} is mapped more than once.`);
    mapped.add(name);
    checkTarget(mapping, ends, place, report);
    checkExpression(mapping, ends.source, place, report);
  });
  if (flowTypes.includes('Add')) checkRequired(ends.target, mapped, path, report);
}

function checkTarget(
  mapping: AttributeMapping,
  { target, targetName }: MappingEnds,
  path: string,
  report: Report,
): void {
  const name = mapping.targetAttributeName;
  if (name === OBJECT_FILTER.name || name === '') return;
  const definition = target.get(name);
  if (definition === undefined) {
    report(`${path}.targetAttributeName`, 'UnknownAttribute', unknownAttribute('target', name, target));
    return;
  }
  if ((definition.mutability === 'ReadOnly' && !isSetOnce(definition, targetName)) || definition.anchor) {
    const why = definition.anchor ? 'is the key of the target object' : 'is read-only';
    report(`${path}.targetAttributeName`, 'ReadOnlyTarget', `${name} ${why} and cannot be mapped.`);
  }
  if (definition.type === 'Reference') checkReference(mapping, definition, path, report);
  const converted = converterFor(definition)(mapping.defaultValue);
  if (converted instanceof Refusal) report(`${path}.defaultValue`, 'InvalidDefaultValue', converted.message);
}

/** A reference is one person, looked up by source anchor (spec/engine.md 9). */
function checkReference(
  { source, defaultValue }: AttributeMapping,
  { name, multivalued }: AttributeDefinition,
  path: string,
  report: Report,
): void {
  if (multivalued) {
    report(`${path}.targetAttributeName`, 'InvalidReference', `${name} is multi-valued; references are single-valued.`);
  }
  if (defaultValue !== null && defaultValue !== '') {
    report(`${path}.defaultValue`, 'InvalidReference', `${name} is a reference and takes no default value.`);
  }
  if (source !== null && calls(source, 'Switch')) {
    report(`${path}.source.expression`, 'InvalidReference', `${name} is a reference and cannot be fed by Switch.`);
  }
}

function checkExpression(mapping: AttributeMapping, attributes: Attributes, path: string, report: Report): void {
  const { source } = mapping;
  const compilation = source === null ? NO_SOURCE : compileExpression(source.expression);
  if (isPasswordMapping(mapping, compilation.ok ? compilation.expression : undefined)) {
    const message = `${mapping.targetAttributeName} is not mapped: passwords are generated, and those in a payload are dropped.`;
    report(path, 'PasswordNotProvisioned', message);
  }
  for (const name of compilation.ok ? compilation.expression.attributes : []) {
    if (attributes.has(name)) continue;
    report(`${path}.source.expression`, 'UnknownAttribute', unknownAttribute('source', name, attributes));
  }
}

const NO_SOURCE = { ok: true, expression: { attributes: [] as readonly string[] } } as const;

/** Creating an account takes a value for every required attribute, unless the target makes one up. */
function checkRequired(target: Attributes, mapped: ReadonlySet<string>, path: string, report: Report): void {
  for (const { name, required, defaultValue, mutability } of target.values()) {
    if (!required || defaultValue !== null || mutability === 'ReadOnly' || mapped.has(name)) continue;
    report(path, 'UnmappedRequiredTarget', `${name} is required in the target and must be mapped.`);
  }
}

/** With a hint where only the case differs: names are case-sensitive (spec/engine.md 1.1). */
export function unknownAttribute(end: 'source' | 'target', name: string, attributes: Attributes): string {
  const similar = [...attributes.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  const hint = similar === undefined ? '' : ` Did you mean "${similar}"?`;
  return `The ${end} object has no attribute "${name}".${hint}`;
}

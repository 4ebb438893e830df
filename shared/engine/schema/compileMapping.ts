/**
 * One attribute mapping, compiled to closures: how its value is had, brought to the target's type, and compared. Reading
 * a person through it parses nothing and looks nothing up by name, except that expressions read by attribute name.
 */
import { type AttributePath, compileAttributePath } from '../../scim/attributePath';
import type { JsonObject } from '../../scim/json';
import { isEmpty, type Value } from '../../value';
import { compileExpression } from '../expression';
import type { CompiledExpression } from '../expression/contract';
import {
  type AttributeDefinition,
  type AttributeMapping,
  attributeDefinition,
  type FlowType,
} from '../synchronizationSchema';
import { type ComparisonKey, comparisonKey } from '../values/compare';
import { type Converter, converterFor, Refusal } from '../values/convert';
import { keysReadBy } from './entryNames';

export interface CompiledMapping {
  readonly target: string;
  readonly mapping: AttributeMapping;
  /** The target attribute. */
  readonly definition: AttributeDefinition;
  /** Set for a mapping that takes an attribute as it is; read instead of `expression`. */
  readonly direct: AttributePath | undefined;
  /** Absent for mappings without a source. */
  readonly expression: CompiledExpression | undefined;
  /** The source attributes the mapping reads. */
  readonly sources: readonly AttributePath[];
  /** Keys of the entries that can change what they give (`entryNames.ts`); none for a constant. */
  readonly reads: readonly string[];
  readonly convert: Converter;
  readonly keyOf: ComparisonKey;
  /** What a new account gets when the source has no value; `null` for nothing. Already of the target's type. */
  readonly defaultValue: Value;
  readonly isReference: boolean;
  /** Evaluated for its effect on the person only, never written (`objectFilter`). */
  readonly isFilter: boolean;
  /** When the value flows. A mapping without a source only ever fills in an empty attribute. */
  readonly flow: FlowType;
  /** Logs show `[Redact]` in place of the values. */
  readonly redacts: boolean;
  /** Both gates of null flow are open (spec/engine.md 3.6). */
  readonly flowsNull: boolean;
  /** A creation fails without a value. */
  readonly required: boolean;
}

/** The pseudo attribute that carries IgnoreObjectFlow (spec/engine.md 1.4); part of no schema, target of any. */
export const OBJECT_FILTER = attributeDefinition('objectFilter', { mutability: 'WriteOnly' });

/** @throws {Error} for an expression that does not compile: schemas are validated before they get here */
export function compileMapping(
  mapping: AttributeMapping,
  definition: AttributeDefinition,
  sourceAttributes: ReadonlyMap<string, AttributeDefinition>,
): CompiledMapping {
  const expression = mapping.source === null ? undefined : compiled(mapping.source.expression);
  const sources = (expression?.attributes ?? []).map(compileAttributePath);
  const convert = converterFor(definition);
  return {
    target: mapping.targetAttributeName,
    mapping,
    definition,
    direct: expression !== undefined && isDirect(expression) ? sources[0] : undefined,
    expression,
    sources,
    reads: [...new Set(sources.flatMap(({ name }) => keysReadBy(name)))],
    convert,
    keyOf: comparisonKey(definition),
    defaultValue: defaultValueOf(mapping, definition, convert),
    isReference: definition.type === 'Reference',
    isFilter: mapping.targetAttributeName === OBJECT_FILTER.name,
    flow: mapping.source === null && mapping.flowType !== 'ObjectAddOnly' ? 'AttributeAddOnly' : mapping.flowType,
    redacts: expression?.redacts === true || isSecret(definition),
    flowsNull: flowsNull(mapping, definition, sources, sourceAttributes),
    required: definition.required,
  };
}

function compiled(text: string): CompiledExpression {
  const compilation = compileExpression(text);
  if (compilation.ok) return compilation.expression;
  throw new Error(`The expression ${text} does not compile: ${compilation.faults[0]?.message ?? 'no reason given'}`);
}

function isDirect({ text, attributes }: CompiledExpression): boolean {
  return text.trim() === `[${attributes[0]}]`;
}

/** The mapping's own default wins over the attribute's, which stands in only for required attributes. */
function defaultValueOf(mapping: AttributeMapping, definition: AttributeDefinition, convert: Converter): Value {
  const own = isEmpty(mapping.defaultValue) ? null : mapping.defaultValue;
  const value = convert(own ?? (definition.required ? definition.defaultValue : null));
  if (value instanceof Refusal)
    throw new Error(`The default value of ${definition.name} cannot be used: ${value.message}`);
  return value;
}

function isSecret({ name }: AttributeDefinition): boolean {
  return /password|unicodePwd/i.test(name);
}

/** Single-valued attributes only, only where every change flows, and every attribute read must allow it. */
function flowsNull(
  mapping: AttributeMapping,
  definition: AttributeDefinition,
  sources: readonly AttributePath[],
  sourceAttributes: ReadonlyMap<string, AttributeDefinition>,
): boolean {
  return (
    mapping.flowNullValues === true &&
    mapping.flowType === 'Always' &&
    !definition.multivalued &&
    sources.length > 0 &&
    sources.every(({ name }) => sourceAttributes.get(name)?.flowNullValues === true)
  );
}

/** Whether an empty result clears the account's value: both gates open, and nothing was left out with its container. */
export function clearsFor(mapping: CompiledMapping, data: JsonObject): boolean {
  return mapping.flowsNull && mapping.sources.every((source) => source.containerPresent(data));
}

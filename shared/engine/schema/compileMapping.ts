/**
 * One attribute mapping, compiled to closures: how its value is had, brought to the target's type, and compared. Reading
 * a person through it parses nothing and looks nothing up by name, except that expressions read by attribute name.
 */
import type { JsonObject } from '../../scim/json';
import { isPasswordName } from '../../scim/payload';
import { isEmpty, isNoValue, type Value } from '../../value';
import { compileExpression } from '../expression';
import type { CompiledExpression } from '../expression/contract';
import { readAny } from '../expression/dates/readAny';
import {
  type AttributeDefinition,
  type AttributeMapping,
  attributeDefinition,
  type FlowType,
} from '../synchronizationSchema';
import { type ComparisonKey, comparisonKey } from '../values/compare';
import { type Converter, converterFor, Refusal } from '../values/convert';
import { parseInstant } from '../values/instant';
import { keysReadBy } from './entryNames';
import type { SourceAttribute } from './sourceAttribute';

export interface CompiledMapping {
  readonly target: string;
  readonly mapping: AttributeMapping;
  /** The target attribute. */
  readonly definition: AttributeDefinition;
  /** Set for a mapping that takes an attribute as it is; read instead of `expression`. */
  readonly direct: SourceAttribute | undefined;
  /** Absent for mappings without a source. */
  readonly expression: CompiledExpression | undefined;
  /** The source attributes the mapping reads. */
  readonly sources: readonly SourceAttribute[];
  /** Keys of the entries that can change what they give (`entryNames.ts`); none for a constant. */
  readonly reads: readonly string[];
  /** It reads or writes a password, which is never provisioned: it gives no value (spec/payload.md 1.6). */
  readonly isPassword: boolean;
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

/** What a mapping writes. */
export interface TargetAttribute {
  readonly definition: AttributeDefinition;
  /** It is written at creation only (`schemaQueries.ts`). */
  readonly setOnce: boolean;
}

/** @param sourceOf source attributes by name */
export function compileMapping(
  mapping: AttributeMapping,
  expression: CompiledExpression | undefined,
  { definition, setOnce }: TargetAttribute,
  sourceOf: (name: string) => SourceAttribute,
  sourceAttributes: ReadonlyMap<string, AttributeDefinition>,
): CompiledMapping {
  const sources = (expression?.attributes ?? []).map(sourceOf);
  const convert = converterFor(definition, instantOf);
  const isPassword = isPasswordMapping(mapping, expression);
  return {
    target: mapping.targetAttributeName,
    mapping,
    definition,
    direct: expression !== undefined && isDirect(expression) ? sources[0] : undefined,
    expression,
    sources,
    reads: [...new Set(sources.flatMap(({ name }) => keysReadBy(name)))],
    isPassword,
    convert,
    keyOf: comparisonKey(definition),
    defaultValue: isPassword ? null : defaultValueOf(mapping, definition, convert),
    isReference: definition.type === 'Reference',
    isFilter: mapping.targetAttributeName === OBJECT_FILTER.name,
    flow: flowOf(mapping, setOnce),
    redacts: redacts(expression, definition),
    flowsNull: !isPassword && flowsNull(mapping, sources, sourceAttributes),
    required: definition.required,
  };
}

/** What a source attribute of that type may hold flows into one of the target: whatever `CDate` reads. */
function instantOf(text: string): number | undefined {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  const read = readAny(text);
  return read && read.seconds * 1_000 + Math.floor(read.ticks / TICKS_PER_MS);
}

const TICKS_PER_MS = 10_000;

/** @throws {Error} for an expression that does not compile: schemas are validated before they get here */
export function expressionOf({ source }: AttributeMapping): CompiledExpression | undefined {
  if (source === null) return undefined;
  const compilation = compileExpression(source.expression);
  if (compilation.ok) return compilation.expression;
  const reason = compilation.faults[0]?.message ?? 'no reason given';
  throw new Error(`The expression ${source.expression} does not compile: ${reason}`);
}

/** What an account cannot be given later is given at creation; a mapping without a source only ever fills in. */
function flowOf({ source, flowType }: AttributeMapping, setOnce: boolean): FlowType {
  if (setOnce) return 'ObjectAddOnly';
  return source === null && flowType !== 'ObjectAddOnly' ? 'AttributeAddOnly' : flowType;
}

/** Whether logs must not show what flows. */
export function redacts(expression: CompiledExpression | undefined, definition: AttributeDefinition): boolean {
  return expression?.redacts === true || isSecret(definition);
}

/** Target attributes that hold passwords: Entra's, Active Directory's, a SCIM service's. */
const PASSWORD_TARGETS = new Set(['passwordprofile.password', 'unicodepwd', 'password']);

/** Passwords are generated, never provisioned (spec/engine.md 12). */
export function isPasswordMapping(
  { targetAttributeName }: Pick<AttributeMapping, 'targetAttributeName'>,
  expression: Pick<CompiledExpression, 'attributes'> | undefined,
): boolean {
  return PASSWORD_TARGETS.has(targetAttributeName.toLowerCase()) || (expression?.attributes ?? []).some(isPasswordName);
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

/** Only where every change flows, and every attribute read must allow it. The last member of a list goes like any value. */
function flowsNull(
  mapping: AttributeMapping,
  sources: readonly SourceAttribute[],
  sourceAttributes: ReadonlyMap<string, AttributeDefinition>,
): boolean {
  return (
    mapping.flowNullValues === true &&
    mapping.flowType === 'Always' &&
    sources.length > 0 &&
    sources.every(({ name }) => sourceAttributes.get(name)?.flowNullValues === true)
  );
}

/** Whether no value clears the account's: both gates are open, and everything read was said to be none (spec/payload.md 3.2). */
export function clearsFor(mapping: CompiledMapping, data: JsonObject): boolean {
  return mapping.flowsNull && mapping.sources.every((source) => source.said(data)) && readsNothing(mapping, data);
}

/** Whether nothing that the mapping reads has a value. What is none of its type counts as one: it is not nothing. */
export function readsNothing({ sources }: CompiledMapping, data: JsonObject): boolean {
  return sources.every(({ sent }) => isNoValue(sent(data)));
}

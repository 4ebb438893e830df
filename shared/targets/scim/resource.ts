/**
 * SCIM resources as values: read and changed by path, never in place. Attribute names are compared without case
 * (RFC 7643, 2.1), so a service that answers `username` is understood.
 */

import { ProvisioningError } from '../../errors';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { Scalar, Value } from '../../value';
import type { ElementCondition, ScimPath } from './path';

/** The collections of the core schema (RFC 7643, 4.1.2): lists of objects whose main part is `value`. */
const COLLECTIONS = new Set([
  'emails',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'groups',
  'entitlements',
  'roles',
  'x509certificates',
]);

/** Sub-attributes that describe an element; an element that has nothing else holds no value. */
const LABELS = new Set(['type', 'primary', 'display']);

/** Boolean by definition (RFC 7643, 2.4 and 4.1.1); services and expressions also write them as text. */
const BOOLEANS = new Set(['active', 'primary']);

export function isBoolean(path: ScimPath): boolean {
  return BOOLEANS.has((path.subAttribute ?? path.attribute).toLowerCase());
}

export function isCollection(path: ScimPath): boolean {
  return path.schema === undefined && COLLECTIONS.has(path.attribute.toLowerCase());
}

/** The JSON the path points at; `undefined` where there is nothing, or null. */
export function readJson(resource: JsonObject, path: ScimPath): Json | undefined {
  const holder = path.schema === undefined ? resource : member(resource, path.schema);
  const attribute = member(holder, path.attribute);
  const part = path.element === undefined ? attribute : elementsOf(attribute).find(meets(path.element));
  if (path.subAttribute === undefined) return part;
  const { subAttribute } = path;
  return Array.isArray(part) ? part.map((item) => member(item, subAttribute) ?? null) : member(part, subAttribute);
}

/** The value the path points at. A complex value stands for its `value`: a manager for the manager's id. */
export function readValue(resource: JsonObject, path: ScimPath): Value {
  const json = readJson(resource, path);
  if (!Array.isArray(json)) return scalarOf(path, json);
  const values = json.map((item: Json) => scalarOf(path, item)).filter((value) => value !== null);
  return values.length === 0 ? null : values;
}

/**
 * The value as SCIM writes it at this path.
 *
 * @throws {ProvisioningError} SchemaPropertyCanOnlyAcceptValue for several values where one fits;
 *   SchemaAttributeNotFound for `emails.value`, which does not say which element is meant
 */
export function toJson(path: ScimPath, value: Value): Json {
  if (isCollection(path) && path.element === undefined && path.subAttribute !== undefined) {
    throw new ProvisioningError(
      'SchemaAttributeNotFound',
      `${path.name} does not say which element to write; name one, as in ${path.attribute}[type eq "work"].${path.subAttribute}.`,
      { attribute: path.name },
    );
  }
  if (path.element !== undefined || path.subAttribute !== undefined) return scalarToJson(path, single(path, value));
  if (isCollection(path)) return listOf(value).map((item) => elementOf(item) ?? { value: scalarToJson(path, item) });
  return isList(value) ? value.map((item) => scalarToJson(path, item)) : scalarToJson(path, value);
}

/** The JSON with what labels the elements that are there already: a role keeps its `type`, `display` and `primary`. */
export function withKept(path: ScimPath, json: Json, current: JsonObject): Json {
  if (!isCollection(path) || path.element !== undefined || !Array.isArray(json)) return json;
  const there = elementsOf(readJson(current, path));
  return json.map((element) => {
    const kept = there.find((one) => isSameValue(member(one, 'value'), member(element, 'value')));
    return kept === undefined || !isJsonObject(element) ? element : { ...kept, ...element };
  });
}

/** The resource with this JSON at the path; `undefined` takes away what is there, and containers left empty with it. */
export function withJson(resource: JsonObject, path: ScimPath, json: Json | undefined): JsonObject {
  if (path.schema === undefined) return withAttribute(resource, path, json);
  const extension = withAttribute(objectOr(member(resource, path.schema)), path, json);
  return withMember(resource, path.schema, unlessEmpty(extension));
}

/** The new element that conditions describe: `{ type: "work" }`. */
export function elementFrom(conditions: readonly ElementCondition[]): JsonObject {
  return Object.fromEntries(
    conditions.map(({ subAttribute, equals }) => [subAttribute, asBoolean(subAttribute, equals)]),
  );
}

/** Whether the element still says something beyond what labels it. */
export function holdsValue(element: JsonObject, conditions: readonly ElementCondition[]): boolean {
  const labels = new Set([...LABELS, ...conditions.map(({ subAttribute }) => subAttribute.toLowerCase())]);
  return Object.entries(element).some(([name, value]) => !labels.has(name.toLowerCase()) && (value ?? null) !== null);
}

/** A copy of the object with one member set, or taken away when the value is `undefined`. */
export function withMember(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const { [keyOf(object, name)]: _, ...others } = object;
  return value === undefined ? others : { ...others, [keyOf(object, name)]: value };
}

/** The member of that name, whatever its case; `undefined` when absent, null or when `from` is no object. */
export function member(from: Json | undefined, name: string): Json | undefined {
  return isJsonObject(from) ? (from[keyOf(from, name)] ?? undefined) : undefined;
}

function withAttribute(holder: JsonObject, path: ScimPath, json: Json | undefined): JsonObject {
  const current = member(holder, path.attribute);
  if (path.element !== undefined) {
    const elements = withElement(elementsOf(current), path, path.element, json);
    return withMember(holder, path.attribute, elements.length === 0 ? undefined : elements);
  }
  if (path.subAttribute === undefined) return withMember(holder, path.attribute, json);
  const complex = withMember(objectOr(current), path.subAttribute, json);
  return withMember(holder, path.attribute, unlessEmpty(complex));
}

function withElement(
  elements: readonly JsonObject[],
  path: ScimPath,
  conditions: readonly ElementCondition[],
  json: Json | undefined,
): readonly JsonObject[] {
  const existing = elements.find(meets(conditions));
  if (existing === undefined && json === undefined) return elements;

  const changed = withMember(existing ?? elementFrom(conditions), path.subAttribute ?? 'value', json);
  if (existing === undefined) return [...elements, changed];
  return elements.flatMap((element) => {
    if (element !== existing) return [element];
    return holdsValue(changed, conditions) ? [changed] : [];
  });
}

function isSameValue(one: Json | undefined, other: Json | undefined): boolean {
  return one !== undefined && String(one).toLowerCase() === String(other).toLowerCase();
}

/** An element that a mapping writes as the JSON of an object, as AppRoleAssignmentsComplex does. */
function elementOf(item: Scalar): JsonObject | undefined {
  if (typeof item !== 'string' || !item.startsWith('{')) return undefined;
  try {
    const json: unknown = JSON.parse(item);
    return isJsonObject(json) ? (json as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function meets(conditions: readonly ElementCondition[]): (element: JsonObject) => boolean {
  return (element) =>
    conditions.every(({ subAttribute, equals }) => {
      const actual = member(element, subAttribute);
      return actual !== undefined && String(actual).toLowerCase() === String(equals).toLowerCase();
    });
}

function elementsOf(json: Json | undefined): readonly JsonObject[] {
  return Array.isArray(json) ? json.filter(isJsonObject) : [];
}

function scalarOf(path: ScimPath, json: Json | undefined): Scalar | null {
  if (json === undefined || json === null || Array.isArray(json)) return null;
  if (isJsonObject(json)) return scalarOf(path, member(json, 'value'));
  return asBoolean(path.subAttribute ?? path.attribute, json as Scalar);
}

function scalarToJson(path: ScimPath, value: Value): Json {
  if (value === null || isList(value)) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return asBoolean(path.subAttribute ?? path.attribute, value) as Json;
}

function asBoolean<T extends Scalar>(name: string, value: T): T | boolean {
  if (typeof value !== 'string' || !BOOLEANS.has(name.toLowerCase())) return value;
  if (/^true$/i.test(value)) return true;
  return /^false$/i.test(value) ? false : value;
}

function single(path: ScimPath, value: Value): Scalar | null {
  if (!isList(value)) return value;
  if (value.length <= 1) return value[0] ?? null;
  throw new ProvisioningError(
    'SchemaPropertyCanOnlyAcceptValue',
    `${path.name} takes one value; the mapping gave ${value.length}.`,
    { attribute: path.name },
  );
}

function listOf(value: Value): readonly Scalar[] {
  if (value === null) return [];
  return isList(value) ? value : [value];
}

function isList(value: Value): value is readonly Scalar[] {
  return Array.isArray(value);
}

function keyOf(object: JsonObject, name: string): string {
  if (Object.hasOwn(object, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === wanted) ?? name;
}

function objectOr(json: Json | undefined): JsonObject {
  return isJsonObject(json) ? json : {};
}

function unlessEmpty(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object;
}

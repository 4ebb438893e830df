/**
 * The operations of a PATCH, planned from what shall change and what is there now (RFC 7644, 3.5.2; spec/engine.md 13.3).
 * What is there decides between add and replace, and whether there is anything to remove.
 */

import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { isEmpty } from '../../value';
import type { AttributeChanges } from '../target';
import type { Dialect } from './dialect';
import type { LabelledUser } from './labels';
import { attributePathOf, type ElementCondition, elementPathOf, parseScimPath, type ScimPath } from './path';
import { isCollection, member, readJson, toJson, withJson, withKept } from './resource';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export interface PatchOperation {
  readonly op: string;
  /** Absent: `value` is an object of paths and values. */
  readonly path?: string;
  readonly value?: Json;
}

interface Change {
  readonly path: ScimPath;
  /** `undefined` removes. */
  readonly json: Json | undefined;
}

/** The operations that bring about the changes; none when all that shall go is gone already. */
export function planPatch(changes: AttributeChanges, user: LabelledUser, dialect: Dialect): readonly PatchOperation[] {
  const current = user.resource;
  const todo = parseChanges(changes, current);
  const plan = { current, untyped: user.untyped, after: apply(todo, current), dialect };
  if (dialect.pathless) return pathless(todo, plan);
  const operations = distinct(todo.flatMap((change) => operationsFor(change, plan)));
  return dialect.mergesReplaces ? mergeReplaces(operations, dialect) : operations;
}

/** The resource after the changes, for a PUT. */
export function applyChanges(changes: AttributeChanges, current: JsonObject): JsonObject {
  return apply(parseChanges(changes, current), current);
}

export function patchBody(operations: readonly PatchOperation[]): JsonObject {
  return { schemas: [PATCH_OP], Operations: operations.map((operation) => ({ ...operation })) };
}

function parseChanges(changes: AttributeChanges, current: JsonObject): readonly Change[] {
  return Object.entries(changes).map(([name, value]) => {
    const path = parseScimPath(name);
    return { path, json: isEmpty(value) ? undefined : withKept(path, toJson(path, value), current) };
  });
}

function apply(changes: readonly Change[], resource: JsonObject): JsonObject {
  return changes.reduce((changed, { path, json }) => withJson(changed, path, json), resource);
}

interface Plan extends LabelledUserAfter {
  readonly dialect: Dialect;
}

interface LabelledUserAfter {
  readonly current: JsonObject;
  /** See `labels.ts`. */
  readonly untyped: ReadonlySet<string>;
  readonly after: JsonObject;
}

function operationsFor(change: Change, plan: Plan): readonly PatchOperation[] {
  const { operations, elements } = plan.dialect;
  const isThere = readJson(plan.current, change.path) !== undefined;
  if (change.json === undefined && !isThere) return [];

  const { attribute, element } = change.path;
  if (element !== undefined) {
    if (elements === 'wholeCollection' || plan.untyped.has(attribute.toLowerCase()))
      return [wholeCollection(change.path, plan)];
    const whole = elements === 'addToCollection' ? wholeElement(change.path, element, plan) : undefined;
    if (whole !== undefined) return [whole];
  }
  if (change.json === undefined) return [{ op: operations.remove, path: change.path.name }];
  const value = plan.dialect.booleansAsText ? booleansToText(change.json) : change.json;
  return [{ op: isThere ? operations.replace : operations.add, path: change.path.name, value }];
}

/** The collection as it shall be. Each change of one of its elements gives the same operation. */
function wholeCollection(path: ScimPath, { current, after, dialect }: Plan): PatchOperation {
  const collection = { ...path, element: undefined, subAttribute: undefined };
  const [before, then] = [readJson(current, collection), readJson(after, collection)];
  const name = attributePathOf(path);
  if (then === undefined) return { op: dialect.operations.remove, path: name };
  return { op: before === undefined ? dialect.operations.add : dialect.operations.replace, path: name, value: then };
}

/**
 * The operation on a whole element where one comes into being or goes. An element that would keep only its labels goes:
 * an e-mail of type work without an address helps nobody. Each attribute of the element gives the same operation.
 */
function wholeElement(
  path: ScimPath,
  conditions: readonly ElementCondition[],
  { current, after, dialect }: Plan,
): PatchOperation | undefined {
  const element = { ...path, subAttribute: undefined };
  const before = readJson(current, element);
  const then = readJson(after, element);
  if (before === undefined && then !== undefined) {
    return { op: dialect.operations.add, path: attributePathOf(path), value: [then] };
  }
  if (before !== undefined && then === undefined) {
    return { op: dialect.operations.remove, path: elementPathOf(path, conditions) };
  }
  return undefined;
}

/**
 * One replace of an object as it stands in the resource. Complex values and extensions are sent whole: the standard has
 * their parts merged, but not every service does that (RFC 7644, 3.5.2.3).
 */
function pathless(todo: readonly Change[], { current, after, dialect }: Plan): readonly PatchOperation[] {
  const value: Record<string, Json> = {};
  for (const { path, json } of todo) {
    if (json === undefined && readJson(current, path) === undefined) continue;
    const key = path.schema ?? path.attribute;
    value[key] = whole(key, path, json, value[key] ?? member(after, key));
  }
  if (Object.keys(value).length === 0) return [];
  const text = dialect.booleansAsText ? mapObject(value, booleansToText) : value;
  return [{ op: dialect.operations.replace, value: text }];
}

/** What went is named as null: what an object leaves out stays. */
function whole(key: string, path: ScimPath, json: Json | undefined, then: Json | undefined): Json {
  if (json !== undefined) return then ?? json;
  if (path.element !== undefined || isCollection(path)) return then ?? [];
  const part = path.schema === undefined ? path.subAttribute : path.attribute;
  if (part === undefined || key === part) return null;
  return { ...(isJsonObject(then) ? then : {}), [part]: null };
}

function distinct(operations: readonly PatchOperation[]): readonly PatchOperation[] {
  return [...new Map(operations.map((operation) => [JSON.stringify(operation), operation])).values()];
}

/** Two or more replaces without a filter become one; a lone one keeps its path, as Entra sends it. */
function mergeReplaces(operations: readonly PatchOperation[], dialect: Dialect): readonly PatchOperation[] {
  const merges = ({ op, path }: PatchOperation) =>
    op === dialect.operations.replace && path !== undefined && !path.includes('[');
  const plain = operations.filter(merges);
  if (plain.length < 2) return operations;

  const value = Object.fromEntries(plain.map((operation) => [operation.path ?? '', operation.value]));
  return [{ op: dialect.operations.replace, value }, ...operations.filter((operation) => !merges(operation))];
}

function booleansToText(json: Json): Json {
  if (typeof json === 'boolean') return json ? 'True' : 'False';
  return Array.isArray(json) ? json.map(booleansToText) : json;
}

function mapObject(object: Readonly<Record<string, Json>>, map: (json: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, json]) => [name, map(json)]));
}

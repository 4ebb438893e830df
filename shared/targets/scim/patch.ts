/**
 * The operations of a PATCH, planned from what shall change and what is there now (RFC 7644, 3.5.2; spec/engine.md 13.3).
 * What is there decides between add and replace, and whether there is anything to remove.
 */

import type { Json, JsonObject } from '../../scim/json';
import { isEmpty } from '../../value';
import type { AttributeChanges } from '../target';
import type { Dialect } from './dialect';
import { attributePathOf, type ElementCondition, elementPathOf, parseScimPath, type ScimPath } from './path';
import { readJson, toJson, withJson } from './resource';

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
export function planPatch(changes: AttributeChanges, current: JsonObject, dialect: Dialect): readonly PatchOperation[] {
  const todo = parseChanges(changes);
  const after = apply(todo, current);
  const operations = todo.flatMap((change) => operationsFor(change, { current, after, dialect }));
  return dialect.mergesReplaces ? mergeReplaces(distinct(operations), dialect) : distinct(operations);
}

/** The resource after the changes, for a PUT. */
export function applyChanges(changes: AttributeChanges, current: JsonObject): JsonObject {
  return apply(parseChanges(changes), current);
}

export function patchBody(operations: readonly PatchOperation[]): JsonObject {
  return { schemas: [PATCH_OP], Operations: operations.map((operation) => ({ ...operation })) };
}

function parseChanges(changes: AttributeChanges): readonly Change[] {
  return Object.entries(changes).map(([name, value]) => {
    const path = parseScimPath(name);
    return { path, json: isEmpty(value) ? undefined : toJson(path, value) };
  });
}

function apply(changes: readonly Change[], resource: JsonObject): JsonObject {
  return changes.reduce((changed, { path, json }) => withJson(changed, path, json), resource);
}

interface Plan {
  readonly current: JsonObject;
  readonly after: JsonObject;
  readonly dialect: Dialect;
}

function operationsFor(change: Change, plan: Plan): readonly PatchOperation[] {
  const { operations, newElement } = plan.dialect;
  const isThere = readJson(plan.current, change.path) !== undefined;
  if (change.json === undefined && !isThere) return [];

  const { element } = change.path;
  if (element !== undefined && newElement === 'addToCollection') {
    const whole = wholeElement(change.path, element, plan);
    if (whole !== undefined) return [whole];
  }
  if (change.json === undefined) return [{ op: operations.remove, path: change.path.name }];
  const value = plan.dialect.booleansAsText ? booleansToText(change.json) : change.json;
  return [{ op: isThere ? operations.replace : operations.add, path: change.path.name, value }];
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

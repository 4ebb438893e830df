/** The manager: a reference to another user of the same service (RFC 7643, 4.3), written in each dialect's form. */

import type { Json, JsonObject } from '../../scim/json';
import { ENTERPRISE_USER } from '../../scim/urns';
import type { Dialect } from './dialect';
import type { PatchOperation } from './patch';
import { parseScimPath } from './path';
import { readJson, readValue, withJson } from './resource';

export const MANAGER = `${ENTERPRISE_USER}:manager`;

const MANAGER_PATH = parseScimPath(MANAGER);

export interface ManagerReference {
  readonly id: string;
  /** Address of the manager's resource. */
  readonly ref: string;
}

/** The id of the user's manager; `null` for none. */
export function managerOf(user: JsonObject): string | null {
  const id = readValue(user, MANAGER_PATH);
  return typeof id === 'string' ? id : null;
}

/** The user with this manager, or with none; for a PUT. */
export function withManager(user: JsonObject, manager: ManagerReference | null): JsonObject {
  return withJson(user, MANAGER_PATH, manager === null ? undefined : complexValue(manager));
}

export function planManager(user: JsonObject, manager: ManagerReference | null, dialect: Dialect): PatchOperation {
  const { operations } = dialect;
  const path = dialect.manager === 'bareList' ? MANAGER_PATH.attribute : MANAGER;
  if (manager === null) return { op: operations.remove, path };

  const isThere = readJson(user, MANAGER_PATH) !== undefined;
  return { op: isThere ? operations.replace : operations.add, path, value: managerValue(manager, dialect) };
}

function managerValue(manager: ManagerReference, dialect: Dialect): Json {
  switch (dialect.manager) {
    case 'complex':
      return complexValue(manager);
    case 'bareList':
      return [{ $ref: manager.ref, value: manager.id }];
    case 'id':
      return manager.id;
  }
}

function complexValue(manager: ManagerReference): Json {
  return { value: manager.id, $ref: manager.ref };
}

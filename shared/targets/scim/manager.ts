/** The manager: a reference to another user of the same service (RFC 7643, 4.3), read and written in each dialect's form. */

import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { ENTERPRISE_USER } from '../../scim/urns';
import type { Dialect } from './dialect';
import type { PatchOperation } from './patch';
import { parseScimPath } from './path';
import { member, readJson, withJson } from './resource';

export const MANAGER = `${ENTERPRISE_USER}:manager`;

export function isManager(attribute: string): boolean {
  return attribute.toLowerCase() === MANAGER.toLowerCase();
}

const MANAGER_PATH = parseScimPath(MANAGER);

export interface ManagerReference {
  readonly id: string;
  /** Address of the manager's resource. */
  readonly ref: string;
}

/**
 * The id of the user's manager; `null` for none. Read wherever and however a service may have kept it: as an object, a text
 * or a list of one, of the extension or of the user itself.
 */
export function managerOf(user: JsonObject): string | null {
  return idIn(readJson(user, MANAGER_PATH)) ?? idIn(member(user, MANAGER_PATH.attribute)) ?? null;
}

function idIn(json: Json | undefined): string | undefined {
  if (typeof json === 'number') return String(json);
  if (typeof json === 'string') return json === '' ? undefined : json;
  if (Array.isArray(json)) return idIn(json[0]);
  // `managerId` is the name it had before SCIM 2.0.
  return isJsonObject(json) ? (idIn(member(json, 'value')) ?? idIn(member(json, 'managerId'))) : undefined;
}

/** The user with this manager, or with none; for a PUT. */
export function withManager(user: JsonObject, manager: ManagerReference | null, dialect: Dialect): JsonObject {
  return withJson(user, MANAGER_PATH, manager === null ? undefined : managerValue(manager, dialect));
}

export function planManager(user: JsonObject, manager: ManagerReference | null, dialect: Dialect): PatchOperation {
  const { operations } = dialect;
  const isThere = managerOf(user) !== null;
  if (dialect.pathless) {
    const extension = member(withManager(user, manager, dialect), ENTERPRISE_USER);
    const cleared = manager === null ? { manager: null } : {};
    return {
      op: operations.replace,
      value: { [ENTERPRISE_USER]: { ...(isJsonObject(extension) ? extension : {}), ...cleared } },
    };
  }
  const path = dialect.manager === 'bareList' ? MANAGER_PATH.attribute : MANAGER;
  if (manager === null) return { op: operations.remove, path };
  return { op: isThere ? operations.replace : operations.add, path, value: managerValue(manager, dialect) };
}

function managerValue(manager: ManagerReference, dialect: Dialect): Json {
  switch (dialect.manager) {
    case 'complex':
      return { value: manager.id, $ref: manager.ref };
    case 'bareList':
      return [{ $ref: manager.ref, value: manager.id }];
    case 'id':
      return manager.id;
  }
}

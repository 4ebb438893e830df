/** The body of a create (spec/engine.md 13.2): only attributes that have a value, and the schemas they come from. */

import type { JsonObject } from '../../scim/json';
import { CORE_USER, ENTERPRISE_USER } from '../../scim/urns';
import { isEmpty } from '../../value';
import type { TargetAttributes } from '../target';
import type { Dialect } from './dialect';
import { parseScimPath, type ScimPath } from './path';
import { member, readJson, toJson, withJson } from './resource';

const PRIMARY_WORK_EMAIL = parseScimPath('emails[type eq "work"].primary');
const WORK_EMAIL = parseScimPath('emails[type eq "work"].value');

export function newUser(attributes: TargetAttributes, dialect: Dialect): JsonObject {
  const user = Object.entries(attributes)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => ({ path: parseScimPath(name), value }))
    .reduce<JsonObject>((built, { path, value }) => withJson(built, path, toJson(path, value)), {});

  if (!dialect.createsLikeEntra) return { schemas: [CORE_USER, ...extensionsOf(user)], ...user };
  return {
    schemas: [CORE_USER, ENTERPRISE_USER], // Entra does not list custom extensions
    ...(has(user, WORK_EMAIL) ? withJson(user, PRIMARY_WORK_EMAIL, true) : user),
    meta: { resourceType: 'User' },
  };
}

/** The body of a PUT: the resource without what only the service may say, with every schema it uses. */
export function replacementUser(user: JsonObject): JsonObject {
  const { meta: _meta, groups: _groups, ...writable } = user;
  const listed = member(user, 'schemas');
  const schemas = new Set([CORE_USER, ...(Array.isArray(listed) ? listed : []), ...extensionsOf(user)]);
  return { ...writable, schemas: [...schemas] };
}

function extensionsOf(user: JsonObject): readonly string[] {
  return Object.keys(user).filter((key) => /^urn:/i.test(key));
}

function has(user: JsonObject, path: ScimPath): boolean {
  return readJson(user, path) !== undefined;
}

/** `/users/{id}/manager` and its reference (spec/wire-contract.md 7.1). */

import type { UserDirectory } from '../../directory/userDirectory';
import { UserNotFound } from '../../graph/userFaults';
import type { Reply } from '../http/endpoint';
import {
  acting,
  type DirectoryRoute,
  type GraphRequest,
  invalidRequest,
  NO_CONTENT,
  objectBody,
  reading,
  writing,
} from './request';
import { contextOf, parseUserSelect, USER_TYPE, userJson } from './userJson';
import { requestedId } from './users';

export const MANAGER_ROUTES: readonly DirectoryRoute[] = [
  { name: 'userManager', template: 'users/{id}/manager', operations: { GET: reading(readManager) } },
  {
    name: 'userManagerReference',
    template: 'users/{id}/manager/$ref',
    operations: { PUT: writing(setManager), DELETE: acting(clearManager) },
  },
];

/** `https://graph.microsoft.com/v1.0/users/{id}`; any host, because the service may be known by several names. */
const USER_REFERENCE = /\/(?:users|directoryObjects)(?:\/([^/?#()]+)|\('([^']+)'\))$/i;

async function readManager(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const select = parseUserSelect(request.query.get('$select'));
  const manager = await directory.manager(await requestedId(directory, request));
  if (manager === undefined) throw new UserNotFound('manager');
  const context = contextOf(request, 'directoryObjects', undefined, '/$entity');
  return { status: 200, body: { '@odata.context': context, '@odata.type': USER_TYPE, ...userJson(manager, select) } };
}

async function setManager(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const reference = objectBody(request)['@odata.id'];
  const match = typeof reference === 'string' ? USER_REFERENCE.exec(reference) : null;
  const managerId = match?.[1] ?? match?.[2];
  if (managerId === undefined) {
    throw invalidRequest("'@odata.id' must be the URL of a user, like https://graph.microsoft.com/v1.0/users/{id}.");
  }
  await directory.setManager(await requestedId(directory, request), decodeURIComponent(managerId));
  return NO_CONTENT;
}

/** Also when there is none: what the caller wants is the case. */
async function clearManager(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  await directory.setManager(await requestedId(directory, request), null);
  return NO_CONTENT;
}

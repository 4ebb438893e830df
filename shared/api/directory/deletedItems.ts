/** `/directory/deletedItems` of users: list, read, restore, purge (spec/wire-contract.md 7.1). */

import type { UserDirectory } from '../../directory/userDirectory';
import type { DirectoryUser } from '../../graph/graphUser';
import { UserNotFound } from '../../graph/userFaults';
import type { JsonObject } from '../../scim/json';
import type { Reply } from '../http/endpoint';
import { acting, type DirectoryRoute, type GraphRequest, NO_CONTENT, reading } from './request';
import { answerDeletedUsers } from './userCollection';
import { contextOf, DEFAULT_SELECT, parseUserSelect, USER_TYPE, userJson } from './userJson';
import { USERS_QUERIED } from './userQuery';

export const DELETED_ITEM_ROUTES: readonly DirectoryRoute[] = [
  {
    name: 'deletedUsers',
    template: 'directory/deletedItems/microsoft.graph.user',
    operations: { GET: reading(answerDeletedUsers, USERS_QUERIED) },
  },
  {
    name: 'deletedItem',
    template: 'directory/deletedItems/{id}',
    operations: { GET: reading(readDeleted), DELETE: acting(purge) },
  },
  {
    name: 'restoreDeletedItem',
    template: 'directory/deletedItems/{id}/restore',
    operations: { POST: acting(restore) },
  },
];

async function readDeleted(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const { id = '' } = request.params;
  const select = parseUserSelect(request.query.get('$select')) ?? [...DEFAULT_SELECT, 'deletedDateTime'];
  const user = await directory.readDeleted(id);
  if (user === undefined) throw new UserNotFound(id);
  return { status: 200, body: directoryObject(request, user, select) };
}

async function restore(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const user = await directory.restore(request.params.id ?? '');
  return { status: 200, body: directoryObject(request, user, DEFAULT_SELECT) };
}

async function purge(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  await directory.purge(request.params.id ?? '');
  return NO_CONTENT;
}

/** Deleted items are of many types, so each says its own. */
function directoryObject(request: GraphRequest, user: DirectoryUser, select: readonly string[]): JsonObject {
  const context = contextOf(request, 'directoryObjects', undefined, '/$entity');
  return { '@odata.context': context, '@odata.type': USER_TYPE, ...userJson(user, select) };
}

/** `/users` and `/users/{id or userPrincipalName}` (spec/wire-contract.md 7.1). */

import type { UserDirectory } from '../../directory/userDirectory';
import type { DirectoryUser } from '../../graph/graphUser';
import { UserNotFound } from '../../graph/userFaults';
import type { JsonObject } from '../../scim/json';
import type { Reply } from '../http/endpoint';
import { forbidden } from '../http/graphError';
import { expandManager, parseExpand } from './expand';
import { acting, type DirectoryRoute, type GraphRequest, NO_CONTENT, objectBody, reading, writing } from './request';
import { answerLiveUsers } from './userCollection';
import { contextOf, parseUserSelect, userJson } from './userJson';
import { USERS_QUERIED } from './userQuery';

export const USER_ROUTES: readonly DirectoryRoute[] = [
  {
    name: 'users',
    template: 'users',
    operations: { GET: reading(answerLiveUsers, USERS_QUERIED), POST: writing(createUser) },
  },
  {
    name: 'user',
    template: 'users/{id}',
    operations: {
      GET: reading(readUser, ['$select', '$expand']),
      PATCH: writing(updateUser),
      DELETE: acting(deleteUser),
    },
  },
];

/** The user named in the path. @throws {UserNotFound} */
export async function requestedUser(directory: UserDirectory, { params }: GraphRequest): Promise<DirectoryUser> {
  const { id = '' } = params;
  const user = await directory.resolve(id);
  if (user === undefined) throw new UserNotFound(id);
  return user;
}

/** The id of the user named in the path, without a read where the path has it. @throws {UserNotFound} */
export async function requestedId(directory: UserDirectory, request: GraphRequest): Promise<string> {
  const { id = '' } = request.params;
  return id.includes('@') ? (await requestedUser(directory, request)).id : id;
}

async function createUser(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const user = await directory.create(permittedBody(request));
  const context = contextOf(request, 'users', undefined, '/$entity');
  return { status: 201, body: { '@odata.context': context, ...userJson(user) } };
}

/** Beside the right to write users; no other role implies it (Graph, "user resource type", employeeLeaveDateTime). */
const WRITE_LEAVE_DATE = 'User-LifeCycleInfo.ReadWrite.All';

/** @throws {GraphError} 400 for what is no object, 403 for a property whose permission the caller lacks */
function permittedBody(request: GraphRequest): JsonObject {
  const body = objectBody(request);
  if (body.employeeLeaveDateTime !== undefined && !request.caller.roles.has(WRITE_LEAVE_DATE)) throw forbidden();
  return body;
}

async function readUser(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const select = parseUserSelect(request.query.get('$select'));
  const expansion = parseExpand(request.query.get('$expand'));
  const user = await requestedUser(directory, request);
  const manager = await expandManager(directory, user, expansion);
  const context = contextOf(request, 'users', select, '/$entity');
  return { status: 200, body: { '@odata.context': context, ...userJson(user, select), ...manager } };
}

async function updateUser(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  await directory.update(await requestedId(directory, request), permittedBody(request));
  return NO_CONTENT;
}

async function deleteUser(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  await directory.delete(await requestedId(directory, request));
  return NO_CONTENT;
}

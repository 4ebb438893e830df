/** A page of users, live or deleted, as Graph answers it. */

import type { UserDirectory } from '../../directory/userDirectory';
import type { ListOptions, UserPage } from '../../directory/userStore';
import type { DirectoryUser } from '../../graph/graphUser';
import { INDEXED_PROPERTIES } from '../../graph/userProperties';
import type { JsonObject } from '../../scim/json';
import type { Reply } from '../http/endpoint';
import { collectEquals } from '../odata/pushDown';
import { expandManager } from './expand';
import type { GraphRequest } from './request';
import { sortedBy } from './sortedUsers';
import { contextOf, userJson } from './userJson';
import { parseUserQuery, toSkipToken, type UserQuery } from './userQuery';

const MAX_PAGE = 999;

export async function answerLiveUsers(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const query = parseUserQuery(request);
  const candidates = await indexedUsers(directory, query);
  const list = candidates ? pagesOf(candidates) : directory.list;
  return answerPage(directory, request, query, list, 'users');
}

export async function answerDeletedUsers(directory: UserDirectory, request: GraphRequest): Promise<Reply> {
  const query = parseUserQuery(request);
  return answerPage(directory, request, query, directory.listDeleted, 'directory/deletedItems/microsoft.graph.user');
}

type List = (options: ListOptions) => Promise<UserPage>;

async function answerPage(
  directory: UserDirectory,
  request: GraphRequest,
  query: UserQuery,
  list: List,
  path: string,
): Promise<Reply> {
  const { matches, order, select, expansion, top, startAt, count } = query;
  const filtered = matches && { matches };
  const ordered = order === undefined ? list : sortedBy(order, list);
  const page = await ordered({ limit: top, ...(startAt && { startAt }), ...filtered });
  const value = await Promise.all(
    page.users.map(async (user) => ({
      ...userJson(user, select),
      ...(await expandManager(directory, user, expansion)),
    })),
  );
  const body: JsonObject = {
    '@odata.context': contextOf(request, 'users', select),
    ...(count && startAt === undefined && { '@odata.count': await countAll(list, filtered) }),
    ...(page.next !== undefined && { '@odata.nextLink': nextLink(request, path, page.next) }),
    value,
  };
  return { status: 200, body };
}

/** The users a filter can admit, when it binds an indexed property; `undefined` when only a scan can tell. */
async function indexedUsers(
  directory: UserDirectory,
  { filter }: UserQuery,
): Promise<readonly DirectoryUser[] | undefined> {
  if (filter === undefined) return undefined;
  for (const property of ['id', ...INDEXED_PROPERTIES]) {
    const values = collectEquals(filter, property);
    if (values === undefined) continue;
    const found = await Promise.all(values.map((value) => directory.find(property, value, MAX_PAGE)));
    const byId = new Map(found.flat().map((user) => [user.id, user]));
    return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return undefined;
}

function pagesOf(users: readonly DirectoryUser[]): List {
  return async ({ limit, startAt = '', matches }) => {
    const admitted = users.filter((user) => user.id >= startAt && (matches?.(user) ?? true));
    const next = admitted[limit]?.id;
    return { users: admitted.slice(0, limit), ...(next !== undefined && { next }) };
  };
}

async function countAll(list: List, filtered: Pick<ListOptions, 'matches'> | undefined): Promise<number> {
  let count = 0;
  let startAt: string | undefined;
  do {
    const page: UserPage = await list({ limit: MAX_PAGE, ...(startAt && { startAt }), ...filtered });
    count += page.users.length;
    startAt = page.next;
  } while (startAt !== undefined);
  return count;
}

/** The same request for the next page. `$` and `'` stay readable, as Graph leaves them. */
function nextLink({ origin, version, query }: GraphRequest, path: string, next: string): string {
  const options = [...query].filter(([name]) => name !== '$skiptoken');
  const parts = [...options, ['$skiptoken', toSkipToken(next)]].map(
    ([name = '', value = '']) => `${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(value)}`,
  );
  return `${origin}/${version}/${path}?${parts.join('&')}`;
}

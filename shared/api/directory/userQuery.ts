/** Query options of a list of users, checked against what Graph serves (spec/wire-contract.md 7.1). */

import type { DirectoryUser } from '../../graph/graphUser';
import { compileFilter } from '../odata/compileFilter';
import { type Filter, walk } from '../odata/filter';
import { parseFilter } from '../odata/parseFilter';
import { parseTop } from '../odata/queryOptions';
import { type ManagerExpansion, parseExpand } from './expand';
import { type GraphRequest, invalidRequest, unsupportedQuery } from './request';
import { USER_FIELDS } from './userFields';
import { parseUserSelect } from './userJson';

export interface UserQuery {
  readonly filter: Filter | undefined;
  readonly matches: ((user: DirectoryUser) => boolean) | undefined;
  readonly select: readonly string[] | undefined;
  readonly expansion: ManagerExpansion | undefined;
  /** Users a page, 1 to 999. */
  readonly top: number;
  /** Id of the first user of the page; absent: from the start. */
  readonly startAt: string | undefined;
  readonly count: boolean;
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 999;
const NOT_OFFERED = ['$skip', '$search', '$orderby', '$apply', '$compute'];
const ADVANCED = 'Try adding the query parameter $count=true and the header ConsistencyLevel: eventual.';

/** @throws {QueryError} @throws {GraphError} 400 for what cannot be read, what is not offered, and what needs advanced query headers */
export function parseUserQuery({ query, header }: GraphRequest): UserQuery {
  const refused = NOT_OFFERED.find((option) => query.has(option));
  if (refused !== undefined) throw unsupportedQuery(`${refused} is not supported on users.`);

  const isEventual = header('ConsistencyLevel')?.trim().toLowerCase() === 'eventual';
  const count = query.get('$count')?.toLowerCase() === 'true';
  if (count && !isEventual) throw unsupportedQuery('$count=true needs the header ConsistencyLevel: eventual.');

  const text = query.get('$filter');
  const filter = text === null ? undefined : parseFilter(text);
  if (filter) checkOffered(filter, isEventual && count);
  return {
    filter,
    matches: filter && compileFilter(filter, USER_FIELDS),
    select: parseUserSelect(query.get('$select')),
    expansion: parseExpand(query.get('$expand')),
    top: pageSize(query.get('$top')),
    startAt: fromSkipToken(query.get('$skiptoken')),
    count,
  };
}

/** Opaque to clients: the id of the first user of the next page. */
export const toSkipToken = (id: string) => Buffer.from(id).toString('base64url');

function fromSkipToken(token: string | null): string | undefined {
  if (token === null) return undefined;
  const id = Buffer.from(token, 'base64url').toString();
  if (!/^[0-9a-f-]{36}$/.test(id)) throw invalidRequest('The $skiptoken is not one this service gave out.');
  return id;
}

function pageSize(text: string | null): number {
  if (text === null) return DEFAULT_PAGE;
  const top = parseTop(text);
  if (top > MAX_PAGE)
    throw invalidRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${MAX_PAGE} inclusive.`);
  return top;
}

function checkOffered(filter: Filter, isAdvanced: boolean): void {
  for (const node of walk(filter)) {
    const name = node.kind === 'call' ? node.name : node.kind === 'comparison' ? node.operator : node.kind;
    if (name === 'contains' || name === 'tolower' || name === 'toupper') {
      throw unsupportedQuery(`$filter: ${name} is not supported on users at position ${node.position}.`);
    }
    if (!isAdvanced && (name === 'ne' || name === 'not' || name === 'endswith')) {
      throw unsupportedQuery(`$filter: ${name} is an advanced query at position ${node.position}. ${ADVANCED}`);
    }
  }
}

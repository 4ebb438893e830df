/** Query options of a list of users, checked against what Graph serves (spec/wire-contract.md 7.1). */

import type { DirectoryUser } from '../../graph/graphUser';
import { endsWithSupport, filterSupport, orderSupport, type Support } from '../../graph/userQueries';
import { QUERIED } from '../http/queryArguments';
import { asksForCount } from '../odata/collection';
import { compileFilter } from '../odata/compileFilter';
import { type Call, type Comparison, type Filter, type Membership, walk } from '../odata/filter';
import { parseFilter } from '../odata/parseFilter';
import { type OrderBy, parseOrderBy, parseTop } from '../odata/queryOptions';
import { type ManagerExpansion, parseExpand } from './expand';
import { type GraphRequest, invalidRequest, unsupportedQuery } from './request';
import { isUserCollection, USER_COLLECTIONS, userFieldName, userFields } from './userFields';
import { parseUserSelect } from './userJson';

export interface UserQuery {
  readonly filter: Filter | undefined;
  readonly matches: ((user: DirectoryUser) => boolean) | undefined;
  readonly order: OrderBy | undefined;
  readonly select: readonly string[] | undefined;
  readonly expansion: ManagerExpansion | undefined;
  /** Users a page, 1 to 999. */
  readonly top: number;
  /** Where the page begins; absent: at the start. */
  readonly startAt: string | undefined;
  readonly count: boolean;
}

/** What a list of users takes. */
export const USERS_QUERIED = [...QUERIED, '$expand'] as const;

const DEFAULT_PAGE = 100;
const MAX_PAGE = 999;
/** Values of `in`, outside of advanced queries (Microsoft Graph, "Use the $filter query parameter"). */
const MOST_VALUES = 15;
const ADVANCED = 'Try adding the query parameter $count=true and the header ConsistencyLevel: eventual.';

/** @throws {QueryError} @throws {GraphError} 400 for what cannot be read, what is not offered, and what needs advanced query headers */
export function parseUserQuery({ query, header }: GraphRequest): UserQuery {
  const isEventual = header('ConsistencyLevel')?.trim().toLowerCase() === 'eventual';
  const count = isEventual && asksForCount(query); // Graph ignores it otherwise

  const text = query.get('$filter');
  const filter = text === null ? undefined : parseFilter(text);
  if (filter) checkFilter(filter, count);
  const order = parseOrder(query.get('$orderby'), filter !== undefined, count);
  const expansion = parseExpand(query.get('$expand'));
  if (expansion && count) throw unsupportedQuery('$expand is not supported in advanced queries.');
  return {
    filter,
    matches: filter && compileFilter(filter, userFields(namesIn(filter)), USER_COLLECTIONS),
    order,
    select: parseUserSelect(query.get('$select')),
    expansion,
    top: pageSize(query.get('$top')),
    startAt: fromSkipToken(query.get('$skiptoken'), order !== undefined),
    count,
  };
}

/** Opaque to clients: where the next page begins. */
export const toSkipToken = (place: string) => Buffer.from(place).toString('base64url');

function fromSkipToken(token: string | null, isSorted: boolean): string | undefined {
  if (token === null) return undefined;
  const place = Buffer.from(token, 'base64url').toString();
  if (!isSorted && !/^[0-9a-f-]{36}$/.test(place)) {
    throw invalidRequest('The $skiptoken is not one this service gave out.');
  }
  return place;
}

function pageSize(text: string | null): number {
  if (text === null) return DEFAULT_PAGE;
  const top = parseTop(text);
  if (top > MAX_PAGE)
    throw invalidRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${MAX_PAGE} inclusive.`);
  return top;
}

function parseOrder(text: string | null, isFiltered: boolean, isAdvanced: boolean): OrderBy | undefined {
  if (text === null || text.trim() === '') return undefined;
  const [order, ...more] = parseOrderBy(text);
  if (order === undefined || more.length > 0) throw unsupportedQuery('Users are sorted by one property.');
  const support = orderSupport(order.property);
  if (support === 'none') throw unsupportedQuery(`Sorting users by '${order.property}' is not supported.`);
  if (!isAdvanced && (support === 'advanced' || isFiltered)) {
    throw unsupportedQuery(`Sorting not supported for current query. ${ADVANCED}`);
  }
  return { ...order, property: userFieldName(order.property) };
}

/** What of a filter needs how much support of the property that it is about. */
function checkFilter(filter: Filter, isAdvanced: boolean): void {
  for (const node of walk(filter)) {
    if (node.kind === 'not') check('not', 'advanced', node.position);
    if (node.kind === 'call') checkCall(node);
    if (node.kind === 'comparison') checkComparison(node);
    if (node.kind === 'in') checkList(node);
  }

  function checkList({ subject, values, position }: Membership): void {
    check(nameIn(subject), filterSupport(nameIn(subject)).equals, position);
    if (isAdvanced || values.length <= MOST_VALUES) return;
    throw unsupportedQuery(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${values.length}. Max allowed: ${MOST_VALUES}.`,
    );
  }

  function checkCall(node: Call): void {
    if (node.name !== 'startswith' && node.name !== 'endswith') {
      throw unsupportedQuery(`$filter: ${node.name} is not supported on users at position ${node.position}.`);
    }
    const name = nameIn(...node.args);
    check(name, node.name === 'startswith' ? filterSupport(name).startsWith : endsWithSupport(name), node.position);
  }

  function checkComparison({ operator, left, right, position }: Comparison): void {
    const name = nameIn(left, right);
    if (name === '') return;
    const { equals, range, isNull } = filterSupport(name);
    const isAboutNull = [left, right].some((side) => side.kind === 'literal' && side.value === null);
    const support = isAboutNull ? isNull : operator === 'eq' || operator === 'ne' ? equals : range;
    check(name, operator === 'ne' && support !== 'none' ? 'advanced' : support, position);
  }

  function check(what: string, support: Support, position: number): void {
    if (support === 'default' || (support === 'advanced' && isAdvanced)) return;
    const advice = support === 'advanced' ? ` It is an advanced query. ${ADVANCED}` : '';
    throw unsupportedQuery(
      `Unsupported or invalid query filter clause specified for property '${what}' of resource 'User' at position ${position}.${advice}`,
    );
  }
}

const namesIn = (filter: Filter) => [...walk(filter)].flatMap((node) => (node.kind === 'property' ? [node.name] : []));

/** The property among these operands; empty when there is none. */
function nameIn(...operands: readonly Filter[]): string {
  const property = operands.find((operand) => operand.kind === 'property');
  const isKnown = (name: string) => userFieldName(name) !== '' || isUserCollection(name);
  if (property !== undefined && !isKnown(property.name)) return ''; // compiling tells which there are
  return property?.name ?? '';
}

/** Queries of directory objects, as Graph holds them to its rules. */
import type { Call } from '../http/endpoint';
import { GraphError } from '../http/graphError';
import { asksForCount } from '../odata/collection';

const NEED_ADVANCED = /\bne\b|\bnot\b|\bendswith\b/i;

/**
 * Applications and service principals are directory objects: without `ConsistencyLevel: eventual` Graph does not count them, and neither sorts nor
 * negates ("Advanced query capabilities on Microsoft Entra ID objects").
 */
export function heldToDirectory({ query, request }: Call): URLSearchParams {
  const isEventual = request.headers.get('ConsistencyLevel')?.trim().toLowerCase() === 'eventual';
  if (isEventual && asksForCount(query)) return query;
  const filter = query.get('$filter')?.replace(/'(?:[^']|'')*'/g, "''") ?? '';
  if (query.has('$orderby') || NEED_ADVANCED.test(filter)) {
    const advice = 'Try adding the query parameter $count=true and the header ConsistencyLevel: eventual.';
    throw new GraphError(400, 'Request_UnsupportedQuery', `The query needs advanced query capabilities. ${advice}`);
  }
  const uncounted = new URLSearchParams(query);
  uncounted.delete('$count');
  return uncounted;
}

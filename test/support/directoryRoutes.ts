/** The directory's routes in a table of their own, and plain requests to them. */
import { HttpRequest } from '@azure/functions';
import type { DirectoryContext } from '../../shared/api/directory/answer';
import { operationsOf } from '../../shared/api/directory/endpoints';
import { DIRECTORY_ROUTES } from '../../shared/api/directory/routes';
import type { Reply } from '../../shared/api/http/endpoint';
import { toGraphError } from '../../shared/api/http/knownError';
import type { Caller } from '../../shared/api/http/rights';
import { dispatch } from '../../shared/api/http/routing/dispatch';
import { createRouteTable, type RouteTable } from '../../shared/api/http/routing/routeTable';
import { QueryError } from '../../shared/api/queryError';

export function directoryRoutes(context: () => DirectoryContext): RouteTable {
  const table = createRouteTable();
  for (const route of DIRECTORY_ROUTES) table.add(`{version}/${route.template}`, operationsOf(route, context));
  return table;
}

export interface PlainRequest {
  readonly method: string;
  /** Below the version segment, with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; absent: none. */
  readonly body?: unknown;
}

/** Rejects as the operation does: with a `GraphError` for whatever the caller can be told. */
export function askDirectory(
  table: RouteTable,
  { method, url, headers, body }: PlainRequest,
  { origin, caller }: { readonly origin: string; readonly caller: Caller },
): Promise<Reply> {
  const whole = new URL(`/v1.0/${url.replace(/^\//, '')}`, origin);
  const request = new HttpRequest({
    method,
    url: whole.href,
    headers: { ...headers },
    ...(body !== undefined && { body: { string: JSON.stringify(body) } }),
  });
  const arrival = {
    request,
    query: whole.searchParams,
    origin,
    caller: async () => caller,
    ready: async () => undefined,
    requestId: '6c9b2b1e-2f0d-4c2e-9a51-9f0e4a1f7c10',
    clientRequestId: '92cd10f6-fcc3-4d61-898e-a6dd35e460ef',
    givenClientRequestId: undefined,
  };
  return dispatch(table, whole.pathname, arrival).catch((error: unknown) => {
    throw error instanceof QueryError ? toGraphError(error, () => undefined) : error;
  });
}

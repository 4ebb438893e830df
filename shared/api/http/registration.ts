/**
 * Endpoints as functions of the host: request ids, the JSON reply and the error envelope (spec/wire-contract.md 1). A trigger
 * names its route and one operation for each method it serves.
 */
import { randomUUID } from 'node:crypto';
import type {
  HttpFunctionOptions,
  HttpMethod,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions';
import { NO_TELEMETRY, type Telemetry } from '../../telemetry/telemetry';
import type { VerifyToken } from './authorize';
import { crossOriginHeaders, preflightHeaders } from './crossOrigin';
import { type Arrival, type Handlers, perform, type Reply } from './endpoint';
import { errorBody } from './graphError';
import { toGraphError } from './knownError';
import { externalOrigin } from './origin';
import { dispatch, isMistaken } from './routing/dispatch';
import { createRouteTable, type RouteTable } from './routing/routeTable';
import { told } from './told';

export interface EndpointPorts {
  readonly verify: VerifyToken;
  readonly publicBaseUrl: string | undefined;
  /** Origins whose pages may call from a browser; absent: none. */
  readonly corsOrigins?: readonly string[];
  /** Resolves when the storage behind the operations is there. */
  ready(): Promise<void>;
}

export type RegisterEndpoint = (route: string, operations: Handlers) => Omit<HttpFunctionOptions, 'trigger' | 'return'>;

const ALL_METHODS: HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** Nearly all answers hold personal data: no cache keeps them, and a browser that is led to one shows nothing of it. */
const OF_EVERY_ANSWER = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/**
 * All methods are registered so that the ones not served answer 405 in Graph's envelope instead of the host's bare 404.
 *
 * @param routes hears of every route, so that other forms of its path lead to it
 */
export function createEndpoint(
  ports: () => EndpointPorts,
  routes: RouteTable = createRouteTable(),
  telemetry: Telemetry = NO_TELEMETRY,
): RegisterEndpoint {
  return (route, operations) => {
    routes.add(route, operations);
    const isCatchAll = route.includes('{*');
    const serve = (arrival: Arrival) => {
      const path = new URL(arrival.request.url).pathname;
      const isOtherForm = isCatchAll || isMistaken(arrival.params);
      return isOtherForm ? dispatch(routes, path, arrival) : perform(operations, arrival);
    };
    return {
      route,
      methods: ALL_METHODS,
      authLevel: 'anonymous', // our own tokens decide, not the host's keys
      handler: (request, context) =>
        told({ route, request, context, telemetry }, () =>
          answer(request, context, serve, tellsOfState(operations) ? () => NOTHING_NEEDED : ports),
        ),
    };
  };
}

/** What tells of the state of settings and storage is answered without any. */
const tellsOfState = (operations: Handlers) =>
  Object.keys(operations).length > 0 &&
  Object.values(operations).every(({ isAlwaysAnswered }) => isAlwaysAnswered === true);

const NOTHING_NEEDED: EndpointPorts = {
  verify: () => Promise.reject(new Error('Nobody is asked for.')),
  publicBaseUrl: undefined,
  ready: async () => undefined,
};

async function answer(
  request: HttpRequest,
  context: InvocationContext,
  serve: (arrival: Arrival) => Promise<Reply>,
  ports: () => EndpointPorts,
): Promise<HttpResponseInit> {
  const requestId = randomUUID();
  const givenClientRequestId = request.headers.get('client-request-id')?.trim() || undefined;
  const clientRequestId = givenClientRequestId ?? randomUUID();
  const ids = { 'request-id': requestId, 'client-request-id': clientRequestId, ...OF_EVERY_ANSWER };
  let headers: Record<string, string> = ids;
  try {
    const { verify, publicBaseUrl, corsOrigins = [], ready } = ports();
    headers = { ...ids, ...crossOriginHeaders(request, corsOrigins) };
    const preflight = corsOrigins.length === 0 ? undefined : preflightHeaders(request);
    if (preflight !== undefined) return { status: 204, headers: { ...headers, ...preflight } };
    const reply = await serve({
      request,
      params: request.params,
      query: request.query,
      caller: () => verify(request.headers.get('authorization')),
      ready,
      origin: externalOrigin(request, publicBaseUrl),
      requestId,
      clientRequestId,
      givenClientRequestId,
    });
    return respond(reply, headers);
  } catch (error) {
    const known = toGraphError(error, (unknown) => context.error(`Request ${requestId} failed`, unknown));
    const body = errorBody(known, requestId, clientRequestId, new Date());
    return respond({ status: known.status, body, headers: known.headers }, headers);
  }
}

function respond(reply: Reply, ids: Record<string, string>): HttpResponseInit {
  if (reply.body === undefined) {
    return { status: reply.status, headers: { ...ids, ...reply.headers }, ...(reply.bytes && { body: reply.bytes }) };
  }
  return {
    status: reply.status,
    headers: { ...ids, 'Content-Type': JSON_TYPE, 'OData-Version': '4.0', ...reply.headers },
    body: JSON.stringify(reply.body),
  };
}

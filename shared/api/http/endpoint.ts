/**
 * What every HTTP endpoint has in common: request ids, version, method, authorization, the JSON reply and the error
 * envelope (spec/wire-contract.md 1). A trigger names its route and one operation for each method it serves.
 */
import { randomUUID } from 'node:crypto';
import type {
  HttpFunctionOptions,
  HttpMethod,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions';
import { StoreUnavailable } from '../../store/contract/table';
import { requireRole, type VerifyToken } from './authorize';
import { errorBody, GraphError, methodNotAllowed, serviceUnavailable, unknownRoute } from './graphError';
import { externalOrigin } from './origin';
import type { Caller } from './rights';

export type ApiVersion = 'v1.0' | 'beta';

export interface Call {
  readonly version: ApiVersion;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: HttpRequest;
  readonly caller: Caller;
  /** Scheme and host as the client sees them, for absolute links; no trailing slash. */
  readonly origin: string;
  readonly requestId: string;
  /** The caller's own id, or one made up when it sent none. */
  readonly clientRequestId: string;
  /** The id as the caller sent it; `undefined` when it sent none. */
  readonly givenClientRequestId: string | undefined;
}

export interface Reply {
  readonly status: number;
  /** Written as JSON; absent, and without `bytes`: no body and no content type. */
  readonly body?: unknown;
  /** Sent as they are; what they are is among the headers. */
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Handler {
  /** Any one of these lets the caller in; `anonymous` needs no token. */
  readonly roles: readonly string[] | 'anonymous';
  handle(call: Call): Promise<Reply>;
}

export type Handlers = Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Handler>>;

export interface EndpointPorts {
  readonly verify: VerifyToken;
  readonly publicBaseUrl: string | undefined;
  /** Resolves when the storage behind the operations is there. */
  ready(): Promise<void>;
}

const ALL_METHODS: HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
const RETRY_STORAGE_SECONDS = 10;
const NOBODY: Caller = { kind: 'application', appId: '', objectId: '', roles: new Set() };

/** All methods are registered so that the ones not served answer 405 in Graph's envelope instead of the host's bare 404. */
export function createEndpoint(ports: () => EndpointPorts) {
  return (route: string, operations: Handlers): Omit<HttpFunctionOptions, 'trigger' | 'return'> => ({
    route,
    methods: ALL_METHODS,
    authLevel: 'anonymous', // our own tokens decide, not the host's keys
    handler: (request, context) => answer(request, context, operations, ports),
  });
}

async function answer(
  request: HttpRequest,
  context: InvocationContext,
  operations: Handlers,
  ports: () => EndpointPorts,
): Promise<HttpResponseInit> {
  const requestId = randomUUID();
  const given = request.headers.get('client-request-id')?.trim() || undefined;
  const clientRequestId = given ?? randomUUID();
  const ids = { 'request-id': requestId, 'client-request-id': clientRequestId, 'Cache-Control': 'no-cache' };
  try {
    const { verify, publicBaseUrl, ready } = ports();
    const operation = select(operations, request.method);
    const caller = operation.roles === 'anonymous' ? NOBODY : await verify(request.headers.get('authorization'));
    if (operation.roles !== 'anonymous') requireRole(caller, operation.roles);
    await ready();
    const reply = await operation.handle({
      version: parseVersion(request.params.version),
      params: request.params,
      query: request.query,
      request,
      caller,
      origin: externalOrigin(request, publicBaseUrl),
      requestId,
      clientRequestId,
      givenClientRequestId: given,
    });
    return respond(reply, ids);
  } catch (error) {
    const known = toGraphError(error, requestId, context);
    const body = errorBody(known, requestId, clientRequestId, new Date());
    return respond({ status: known.status, body, headers: known.headers }, ids);
  }
}

function select(operations: Handlers, method: string): Handler {
  const operation = operations[method.toUpperCase() as keyof Handlers];
  if (operation === undefined) throw methodNotAllowed(Object.keys(operations));
  return operation;
}

/** Routes outside Graph have no version segment; they are served as `v1.0`. */
function parseVersion(segment: string | undefined): ApiVersion {
  const version = segment?.toLowerCase() ?? 'v1.0';
  if (version !== 'v1.0' && version !== 'beta') throw unknownRoute();
  return version;
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

function toGraphError(error: unknown, requestId: string, context: InvocationContext): GraphError {
  if (error instanceof GraphError) return error;
  context.error(`Request ${requestId} failed`, error);
  if (error instanceof StoreUnavailable) return serviceUnavailable(RETRY_STORAGE_SECONDS, { cause: error });
  return new GraphError(500, 'InternalServerError', 'An unexpected error occurred; the log names it by request-id.');
}

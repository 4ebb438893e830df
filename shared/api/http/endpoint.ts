/**
 * What every endpoint is made of: one operation a method, with whom it lets in and which query options it takes, and how a
 * request comes to it, alone or as a part of a batch (spec/wire-contract.md 1).
 */
import type { HttpRequest } from '@azure/functions';
import { requireRole } from './authorize';
import { methodNotAllowed, unknownRoute } from './graphError';
import { type OfferedOptions, readArguments } from './queryArguments';
import type { Caller } from './rights';

export type ApiVersion = 'v1.0' | 'beta';

export interface Call {
  readonly version: ApiVersion;
  readonly params: Readonly<Record<string, string>>;
  /** The options the operation offers, by the names it offers them under. */
  readonly query: URLSearchParams;
  readonly request: HttpRequest;
  readonly caller: Caller;
  /** Who calls, where the operation lets anybody in. @throws {GraphError} 401 for nobody */
  identify(): Promise<Caller>;
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

export type Admitted = readonly string[] | 'anonymous' | 'anyone' | 'whoever';

export interface Handler {
  /**
   * Any one of these lets the caller in; `anonymous` needs no token, `anyone` any token of ours, and `whoever` is told more
   * with one.
   */
  readonly roles: Admitted;
  /** Query options it takes; absent: none. Any other is refused. */
  readonly options?: OfferedOptions;
  /** Answered whatever the state of settings and storage is: it tells of that state. */
  readonly isAlwaysAnswered?: boolean;
  handle(call: Call): Promise<Reply>;
}

export type Handlers = Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS', Handler>>;

/** A request on its way to an operation. */
export interface Arrival extends Pick<Call, 'origin' | 'requestId' | 'clientRequestId' | 'givenClientRequestId'> {
  readonly request: HttpRequest;
  readonly params: Readonly<Record<string, string>>;
  /** As the client wrote it. */
  readonly query: URLSearchParams;
  /** Who calls. @throws {GraphError} 401 for nobody */
  caller(): Promise<Caller>;
  /** Resolves when the storage behind the operations is there. */
  ready(): Promise<void>;
}

/** Who calls without a token where none is needed. */
export const NOBODY: Caller = { kind: 'application', appId: '', objectId: '', roles: new Set() };

/** @throws {GraphError} for everything the caller can be told */
export async function perform(operations: Handlers, arrival: Arrival): Promise<Reply> {
  const { request, params, query, origin, requestId, clientRequestId, givenClientRequestId } = arrival;
  const { roles, options = [], handle } = select(operations, request.method);
  const needsNone = roles === 'anonymous' || (roles === 'whoever' && !request.headers.get('authorization'));
  const caller = needsNone ? NOBODY : await arrival.caller();
  if (typeof roles !== 'string') requireRole(caller, roles);
  const offered = readArguments(query, options);
  await arrival.ready();
  const ids = { requestId, clientRequestId, givenClientRequestId };
  const who = { caller, identify: () => arrival.caller() };
  return handle({ version: parseVersion(params.version), params, query: offered, request, ...who, origin, ...ids });
}

/** `HEAD` is `GET` whose body the host leaves out (RFC 9110 9.3.2). */
function select(operations: Handlers, method: string): Handler {
  const asked = method.toUpperCase();
  const operation = operations[(asked === 'HEAD' ? 'GET' : asked) as keyof Handlers];
  if (operation === undefined) throw methodNotAllowed(allowed(operations));
  return operation;
}

const allowed = (operations: Handlers) =>
  Object.keys(operations).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));

/** Routes outside Graph have no version segment; they are served as `v1.0`. */
function parseVersion(segment: string | undefined): ApiVersion {
  const version = segment?.toLowerCase() ?? 'v1.0';
  if (version !== 'v1.0' && version !== 'beta') throw unknownRoute();
  return version;
}

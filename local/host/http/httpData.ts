/** HTTP as `@azure/functions` exchanges it with its host: a request becomes `HttpData`, `HttpData` becomes a response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { HttpData, NullableString, TypedData } from '../core/contract';
import type { RouteParams } from '../routing/template';
import { formatCookie } from './cookie';

export interface RequestTarget {
  /** Absolute, with the host the client named. */
  readonly url: string;
  /** Percent-encoded, dot segments resolved. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** @returns `undefined` when target and Host header make no URL */
export function readTarget(request: IncomingMessage): RequestTarget | undefined {
  // A target that starts with two slashes would be taken for a host if it were resolved as a relative URL.
  const target = request.url ?? '/';
  const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
  const text = target.startsWith('/') ? `${scheme}://${request.headers.host ?? ''}${target}` : target;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return { url: url.href, path: url.pathname, query: url.searchParams };
}

export function toHttpData(
  request: IncomingMessage,
  target: RequestTarget,
  params: RouteParams,
  body: Buffer,
): HttpData {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return {
    method: request.method ?? 'GET',
    url: target.url,
    nullableHeaders: nullable(headers),
    nullableParams: nullable(Object.entries(params)),
    // Like the host: a name that occurs several times arrives once, its values joined.
    nullableQuery: nullable([...target.query.keys()].map((name) => [name, target.query.getAll(name).join(',')])),
    ...(body.length > 0 ? { body: { bytes: body } } : {}),
  };
}

/** What Node states itself, or what belongs to a connection and not to a response. */
const NOT_THE_FUNCTIONS = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

/** Statuses that have no body and therefore no length. */
const BODILESS = new Set([204, 304]);

/** A function that returned nothing answers 204, as in Functions 2.x and later. */
export function writeHttpData(response: ServerResponse, data: HttpData | undefined, method: string | undefined): void {
  if (data === undefined) {
    response.writeHead(204).end();
    return;
  }
  const status = Number(data.statusCode ?? 200);
  const body = bytesOf(data.body);
  for (const [name, value] of Object.entries(data.headers ?? {})) {
    if (!NOT_THE_FUNCTIONS.has(name.toLowerCase())) response.setHeader(name, value);
  }
  const cookies = (data.cookies ?? []).map(formatCookie);
  if (cookies.length > 0) response.appendHeader('Set-Cookie', cookies);
  if (!BODILESS.has(status)) response.setHeader('Content-Length', body.length);
  response.writeHead(status).end(method === 'HEAD' ? undefined : body);
}

function bytesOf(body: TypedData | null | undefined): Buffer {
  if (body?.bytes !== undefined) return Buffer.from(body.bytes);
  return Buffer.from(body?.string ?? body?.json ?? '');
}

function nullable(entries: readonly (readonly [string, string])[]): Record<string, NullableString> {
  return Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
}

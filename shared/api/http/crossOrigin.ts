/** Pages of other origins that may call from a browser (Fetch Standard, "CORS protocol"): those a setting names, nobody by default. */
import type { HttpRequest } from '@azure/functions';

type Headers = Readonly<Record<string, string>>;

/** What scripts may read of an answer beside its body. */
const EXPOSED = [
  ...['Location', 'Link', 'Retry-After', 'ETag', 'request-id', 'client-request-id', 'OData-Version'],
  ...['Muster-Upload-Id', 'Muster-Warnings', 'Muster-Warning-Count'],
].join(', ');
const METHODS = 'GET, POST, PUT, PATCH, DELETE';
/** How long a browser need not ask again. Chromium's limit. */
const MAX_AGE_SECONDS = 7_200;

/**
 * @param allowed origins as browsers send them: scheme, host and port
 * @returns headers for the answer; none for a page that may not read it, which the browser then keeps from it
 */
export function crossOriginHeaders(request: Pick<HttpRequest, 'headers'>, allowed: readonly string[]): Headers {
  if (allowed.length === 0) return {};
  const origin = request.headers.get('origin');
  const isAllowed = origin !== null && allowed.some((one) => one.toLowerCase() === origin.toLowerCase());
  const varies = { Vary: 'Origin' }; // a cache must not give one page's answer to another
  if (!isAllowed) return varies;
  return { ...varies, 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED };
}

/** @returns headers that answer the question whether a request may be sent at all; `undefined` for any other request */
export function preflightHeaders(request: Pick<HttpRequest, 'headers' | 'method'>): Headers | undefined {
  const asksFor = request.headers.get('access-control-request-method');
  if (request.method.toUpperCase() !== 'OPTIONS' || asksFor === null) return undefined;
  return {
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': request.headers.get('access-control-request-headers') ?? '',
    'Access-Control-Max-Age': String(MAX_AGE_SECONDS),
  };
}

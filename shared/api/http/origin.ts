/** Where the client thinks we are: absolute links must lead back through any reverse proxy (spec/wire-contract.md 1.5). */
import type { HttpRequest } from '@azure/functions';

/**
 * Forwarded headers win over the configured base URL, which wins over the request's own host.
 * @returns scheme and host, no trailing slash
 */
export function externalOrigin(
  request: Pick<HttpRequest, 'headers' | 'url'>,
  publicBaseUrl: string | undefined,
): string {
  const own = new URL(request.url);
  const forwardedHost = first(request.headers.get('x-forwarded-host'));
  if (forwardedHost !== undefined) {
    const scheme = first(request.headers.get('x-forwarded-proto')) ?? own.protocol.slice(0, -1);
    return `${scheme}://${forwardedHost}`;
  }
  return publicBaseUrl?.replace(/\/+$/, '') ?? own.origin;
}

/** Proxies append: the first entry is what the client said. */
function first(header: string | null): string | undefined {
  return header?.split(',')[0]?.trim() || undefined;
}

/** Where the client thinks we are: absolute links must lead back through any reverse proxy (spec/wire-contract.md 1.5). */
import type { HttpRequest } from '@azure/functions';

/** A name or an address, and perhaps a port: nothing that would lead a link elsewhere (RFC 3986 3.2.2). */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,253}[a-z0-9])?\.?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * The configured base URL wins over forwarded headers, which anybody may send, and these over the request's own host.
 * @returns scheme and host, no trailing slash
 */
export function externalOrigin(
  request: Pick<HttpRequest, 'headers' | 'url'>,
  publicBaseUrl: string | undefined,
): string {
  if (publicBaseUrl !== undefined) return publicBaseUrl.replace(/\/+$/, '');
  const own = new URL(request.url);
  const forwardedHost = first(request.headers.get('x-forwarded-host'));
  if (forwardedHost === undefined || !HOST.test(forwardedHost)) return own.origin;
  const forwarded = first(request.headers.get('x-forwarded-proto'))?.toLowerCase();
  const scheme = forwarded === 'http' || forwarded === 'https' ? forwarded : own.protocol.slice(0, -1);
  return `${scheme}://${forwardedHost}`;
}

/** Proxies append: the first entry is what the client said. */
function first(header: string | null): string | undefined {
  return header?.split(',')[0]?.trim() || undefined;
}

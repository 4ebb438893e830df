import type { HttpCookie } from '../core/contract';

/** The value of a `Set-Cookie` header (RFC 6265). */
export function formatCookie(cookie: HttpCookie): string {
  const sameSite = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' }[cookie.sameSite ?? 'none'];
  const expires = cookie.expires && new Date(cookie.expires.value.seconds * 1000).toUTCString();
  return [
    `${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`,
    cookie.expires && `Expires=${expires}`,
    cookie.maxAge && `Max-Age=${Math.trunc(cookie.maxAge.value)}`,
    cookie.domain && `Domain=${cookie.domain.value}`,
    cookie.path && `Path=${cookie.path.value}`,
    cookie.secure?.value && 'Secure',
    cookie.httpOnly?.value && 'HttpOnly',
    sameSite && `SameSite=${sameSite}`,
  ]
    .filter((part) => part)
    .join('; ');
}

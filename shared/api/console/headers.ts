/**
 * What every answer below `/console/` says of itself: the page runs its own scripts and nothing else, talks to this service
 * and to the issuer, and stands in nobody's frame (spec/console.md 1). No exception is made for any view.
 */

export interface ConsolePlace {
  /** Where people sign in: scheme and host. `undefined`: here, or nowhere yet. */
  readonly issuerOrigin: string | undefined;
  /** Reached through TLS, and only so. */
  readonly deployed: boolean;
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

export function consoleHeaders({ issuerOrigin, deployed }: ConsolePlace): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(issuerOrigin),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), clipboard-write=(self)',
    ...(deployed && { 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}` }),
  };
}

function contentSecurityPolicy(issuerOrigin: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${issuerOrigin === undefined ? '' : ` ${issuerOrigin}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

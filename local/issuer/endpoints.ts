/** The issuer's addresses, which are Entra's with another host in front. */
import { PEOPLES_GRANTS } from './signIn/redeem';
import { OPENID_SCOPES } from './signIn/scopes';
import type { TokenVersion } from './tokenRequest';

export interface IssuerRoute {
  readonly kind: 'token' | 'discovery' | 'keys' | 'certificates' | 'authorize' | 'signOut';
  /** As the path names it. */
  readonly tenant: string;
  readonly version: TokenVersion;
}

const ROUTES: readonly { readonly kind: IssuerRoute['kind']; readonly path: RegExp }[] = [
  { kind: 'token', path: /^\/([^/]+)\/oauth2\/(v2\.0\/)?token$/i },
  { kind: 'discovery', path: /^\/([^/]+)\/(v2\.0\/)?\.well-known\/openid-configuration$/i },
  { kind: 'keys', path: /^\/([^/]+)\/discovery\/(v2\.0\/)?keys$/i },
  { kind: 'authorize', path: /^\/([^/]+)\/oauth2\/(v2\.0\/)authorize$/i },
  { kind: 'signOut', path: /^\/([^/]+)\/oauth2\/(v2\.0\/)logout$/i },
  // Muster's own: where a client registers a certificate.
  { kind: 'certificates', path: /^\/([^/]+)\/oauth2\/(v2\.0\/)?certificates$/i },
];

/** Whether this is the address of a token endpoint, under whatever name the client knows it: Entra's own leads here too. */
export const isTokenUrl = (url: string): boolean =>
  URL.canParse(url) && readRoute(new URL(url).pathname)?.kind === 'token';

/** @returns `undefined` for a path that is not the issuer's */
export function readRoute(path: string): IssuerRoute | undefined {
  for (const { kind, path: pattern } of ROUTES) {
    const match = pattern.exec(path);
    if (match?.[1] !== undefined) return { kind, tenant: match[1], version: match[2] === undefined ? 'v1' : 'v2' };
  }
  return undefined;
}

/** The `iss` claim. */
export function issuerName(baseUrl: string, tenantId: string, version: TokenVersion): string {
  return version === 'v2' ? `${baseUrl}/${tenantId}/v2.0` : `${baseUrl}/${tenantId}/`;
}

export function tokenUrl(baseUrl: string, tenantId: string, version: TokenVersion): string {
  return `${baseUrl}/${tenantId}/oauth2/${version === 'v2' ? 'v2.0/' : ''}token`;
}

export function keysUrl(baseUrl: string, tenantId: string): string {
  return `${baseUrl}/${tenantId}/discovery/v2.0/keys`;
}

/**
 * OpenID Connect discovery, as far as Microsoft's libraries read it. People sign in at version 2.0 alone; MSAL demands the
 * address of both.
 */
export function discoveryDocument(baseUrl: string, tenantId: string, version: TokenVersion): object {
  const peoples = `${baseUrl}/${tenantId}/oauth2/v2.0`;
  return {
    issuer: issuerName(baseUrl, tenantId, version),
    token_endpoint: tokenUrl(baseUrl, tenantId, version),
    authorization_endpoint: `${peoples}/authorize`,
    jwks_uri: keysUrl(baseUrl, tenantId),
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    grant_types_supported: ['client_credentials', ...(version === 'v2' ? PEOPLES_GRANTS : [])],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: OPENID_SCOPES,
    authorization_response_iss_parameter_supported: true,
    end_session_endpoint: `${peoples}/logout`,
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

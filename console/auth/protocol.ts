/**
 * OpenID Connect as the console speaks it: authorization code with PKCE as a public client, and refresh tokens. The package
 * does the checks of the specifications; here stands what is asked, and what of the answers is kept.
 */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  clockSkew,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import type { Config } from '../api/types';
import type { SignedIn } from '../state/session';
import type { Pending } from './pending';

export type SignInSettings = NonNullable<Config['signIn']>;

/** What the token endpoint gave. */
export interface Granted {
  readonly accessToken: string;
  /** Milliseconds from now; told by the issuer, so that no clock has to be right. */
  readonly lifetimeMs: number;
  readonly refreshToken: string | undefined;
  /** Where an id token came along. */
  readonly person: SignedIn | undefined;
}

export interface AuthorizeOptions {
  readonly prompt?: 'none' | 'select_account';
  readonly loginHint?: string;
}

type Remembered = Pick<Pending, 'state' | 'nonce' | 'codeVerifier'>;

export interface Protocol {
  /** Where to send the browser, and what must be remembered until it comes back. */
  authorize(options: AuthorizeOptions): Promise<{ readonly url: string; readonly remembered: Remembered }>;
  /** @throws where the answer is not the one that was waited for, or its code is not taken */
  redeem(answer: URLSearchParams, remembered: Remembered): Promise<Granted>;
  /** @throws {ResponseBodyError} where the issuer gives nothing more */
  renew(refreshToken: string): Promise<Granted>;
  /** Where to send the browser so that the issuer forgets who it was. @returns `undefined`: it has no such place */
  signOutUrl(): Promise<string | undefined>;
}

const HOUR_SECONDS = 3_600;

/** @param origin of the page: where the issuer sends the browser back to */
export function createProtocol(settings: SignInSettings, origin: string): Protocol {
  const issuer = new URL(settings.authority);
  const redirectUri = `${origin}${settings.redirectPath}`;
  const scope = [settings.scope, 'openid', 'profile', 'offline_access'].join(' ');
  // Over plain HTTP only to an issuer that was configured so: the one of a laptop.
  const options = { [allowInsecureRequests]: issuer.protocol === 'http:' };
  let known: Promise<AuthorizationServer> | undefined;

  const server = () => {
    known ??= discoveryRequest(issuer, options)
      .then((response) => processDiscoveryResponse(issuer, response))
      .catch((error: unknown) => {
        known = undefined;
        throw error;
      });
    return known;
  };

  const client = (skewSeconds = 0): Client => ({ client_id: settings.clientId, [clockSkew]: skewSeconds });

  return {
    async authorize({ prompt, loginHint }) {
      const remembered = {
        state: generateRandomState(),
        nonce: generateRandomNonce(),
        codeVerifier: generateRandomCodeVerifier(),
      };
      const { authorization_endpoint: endpoint = '' } = await server();
      const url = new URL(endpoint);
      const parameters: Readonly<Record<string, string | undefined>> = {
        client_id: settings.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        response_mode: 'query',
        scope,
        state: remembered.state,
        nonce: remembered.nonce,
        code_challenge: await calculatePKCECodeChallenge(remembered.codeVerifier),
        code_challenge_method: 'S256',
        prompt,
        login_hint: loginHint,
      };
      for (const [name, value] of Object.entries(parameters))
        if (value !== undefined) url.searchParams.set(name, value);
      return { url: url.href, remembered };
    },
    async redeem(answer, { state, nonce, codeVerifier }) {
      const as = await server();
      const checked = validateAuthResponse(as, client(), answer, state);
      const response = await authorizationCodeGrantRequest(
        as,
        client(),
        None(),
        checked,
        redirectUri,
        codeVerifier,
        options,
      );
      const skewed = client(await skewOf(response));
      return granted(await processAuthorizationCodeResponse(as, skewed, response, { expectedNonce: nonce }));
    },
    async renew(refreshToken) {
      const as = await server();
      const response = await refreshTokenGrantRequest(as, client(), None(), refreshToken, options);
      return granted(await processRefreshTokenResponse(as, client(await skewOf(response)), response));
    },
    async signOutUrl() {
      const { end_session_endpoint: endpoint } = await server();
      if (endpoint === undefined) return undefined;
      const url = new URL(endpoint);
      url.searchParams.set('client_id', settings.clientId);
      url.searchParams.set('post_logout_redirect_uri', redirectUri);
      return url.href;
    },
  };
}

function granted(response: TokenEndpointResponse): Granted {
  const claims = getValidatedIdTokenClaims(response);
  return {
    accessToken: response.access_token,
    lifetimeMs: (response.expires_in ?? HOUR_SECONDS) * 1_000,
    refreshToken: response.refresh_token,
    person: claims && {
      displayName: String(claims.name ?? claims.preferred_username ?? ''),
      userPrincipalName: String(claims.preferred_username ?? ''),
    },
  };
}

/**
 * How many seconds the issuer is ahead of this computer, whose clock may be minutes off. The id token was made for this very
 * answer, which came from the issuer itself; that it is no older one is said by its nonce.
 */
async function skewOf(response: Response): Promise<number> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const token = String((body as { id_token?: unknown } | undefined)?.id_token ?? '');
  const issuedAt = issuedAtOf(token);
  return issuedAt === undefined ? 0 : issuedAt - Math.floor(Date.now() / 1_000);
}

function issuedAtOf(token: string): number | undefined {
  try {
    const [, payload = ''] = token.split('.');
    const { iat } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { iat?: unknown };
    return typeof iat === 'number' ? iat : undefined;
  } catch {
    return undefined;
  }
}

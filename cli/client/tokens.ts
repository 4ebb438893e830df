/** Tokens: where they come from, kept in memory only, and what stands in them (spec/hands.md 1.3). */
import { EXIT, Failure, usage } from '../exit';
import type { World } from '../world';
import { mayTravel } from './address';
import { sessionToken } from './signIn/sessions';

/** Where a token comes from. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'client';
      readonly tokenEndpoint: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string;
    }
  /** Who signed in with `muster login`. */
  | { readonly kind: 'session'; readonly baseUrl: string }
  /** Whoever is signed in on this computer: `az login`, an identity of the machine. */
  | { readonly kind: 'azure'; readonly scope: string; readonly authority: string | undefined };

export interface Tokens {
  /** @throws {Failure} 2 for an address that tokens do not go to, 4 where there is none to be had */
  bearer(url: URL): Promise<string>;
  /** Forgets the token at hand. @returns whether another may be had */
  renew(): boolean;
  /** Of the token at hand; none where it cannot be read. */
  roles(): readonly string[];
  claims(): Readonly<Record<string, unknown>>;
}

/** Signs in as whoever is signed in: in a bundle of its own, because few need it. */
export type AzureToken = (scope: string, authority: string | undefined) => Promise<string>;

type Ports = Pick<World, 'fetch' | 'now' | 'env' | 'home' | 'platform'> & { readonly azureToken: AzureToken };

export function createTokens(credentials: Credentials, ports: Ports): Tokens {
  let current: Promise<string> | undefined;
  let text = '';
  let isRefused = false;
  const take = async (): Promise<string> => {
    text = await obtain(credentials, isRefused, ports);
    return text;
  };
  return {
    async bearer(url) {
      if (!mayTravel(url)) {
        throw usage(`${url.origin} is neither https nor this computer, so no token is sent to it.`, {
          code: 'NotSecure',
          advice: 'Name an https address with --url.',
        });
      }
      current ??= take();
      return current;
    },
    renew() {
      current = undefined;
      isRefused = true;
      return credentials.kind !== 'token';
    },
    roles: () => rolesOf(claimsOf(text)),
    claims: () => claimsOf(text),
  };
}

async function obtain(credentials: Credentials, renew: boolean, ports: Ports): Promise<string> {
  switch (credentials.kind) {
    case 'token':
      return credentials.token;
    case 'azure':
      return ports.azureToken(credentials.scope, credentials.authority);
    case 'client':
      return requestToken(credentials, ports.fetch);
    case 'session':
      return sessionToken(credentials.baseUrl, renew, ports);
  }
}

async function requestToken(
  { tokenEndpoint, clientId, clientSecret, scope }: Extract<Credentials, { kind: 'client' }>,
  fetchIt: World['fetch'],
): Promise<string> {
  const url = new URL(tokenEndpoint);
  if (!mayTravel(url)) throw usage(`${url.origin} is neither https nor this computer, so no secret is sent to it.`);
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
  const response = await fetchIt(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'error' }).catch(
    (error: unknown) => {
      throw new Failure(EXIT.notAllowed, `${url.host} gives no token: it does not answer.`, {
        place: tokenEndpoint,
        cause: error,
      });
    },
  );
  const answer = (await response.json().catch(() => ({}))) as { access_token?: unknown; error_description?: unknown };
  if (typeof answer.access_token === 'string') return answer.access_token;
  const why =
    typeof answer.error_description === 'string' ? answer.error_description : `the answer was ${response.status}`;
  throw new Failure(EXIT.notAllowed, `No token for the client ${clientId}: ${why}`, {
    code: 'NoToken',
    place: tokenEndpoint,
    advice: 'Check the client id, its secret and the token endpoint.',
  });
}

/** Read, not verified: for people to look at. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function rolesOf({ roles }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [];
}

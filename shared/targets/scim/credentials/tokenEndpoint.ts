/** The endpoint that gives access tokens for a client's id and secret (RFC 6749, 2.3.1, 4.4 and 5). */
import { ProvisioningError } from '../../../errors';
import { isJsonObject } from '../../../scim/json';
import type { HttpAnswer } from '../../kit/http';
import { redact } from '../../kit/redact';
import { parseRetryAfter } from '../../kit/retryAfter';
import type { ClientAuthentication, ScimCredentials } from '../settings';
import type { AuthorizationPorts } from './contract';

type ClientCredentials = Extract<ScimCredentials, { kind: 'clientCredentials' }>;

/** Times on the clock, milliseconds. */
export interface IssuedToken {
  readonly value: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface TokenEndpoint {
  /** @throws {ProvisioningError} InvalidCredentials with the endpoint's own words; EndpointUnavailable, Timeout, … */
  fetch(): Promise<IssuedToken>;
  /** What must never be logged. */
  readonly secrets: readonly string[];
}

/** RFC 6749 only recommends `expires_in`; without it the token is trusted for this long. */
const UNSTATED_LIFETIME_S = 300;
/** Pauses before a request that failed for no fault of ours is sent again. */
const PAUSES_MS: readonly number[] = [500, 2_000];

export function createTokenEndpoint(
  credentials: ClientCredentials,
  timeoutMs: number,
  { clock, exchange }: AuthorizationPorts,
): TokenEndpoint {
  const { tokenUrl, clientId, clientSecret, parameters } = credentials;
  const encoded = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`, 'utf8').toString('base64');
  const secrets = [clientSecret, encoded];
  /** How the endpoint wants to know the client: as set, or as was found out. */
  let proven = credentials.clientAuthentication;

  function ask(authentication: ClientAuthentication): Promise<HttpAnswer> {
    const isBasic = authentication === 'client_secret_basic';
    return exchange({
      method: 'POST',
      url: tokenUrl,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...(isBasic && { authorization: `Basic ${encoded}` }),
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(!isBasic && { client_id: clientId, client_secret: clientSecret }),
        ...parameters,
      }).toString(),
      timeoutMs,
      whenStrange: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
    });
  }

  async function askOnce(): Promise<IssuedToken> {
    const askedAt = clock.now();
    const answer = await ask(proven ?? 'client_secret_post');
    const token = tokenIn(answer, askedAt);
    if (token !== undefined) return token;
    if (proven === undefined && (answer.status === 400 || answer.status === 401)) {
      // Each endpoint must know the other way, but not this one, which most take (RFC 6749, 2.3.1).
      const other = tokenIn(await ask('client_secret_basic'), askedAt);
      if (other !== undefined) {
        proven = 'client_secret_basic';
        return other;
      }
    }
    throw refused(answer, secrets, clock.now());
  }

  return {
    secrets,
    async fetch() {
      for (const pauseMs of PAUSES_MS) {
        try {
          return await askOnce();
        } catch (error) {
          if (!(error instanceof ProvisioningError) || error.category !== 'transient') throw error;
          if ((error.retryAfterMs ?? 0) > pauseMs) throw error;
          await clock.sleep(pauseMs);
        }
      }
      return askOnce();
    },
  };
}

function tokenIn(answer: HttpAnswer, issuedAt: number): IssuedToken | undefined {
  const body = parseBody(answer.text);
  const value = body?.access_token;
  if (answer.status < 200 || answer.status >= 300 || typeof value !== 'string' || value === '') return undefined;
  const stated = Number(body?.expires_in); // some send text
  const lifetimeS = stated > 0 ? stated : UNSTATED_LIFETIME_S;
  return { value, issuedAt, expiresAt: issuedAt + lifetimeS * 1000 };
}

function refused(answer: HttpAnswer, secrets: readonly string[], nowMs: number): ProvisioningError {
  // A body that came with success may hold a token under another name: only refusals are quoted.
  const text = answer.status >= 400 ? answer.text : '';
  const details = `HTTP ${answer.status}${text === '' ? '' : `: ${redact(text, secrets)}`}`;
  if (answer.status >= 500 || answer.status === 429) {
    const retryAfterMs = parseRetryAfter(answer.headers.get('retry-after') ?? undefined, nowMs);
    return new ProvisioningError(
      'EndpointUnavailable',
      `The token endpoint is not available (HTTP ${answer.status}).`,
      retryAfterMs === undefined ? { details } : { details, retryAfterMs },
    );
  }
  const words = redact(wordsIn(text), secrets);
  return new ProvisioningError(
    'InvalidCredentials',
    `The token endpoint gave no access token (HTTP ${answer.status})${words === '' ? '.' : `: ${words}`}`,
    { details },
  );
}

/** `invalid_client: The secret has expired.` (RFC 6749, 5.2) */
function wordsIn(text: string): string {
  const body = parseBody(text);
  return [body?.error, body?.error_description].filter((word) => typeof word === 'string' && word !== '').join(': ');
}

function parseBody(text: string) {
  try {
    const body: unknown = JSON.parse(text);
    return isJsonObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The id and the secret are encoded as in a form before they are joined (RFC 6749, 2.3.1). */
function formEncoded(text: string): string {
  return new URLSearchParams({ text }).toString().slice('text='.length);
}

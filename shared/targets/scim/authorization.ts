/** The `Authorization` header of each request: a fixed one, or a token fetched with client credentials (RFC 6749, 4.4). */
import { ProvisioningError } from '../../errors';
import type { Clock } from '../../ports';
import { isJsonObject } from '../../scim/json';
import type { Exchange, HttpAnswer } from '../kit/http';
import { redact } from '../kit/redact';
import type { ScimCredentials, ScimTargetSettings } from './settings';

export interface Authorization {
  header(): Promise<string>;
  /** The service refused the header. True when a new one may fare better, so that the request is worth repeating. */
  refused(header: string): boolean;
  /** Everything that must never be logged. */
  secrets(): readonly string[];
}

export interface AuthorizationPorts {
  readonly clock: Clock;
  readonly exchange: Exchange;
}

export function createAuthorization(settings: ScimTargetSettings, ports: AuthorizationPorts): Authorization {
  const { credentials } = settings;
  switch (credentials.kind) {
    case 'bearer':
      return fixed(`Bearer ${credentials.token}`, [credentials.token]);
    case 'basic': {
      const encoded = Buffer.from(`${credentials.userName}:${credentials.password}`, 'utf8').toString('base64');
      return fixed(`Basic ${encoded}`, [encoded, credentials.password]);
    }
    case 'clientCredentials':
      return clientCredentials(credentials, settings.timeoutMs, ports);
  }
}

function fixed(header: string, secrets: readonly string[]): Authorization {
  return { header: async () => header, refused: () => false, secrets: () => secrets };
}

type ClientCredentials = Extract<ScimCredentials, { kind: 'clientCredentials' }>;

interface AccessToken {
  readonly header: string;
  readonly value: string;
  /** On the clock; from here on a new one is fetched. */
  readonly staleAt: number;
}

/** A token is replaced this long before it expires, so that it does not expire under way. */
const SAFETY_MS = 60_000;
/** RFC 6749 only recommends `expires_in`; without it the token is trusted for this long. */
const UNSTATED_LIFETIME_S = 300;

function clientCredentials(
  credentials: ClientCredentials,
  timeoutMs: number,
  ports: AuthorizationPorts,
): Authorization {
  const { clock } = ports;
  let current: Promise<AccessToken> | undefined;
  let last: AccessToken | undefined;

  async function token(): Promise<AccessToken> {
    if (current === undefined || (last !== undefined && clock.now() >= last.staleAt)) {
      last = undefined;
      current = fetchToken(credentials, timeoutMs, ports);
    }
    try {
      last = await current;
      return last;
    } catch (error) {
      current = undefined;
      throw error;
    }
  }

  return {
    header: async () => (await token()).header,
    refused(header) {
      const wasCurrent = last?.header === header;
      if (wasCurrent) current = undefined;
      return wasCurrent;
    },
    secrets: () => [credentials.clientSecret, ...(last === undefined ? [] : [last.value])],
  };
}

async function fetchToken(
  credentials: ClientCredentials,
  timeoutMs: number,
  { clock, exchange }: AuthorizationPorts,
): Promise<AccessToken> {
  const { clientId, clientSecret, scope } = credentials;
  const askedAt = clock.now();
  const answer = await exchange({
    method: 'POST',
    url: credentials.tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      ...(scope === undefined ? {} : { scope }),
    }).toString(),
    timeoutMs,
    whenStrange: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
  });

  const body = parseBody(answer.text);
  const value = body?.access_token;
  if (answer.status !== 200 || typeof value !== 'string') throw tokenRefused(answer, clientSecret);
  const lifetimeS = typeof body?.expires_in === 'number' ? body.expires_in : UNSTATED_LIFETIME_S;
  return { header: `Bearer ${value}`, value, staleAt: askedAt + Math.max(lifetimeS * 1000 - SAFETY_MS, 0) };
}

function tokenRefused(answer: HttpAnswer, clientSecret: string): ProvisioningError {
  // A body that came with success may hold a token under another name: only refusals are quoted.
  const words = answer.status >= 400 ? `: ${redact(answer.text, [clientSecret])}` : '';
  const details = `HTTP ${answer.status}${words}`;
  if (answer.status >= 500 || answer.status === 429) {
    return new ProvisioningError('EndpointUnavailable', 'The token endpoint is not available.', { details });
  }
  return new ProvisioningError('InvalidCredentials', 'The token endpoint gave no access token.', { details });
}

function parseBody(text: string) {
  try {
    const body: unknown = JSON.parse(text);
    return isJsonObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

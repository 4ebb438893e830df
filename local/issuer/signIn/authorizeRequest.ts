/** Reads what a client asks of the authorization endpoint (RFC 6749 4.1.1, RFC 7636 4.3, OpenID Connect Core 3.1.2.1). */
import { FAULTS, OAuthError } from '../oauthError';
import { findPublicClient, type PublicClient } from './publicClients';
import { parseScopes, type Scopes } from './scopes';

/** Where answers go; until this is known, faults are shown and sent to nobody. */
export interface ReturnAddress {
  readonly client: PublicClient;
  readonly redirectUri: string;
  readonly state: string | undefined;
}

export type Prompt = 'none' | 'login' | 'select_account';

export interface AuthorizeRequest {
  readonly scopes: Scopes;
  /** Base64url of the SHA-256 of what the client will show. */
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly prompt: Prompt | undefined;
  readonly loginHint: string | undefined;
}

const PROMPTS: readonly string[] = ['none', 'login', 'select_account'] satisfies Prompt[];
/** 32 bytes. */
const CHALLENGE = /^[\w-]{43}$/;

/** @throws {OAuthError} for a client or an address that is not registered: nobody is sent there */
export function readReturnAddress(query: URLSearchParams, clients: readonly PublicClient[]): ReturnAddress {
  const client = findPublicClient(clients, required(query, 'client_id'));
  const redirectUri = required(query, 'redirect_uri');
  if (!client.isRedirect(redirectUri)) {
    throw new OAuthError(
      FAULTS.otherRedirect,
      `The redirect URI '${redirectUri}' is not one that ${client.name} is registered with.`,
    );
  }
  return { client, redirectUri, state: query.get('state') ?? undefined };
}

/** @throws {OAuthError} that the client is to be told */
export function readAuthorizeRequest(query: URLSearchParams): AuthorizeRequest {
  const responseType = required(query, 'response_type');
  if (responseType !== 'code') {
    throw new OAuthError(
      FAULTS.otherResponseType,
      `The response_type '${responseType}' is not supported. Ask for 'code'.`,
    );
  }
  const mode = query.get('response_mode') ?? 'query';
  if (mode !== 'query') {
    throw new OAuthError(FAULTS.invalidParameter, `The response_mode '${mode}' is not supported. Ask for 'query'.`);
  }
  return {
    scopes: parseScopes(required(query, 'scope')),
    challenge: readChallenge(query),
    nonce: query.get('nonce') ?? undefined,
    prompt: readPrompt(query.get('prompt')),
    loginHint: query.get('login_hint') ?? undefined,
  };
}

/** A plain challenge would be worth as much as none to who reads the address. */
function readChallenge(query: URLSearchParams): string {
  const challenge = query.get('code_challenge') ?? '';
  const method = query.get('code_challenge_method') ?? 'plain';
  if (method === 'S256' && CHALLENGE.test(challenge)) return challenge;
  throw new OAuthError(
    FAULTS.proofKeyMissing,
    'Proof Key for Code Exchange is required: a code_challenge of 43 characters, and code_challenge_method S256.',
  );
}

function readPrompt(text: string | null): Prompt | undefined {
  if (text === null || text === '' || text === 'consent') return undefined; // nothing has to be consented to
  if (PROMPTS.includes(text)) return text as Prompt;
  throw new OAuthError(FAULTS.invalidParameter, `The prompt '${text}' is not one of ${PROMPTS.join(', ')}.`);
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name)?.trim();
  if (value) return value;
  throw new OAuthError(FAULTS.missingParameter, `The request must contain the following parameter: '${name}'.`);
}

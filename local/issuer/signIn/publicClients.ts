/** Clients that keep no secret, because they run where their user could read it: they prove by PKCE that a code was meant for them. */
import { FAULTS, OAuthError } from '../oauthError';

export interface PublicClient {
  readonly clientId: string;
  /** Shown to who signs in. */
  readonly name: string;
  /**
   * Whether who is signed in already may be sent on without a click. Not to a program behind a loopback port: whoever else
   * listens there would be handed a code for nothing but a link (RFC 8252, 8.6).
   */
  readonly isSentOnSilently: boolean;
  /** Whether answers may be sent to this address. */
  isRedirect(uri: string): boolean;
}

export const CONSOLE_CLIENT_ID = 'console';

/** The web console that is served beside the issuer. It has the one address. */
export function consoleClient(baseUrl: string): PublicClient {
  const redirect = `${baseUrl}/console/signin`;
  return {
    clientId: CONSOLE_CLIENT_ID,
    name: 'the console',
    isSentOnSilently: true,
    isRedirect: (uri) => uri === redirect,
  };
}

const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?(?:\/[^#]*)?$/i;

/** A program on this computer, as MSAL signs people in for one: it listens on a port that it does not know beforehand. */
export function nativeClient(clientId: string, name: string): PublicClient {
  return { clientId, name, isSentOnSilently: false, isRedirect: (uri) => URL.canParse(uri) && LOOPBACK.test(uri) };
}

/** @throws {OAuthError} for a client that is not registered */
export function findPublicClient(clients: readonly PublicClient[], clientId: string): PublicClient {
  const client = clients.find((candidate) => candidate.clientId.toLowerCase() === clientId.toLowerCase());
  if (client !== undefined) return client;
  throw new OAuthError(
    FAULTS.unknownClient,
    `Application with identifier '${clientId}' was not found in the directory, or nobody can sign in to it.`,
  );
}

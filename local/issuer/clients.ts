/** The applications that may have tokens. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { FAULTS, OAuthError } from './oauthError';

export interface RegisteredClient {
  /** The application's client id, a GUID. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the application's service principal, a GUID. */
  readonly objectId: string;
  /** Application permissions; they become the token's `roles`. */
  readonly roles: readonly string[];
}

/** @throws {OAuthError} for a client that is not registered, or a secret that is missing or wrong */
export function authenticate(
  clients: readonly RegisteredClient[],
  clientId: string,
  secret: string | undefined,
): RegisteredClient {
  const client = findClient(clients, clientId);
  if (secret === undefined) {
    throw new OAuthError(
      FAULTS.missingSecret,
      "The request body must contain the following parameter: 'client_secret'.",
    );
  }
  if (!isSame(secret, client.clientSecret)) {
    throw new OAuthError(FAULTS.wrongSecret, `Invalid client secret provided for app '${clientId}'.`);
  }
  return client;
}

/** @throws {OAuthError} for a client that is not registered */
export function findClient(clients: readonly RegisteredClient[], clientId: string): RegisteredClient {
  const client = clients.find((candidate) => candidate.clientId.toLowerCase() === clientId.toLowerCase());
  if (client !== undefined) return client;
  throw new OAuthError(
    FAULTS.unknownClient,
    `Application with identifier '${clientId}' was not found in the directory.`,
  );
}

/** Takes the same time wherever the two differ, and however long they are. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

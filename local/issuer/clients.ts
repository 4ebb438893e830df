/** The applications that may have tokens: those of the start, and those that were made over the API. */
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

/** Who a token is for: what it says of the client. */
export type TokenClient = Omit<RegisteredClient, 'clientSecret'>;

/** Of an application that the API knows. */
export interface ApplicationSecrets {
  readonly client: TokenClient;
  /** Without a service principal an application has no permissions, and gets no token. */
  readonly hasPrincipal: boolean;
  judge(secret: string): 'right' | 'expired' | 'wrong';
}

export interface ClientPorts {
  /** Those of the start. */
  readonly clients: readonly RegisteredClient[];
  /** Applications that were made over the API, and secrets that were added there to any. Absent: there are none. */
  readonly applications?: (clientId: string) => Promise<ApplicationSecrets | undefined>;
}

/** @throws {OAuthError} for a client that is not registered, or a secret that is missing, wrong or out of its time */
export async function authenticate(
  ports: ClientPorts,
  clientId: string,
  secret: string | undefined,
): Promise<TokenClient> {
  const client = await findClient(ports, clientId);
  if (secret === undefined) {
    throw new OAuthError(
      FAULTS.missingSecret,
      "The request body must contain the following parameter: 'client_secret'.",
    );
  }
  const registered = ofStart(ports, clientId);
  if (registered !== undefined && isSame(secret, registered.clientSecret)) return client;
  const verdict = (await ports.applications?.(clientId))?.judge(secret) ?? 'wrong';
  if (verdict === 'right') return client;
  if (verdict === 'expired') {
    throw new OAuthError(FAULTS.expiredSecret, `The provided client secret keys for app '${clientId}' are expired.`);
  }
  throw new OAuthError(FAULTS.wrongSecret, `Invalid client secret provided for app '${clientId}'.`);
}

/** @throws {OAuthError} for a client that is not registered, or has no service principal */
export async function findClient(ports: ClientPorts, clientId: string): Promise<TokenClient> {
  const registered = ofStart(ports, clientId);
  if (registered !== undefined) return registered;
  const application = await ports.applications?.(clientId);
  if (application?.hasPrincipal) return application.client;
  if (application !== undefined) {
    const message = `The client application ${clientId} is missing service principal in the tenant.`;
    throw new OAuthError(FAULTS.missingPrincipal, message);
  }
  throw new OAuthError(
    FAULTS.unknownClient,
    `Application with identifier '${clientId}' was not found in the directory.`,
  );
}

const ofStart = ({ clients }: ClientPorts, clientId: string) =>
  clients.find((candidate) => candidate.clientId.toLowerCase() === clientId.toLowerCase());

/** Takes the same time wherever the two differ, and however long they are. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

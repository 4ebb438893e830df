/**
 * The development token issuer: Entra's token endpoints, discovery documents and keys for one tenant, so that clients
 * written for Entra get real signed tokens without it. How people sign in is told in `signIn/`.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../shared/ports';
import { refuseWhenDeployed } from '../deployment';
import type { Environment } from '../host/environment';
import { answerEmpty, type HttpHandler } from '../host/http/front';
import { readTarget } from '../host/http/httpData';
import { BodyTooLarge, readBody } from '../host/http/readBody';
import { authenticateAssertion } from './assertion';
import type { ClientCertificates } from './certificates';
import { LIFETIME_SECONDS, tokenClaims } from './claims';
import { authenticate, type ClientPorts, type TokenClient } from './clients';
import { discoveryDocument, type IssuerRoute, issuerName, keysUrl, readRoute, tokenUrl } from './endpoints';
import { FAULTS, OAuthError, oauthErrorBody } from './oauthError';
import { createGrants } from './signIn/grants';
import { PEOPLES_GRANTS, redeem } from './signIn/redeem';
import { createSignIn, type SignInOptions } from './signIn/signIn';
import type { SigningKey } from './signingKey';
import { GRAPH_APP_ID, parseBasic, parseTokenRequest, type TokenVersion } from './tokenRequest';

export interface IssuerOptions extends ClientPorts {
  /** Scheme, host and port it is reached at; no trailing slash. */
  readonly baseUrl: string;
  readonly tenantId: string;
  /** Domain names that stand for the tenant in paths, beside its id. */
  readonly domains: readonly string[];
  /** Application permissions as they stand now. Absent: those that the client was registered with. */
  readonly rolesOf?: (client: TokenClient) => Promise<readonly string[]>;
  readonly certificates: ClientCertificates;
  readonly key: SigningKey;
  readonly clock: Pick<Clock, 'now'>;
  /** Who signs in here, and how they are known. */
  readonly signIn: SignInOptions;
  /** Looked at for signs of a deployment. */
  readonly environment: Environment;
}

export interface Issuer {
  /** Answers the issuer's own paths, and leaves all others. */
  readonly handler: HttpHandler;
  /** The `iss` of its tokens: v2.0 and v1. */
  readonly names: readonly string[];
  readonly tokenEndpoint: string;
  readonly keysUrl: string;
  /** A v2.0 token without asking for the secret. */
  issue(client: TokenClient): Promise<string>;
}

/** A token request is a few hundred bytes; a client assertion with its certificates some thousand. */
const MAX_BODY_BYTES = 65_536;

/** @throws {DeployedError} in a deployment: here everybody who can read the data folder is an administrator */
export function createIssuer(options: IssuerOptions): Issuer {
  refuseWhenDeployed(options.environment);
  const { baseUrl, tenantId, key } = options;

  const name = issuerName(baseUrl, tenantId, 'v2');
  const grants = createGrants(options.clock);
  const signIn = createSignIn(options.signIn, name, grants, options.clock);
  const peoplesPorts = {
    issuer: name,
    tenantId,
    grants,
    now: () => options.clock.now(),
    newId: randomUUID,
    sign: key.sign,
  };

  const rolesOf = options.rolesOf ?? (async ({ roles }: TokenClient) => roles);
  const issueFor = async (version: TokenVersion, client: TokenClient, resource: string, proof: '1' | '2' = '1') =>
    key.sign(
      tokenClaims({
        version,
        issuer: issuerName(baseUrl, tenantId, version),
        tenantId,
        client: { ...client, roles: await rolesOf(client) },
        proof,
        resource,
        tokenId: randomUUID(),
        issuedAt: Math.floor(options.clock.now() / 1000),
      }),
    );

  async function grant(version: TokenVersion, request: IncomingMessage): Promise<object> {
    const body = (await readBody(request, MAX_BODY_BYTES)).toString('utf8');
    const form = new URLSearchParams(body);
    const isOfPerson = version === 'v2' && PEOPLES_GRANTS.includes(form.get('grant_type') ?? '');
    if (isOfPerson) return redeem(form, peoplesPorts);
    const asked = parseTokenRequest(version, request.headers.authorization, body);
    const { clientId, clientSecret, clientAssertion } = asked;
    const ports = { ...options, now: () => options.clock.now() };
    const client =
      clientAssertion === undefined
        ? await authenticate(options, clientId ?? '', clientSecret)
        : await authenticateAssertion(clientAssertion, clientId, ports);
    const token = await issueFor(version, client, asked.resource, clientAssertion === undefined ? '1' : '2');
    return tokenAnswer(version, token, asked.resource, Math.floor(options.clock.now() / 1000));
  }

  /** A client that proves itself by its secret registers a certificate of its own. */
  async function register(request: IncomingMessage): Promise<object> {
    const basic = parseBasic(request.headers.authorization);
    const client = await authenticate(options, basic?.clientId ?? '', basic?.clientSecret);
    const pem = (await readBody(request, MAX_BODY_BYTES)).toString('utf8');
    try {
      return { clientId: client.clientId, x5t: await options.certificates.add(client.clientId, pem) };
    } catch (error) {
      throw new OAuthError(FAULTS.invalidCertificate, `The certificate cannot be registered. ${messageOf(error)}`);
    }
  }

  async function serve({ kind, version }: IssuerRoute, request: IncomingMessage): Promise<object> {
    if (kind === 'keys') return { keys: [key.publicKey] };
    if (kind === 'discovery') return discoveryDocument(baseUrl, tenantId, version);
    if (request.method === 'POST') return kind === 'certificates' ? register(request) : grant(version, request);
    throw new OAuthError(
      FAULTS.postOnly,
      `The endpoint only accepts POST requests. Received a ${request.method} request.`,
    );
  }

  return {
    names: [name, issuerName(baseUrl, tenantId, 'v1')],
    tokenEndpoint: tokenUrl(baseUrl, tenantId, 'v2'),
    keysUrl: keysUrl(baseUrl, tenantId),
    issue: (client) => issueFor('v2', client, GRAPH_APP_ID),
    handler: async (request, response) => {
      const route = readRoute(readTarget(request)?.path ?? '');
      if (route === undefined) return false;
      try {
        requireTenant(route.tenant, options);
        if (route.kind === 'authorize') await signIn.authorize(request, response);
        else if (route.kind === 'signOut') signIn.signOut(request, response);
        else writeJson(response, 200, await serve(route, request));
      } catch (error) {
        refuse(request, response, error, new Date(options.clock.now()));
      }
      return true;
    },
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function requireTenant(tenant: string, { tenantId, domains }: IssuerOptions): void {
  const names = [tenantId, ...domains].map((name) => name.toLowerCase());
  if (!names.includes(tenant.toLowerCase()))
    throw new OAuthError(FAULTS.unknownTenant, `Tenant '${tenant}' not found.`);
}

/** The v1 endpoint writes numbers as texts. */
function tokenAnswer(version: TokenVersion, token: string, resource: string, now: number): object {
  if (version === 'v2') {
    return {
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      ext_expires_in: LIFETIME_SECONDS,
      access_token: token,
    };
  }
  return {
    token_type: 'Bearer',
    expires_in: `${LIFETIME_SECONDS}`,
    ext_expires_in: `${LIFETIME_SECONDS}`,
    expires_on: `${now + LIFETIME_SECONDS}`,
    not_before: `${now}`,
    resource,
    access_token: token,
  };
}

/** @throws what is no fault of the request */
function refuse(request: IncomingMessage, response: ServerResponse, error: unknown, now: Date): void {
  if (error instanceof BodyTooLarge) {
    answerEmpty(response, 413, { Connection: 'close' });
    return;
  }
  if (!(error instanceof OAuthError)) throw error;
  const correlationId = request.headers['client-request-id']?.toString() ?? randomUUID();
  if (error.fault.status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="muster"');
  writeJson(response, error.fault.status, oauthErrorBody(error, randomUUID(), correlationId, now));
}

function writeJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store, no-cache',
    Pragma: 'no-cache',
  });
  response.end(text);
}

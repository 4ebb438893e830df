/** Reads a token request. What Microsoft's libraries send along (`x-client-*`, query options) is ignored. */
import { FAULTS, OAuthError } from './oauthError';

export type TokenVersion = 'v1' | 'v2';

export interface TokenRequest {
  /** Absent only beside an assertion, which names it. */
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** Instead of a secret. */
  readonly clientAssertion: string | undefined;
  /** What the token is for: one of the names of Microsoft Graph. */
  readonly resource: string;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
/** The names of Microsoft Graph, lower case. */
export const GRAPH_RESOURCES: readonly string[] = [GRAPH_APP_ID, 'https://graph.microsoft.com'];

/**
 * @param authorization the header of that name: HTTP Basic goes before the body
 * @param body a form
 * @throws {OAuthError} for the first thing that is missing or not supported
 */
export function parseTokenRequest(
  version: TokenVersion,
  authorization: string | undefined,
  body: string,
): TokenRequest {
  const form = new URLSearchParams(body);
  const field = (name: string) => form.get(name)?.trim() || undefined;
  const required = (name: string, value = field(name)) => {
    if (value !== undefined) return value;
    throw new OAuthError(FAULTS.missingParameter, `The request body must contain the following parameter: '${name}'.`);
  };

  const grantType = required('grant_type');
  if (grantType !== 'client_credentials') {
    throw new OAuthError(FAULTS.unsupportedGrantType, `The app requested an unsupported grant type '${grantType}'.`);
  }
  const clientAssertion = field('client_assertion');
  if (clientAssertion !== undefined && field('client_assertion_type') !== ASSERTION_TYPE) {
    throw new OAuthError(FAULTS.missingParameter, `The client_assertion_type must be ${ASSERTION_TYPE}.`);
  }
  const basic = parseBasic(authorization);
  const clientId = basic?.clientId ?? field('client_id');
  return {
    clientId: clientAssertion === undefined ? required('client_id', clientId) : clientId,
    clientAssertion,
    clientSecret: basic?.clientSecret ?? field('client_secret'),
    resource: version === 'v2' ? resourceOfScope(required('scope')) : knownResource(required('resource')),
  };
}

/** `<resource>/.default`; a resource that ends in a slash makes it two. */
function resourceOfScope(scope: string): string {
  const resource = toGraph(/^(\S+?)\/?\/\.default$/i.exec(scope)?.[1]);
  if (resource !== undefined) return resource;
  throw new OAuthError(
    FAULTS.invalidScope,
    `The scope ${scope} is not valid. Ask for https://graph.microsoft.com/.default.`,
  );
}

function knownResource(text: string): string {
  const resource = toGraph(text.replace(/\/$/, ''));
  if (resource !== undefined) return resource;
  throw new OAuthError(
    FAULTS.unknownResource,
    `The resource principal named ${text} was not found. Ask for https://graph.microsoft.com.`,
  );
}

function toGraph(text: string | undefined): string | undefined {
  return GRAPH_RESOURCES.find((name) => name === text?.toLowerCase());
}

/** RFC 6749 2.3.1 wants id and secret form-encoded first; Postman does not, and need not as long as neither holds % or +. */
export function parseBasic(authorization: string | undefined): { clientId: string; clientSecret: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { clientId: decode(clientId), clientSecret: decode(rest.join(':')) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

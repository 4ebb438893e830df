/** What is needed to reach a SCIM service, and the check of it before anything is sent. */
import { X509Certificate } from 'node:crypto';
import { ProvisioningError } from '../../errors';
import { withoutSlashAtEnd } from '../kit/addresses';
import type { ScimProfile } from './dialect';

/** How a client proves to the token endpoint who it is, by its name in OpenID Connect. */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic';

export type ScimCredentials =
  | { readonly kind: 'bearer'; readonly token: string }
  /** Goes as it is in a header of its own, such as `X-Api-Key`. */
  | { readonly kind: 'key'; readonly header: string; readonly key: string }
  | { readonly kind: 'basic'; readonly userName: string; readonly password: string }
  | {
      readonly kind: 'clientCredentials';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      /** What else the endpoint wants to know: `scope`, `audience`, … */
      readonly parameters?: Readonly<Record<string, string>>;
      /** Left out, it is found out. */
      readonly clientAuthentication?: ClientAuthentication;
    };

export interface ScimTargetSettings {
  /**
   * The service's address, the part before `/Users`. Microsoft's flags in its query are understood: `aadOptscim062020`
   * chooses the profile `entraCorrected`, `AzureAdScimPatch2017` chooses `entraClassic`.
   */
  readonly baseUrl: string;
  readonly credentials: ScimCredentials;
  /** How the service is spoken to; `probe` asks the service itself, once. */
  readonly profile: ScimProfile | 'probe';
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a request may wait while the service throttles, in milliseconds; shorter than the claim that protects a create. */
  readonly patienceMs: number;
  /** Allows `http:` to this machine itself; everything else must be `https:`. */
  readonly allowHttpLoopback: boolean;
  /** Certificates of authorities to trust beside those that everybody trusts, in PEM. */
  readonly caPem?: string;
  /** What `DefaultDomain()` gives; SCIM has no such thing of its own. */
  readonly defaultDomain?: string;
  /** Sends a random initial password with each create. Left out, the service's schema decides where it can be probed. */
  readonly initialPassword?: boolean;
}

/** Settings that may be used as they are. */
export interface CheckedScimSettings extends ScimTargetSettings {
  /** Without query and trailing slash. */
  readonly baseUrl: string;
}

const FLAGS: ReadonlyMap<string, ScimProfile> = new Map([
  ['aadoptscim062020', 'entraCorrected'],
  ['azureadscimpatch2017', 'entraClassic'],
]);
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const DAY_MS = 86_400_000;

/** @throws {ProvisioningError} InvalidCredentials that names the setting and what it must be */
export function checkScimSettings(settings: ScimTargetSettings): CheckedScimSettings {
  const base = checkUrl('baseUrl', settings.baseUrl, settings.allowHttpLoopback);
  for (const name of ['timeoutMs', 'patienceMs'] as const) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 1 || value > DAY_MS) {
      throw invalid(`${name} must be a whole number of milliseconds from 1 to ${DAY_MS}, got ${value}.`);
    }
  }
  checkCredentials(settings.credentials, settings.allowHttpLoopback);
  if (settings.caPem !== undefined) checkCertificates(settings.caPem);
  return {
    ...settings,
    baseUrl: `${base.origin}${withoutSlashAtEnd(base.pathname)}`,
    profile: profileFromFlags(base.searchParams) ?? settings.profile,
  };
}

function checkCredentials(credentials: ScimCredentials, allowHttpLoopback: boolean): void {
  switch (credentials.kind) {
    case 'bearer':
      checkText('token', credentials.token);
      break;
    case 'key':
      checkText('key', credentials.key);
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(credentials.header) || OWN_HEADERS.has(credentials.header.toLowerCase())) {
        throw invalid(
          `header must be the name of a header for the key, such as X-Api-Key, got "${credentials.header}".`,
        );
      }
      break;
    case 'basic':
      checkText('userName', credentials.userName);
      if (credentials.userName.includes(':')) throw invalid('userName must not contain a colon (RFC 7617).');
      break;
    case 'clientCredentials':
      checkUrl('tokenUrl', credentials.tokenUrl, allowHttpLoopback);
      checkText('clientId', credentials.clientId);
      checkText('clientSecret', credentials.clientSecret);
      break;
  }
}

/** What a request says of itself in any case. */
const OWN_HEADERS = new Set(['accept', 'content-type', 'content-length', 'host', 'if-match', 'user-agent']);

function checkCertificates(pem: string): void {
  try {
    for (const certificate of pem.match(CERTIFICATE) ?? ['']) new X509Certificate(certificate);
  } catch {
    throw invalid('caPem must be certificates in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.');
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** A header cannot carry control characters; saying so beats an error from deep inside the HTTP client. */
function checkText(name: string, value: string): void {
  if (value === '' || /[^\x20-\x7e]/.test(value)) {
    throw invalid(`${name} must be a non-empty text of printable ASCII characters.`);
  }
}

function checkUrl(name: string, value: string, allowHttpLoopback: boolean): URL {
  if (!URL.canParse(value)) throw invalid(`${name} must be an absolute address such as https://app.example.com/scim.`);
  const url = new URL(value);
  const mayBeHttp = allowHttpLoopback && LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !(mayBeHttp && url.protocol === 'http:')) {
    throw invalid(`${name} must be an https address, got ${url.protocol}//${url.host}.`);
  }
  if (url.username !== '' || url.password !== '') throw invalid(`${name} must not contain a user name or password.`);
  return url;
}

function profileFromFlags(query: URLSearchParams): ScimProfile | undefined {
  const names = [...query.keys()];
  const unknown = names.find((name) => !FLAGS.has(name.toLowerCase()));
  if (unknown !== undefined) throw invalid(`baseUrl must not have the query parameter "${unknown}".`);
  return names.map((name) => FLAGS.get(name.toLowerCase())).find((profile) => profile !== undefined);
}

function invalid(message: string): ProvisioningError {
  return new ProvisioningError('InvalidCredentials', `SCIM settings: ${message}`);
}

/** A SCIM service by a job's secrets; docs/targets-scim.md lists the keys. */
import { optional, required, type TargetSecrets, unusable } from '../kit/secretsReader';
import { DIALECTS, type ScimProfile } from './dialect';
import type { ClientAuthentication, ScimCredentials, ScimTargetSettings } from './settings';

export interface ScimDefaults extends Pick<ScimTargetSettings, 'timeoutMs' | 'patienceMs' | 'allowHttpLoopback'> {
  readonly defaultDomain: string;
}

const PROFILES: readonly (ScimProfile | 'probe')[] = ['probe', ...(Object.keys(DIALECTS) as ScimProfile[])];

/** @throws {ProvisioningError} InvalidCredentials that names the key */
export function scimSettings(secrets: TargetSecrets, { defaultDomain, ...defaults }: ScimDefaults): ScimTargetSettings {
  const address = required(secrets, 'BaseAddress', 'the address of the service, the part before /Users');
  return {
    ...defaults,
    ...withProfile(address),
    credentials: credentials(secrets),
    ...withAuthorities(secrets),
    defaultDomain: optional(secrets, 'Domain') ?? defaultDomain,
  };
}

/** `…/scim?profile=noPatch`: there is no key for the profile, and Microsoft's own flags stand in the address as well. */
function withProfile(address: string): Pick<ScimTargetSettings, 'baseUrl' | 'profile'> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const named = url?.searchParams.get('profile');
  if (url === undefined || named === null || named === undefined) return { baseUrl: address, profile: 'probe' };
  const profile = PROFILES.find((one) => one.toLowerCase() === named.toLowerCase());
  if (profile === undefined)
    throw unusable(`The profile in BaseAddress must be one of ${PROFILES.join(', ')}, got "${named}".`);
  url.searchParams.delete('profile');
  return { baseUrl: url.href, profile };
}

function withAuthorities(secrets: TargetSecrets): Pick<ScimTargetSettings, 'caPem'> {
  const caPem = optional(secrets, 'AppKey'); // as for Active Directory
  return caPem === undefined ? {} : { caPem };
}

function credentials(secrets: TargetSecrets): ScimCredentials {
  const token = optional(secrets, 'SecretToken');
  if (token !== undefined) {
    const header = HEADER_KEY.exec(optional(secrets, 'AuthenticationType') ?? '')?.[1];
    if (header !== undefined) return { kind: 'key', header, key: token };
    return { kind: 'bearer', token: token.replace(/^Bearer\s+/i, '') }; // pasted with the word before it
  }
  const tokenUrl = optional(secrets, 'Oauth2TokenExchangeUri');
  if (tokenUrl !== undefined) {
    const clientId = optional(secrets, 'ClientIdentifier') ?? required(secrets, 'Oauth2ClientId', 'the client id');
    const clientSecret =
      optional(secrets, 'ClientSecret') ?? required(secrets, 'Oauth2ClientSecret', 'the client secret');
    const clientAuthentication = clientAuthenticationOf(secrets);
    return { kind: 'clientCredentials', ...endpointOf(tokenUrl), clientId, clientSecret, ...clientAuthentication };
  }
  const userName = optional(secrets, 'UserName');
  if (userName === undefined) {
    throw unusable(
      'Save the secret SecretToken; or UserName and Password; or Oauth2TokenExchangeUri with a client id and secret.',
    );
  }
  return { kind: 'basic', userName, password: required(secrets, 'Password', 'the password that belongs to UserName') };
}

/** `header:X-Api-Key` */
const HEADER_KEY = /^header:\s*(\S+)$/i;
const CLIENT_AUTHENTICATIONS: readonly ClientAuthentication[] = ['client_secret_post', 'client_secret_basic'];

function clientAuthenticationOf(secrets: TargetSecrets): { readonly clientAuthentication?: ClientAuthentication } {
  const named = optional(secrets, 'AuthenticationType');
  if (named === undefined) return {};
  const clientAuthentication = CLIENT_AUTHENTICATIONS.find((one) => one === named.toLowerCase());
  if (clientAuthentication !== undefined) return { clientAuthentication };
  throw unusable(`AuthenticationType must be one of ${CLIENT_AUTHENTICATIONS.join(', ')} with a token endpoint.`);
}

/** What a token endpoint is told in the body of the request; there are no keys of their own for them. */
const IN_BODY = ['scope', 'audience', 'resource'];

/** `https://login.example.com/token?scope=scim.write`: what belongs in the body stands in the address as well. */
function endpointOf(address: string): { readonly tokenUrl: string; readonly parameters?: Record<string, string> } {
  if (!URL.canParse(address)) return { tokenUrl: address };
  const url = new URL(address);
  const given = IN_BODY.flatMap((name): [string, string][] => {
    const value = url.searchParams.get(name);
    url.searchParams.delete(name);
    return value === null ? [] : [[name, value]];
  });
  return given.length === 0 ? { tokenUrl: address } : { tokenUrl: url.href, parameters: Object.fromEntries(given) };
}

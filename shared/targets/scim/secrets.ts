/** A SCIM service by a job's secrets; docs/targets-scim.md lists the keys. */
import { optional, required, type TargetSecrets, unusable } from '../kit/secretsReader';
import { DIALECTS, type ScimProfile } from './dialect';
import type { ScimCredentials, ScimTargetSettings } from './settings';

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

function credentials(secrets: TargetSecrets): ScimCredentials {
  const token = optional(secrets, 'SecretToken');
  if (token !== undefined) return { kind: 'bearer', token };
  const tokenUrl = optional(secrets, 'Oauth2TokenExchangeUri');
  if (tokenUrl !== undefined) {
    const clientId = optional(secrets, 'ClientIdentifier') ?? required(secrets, 'Oauth2ClientId', 'the client id');
    const clientSecret =
      optional(secrets, 'ClientSecret') ?? required(secrets, 'Oauth2ClientSecret', 'the client secret');
    return { kind: 'clientCredentials', tokenUrl, clientId, clientSecret };
  }
  const userName = optional(secrets, 'UserName');
  if (userName === undefined) {
    throw unusable(
      'Save the secret SecretToken; or UserName and Password; or Oauth2TokenExchangeUri with a client id and secret.',
    );
  }
  return { kind: 'basic', userName, password: required(secrets, 'Password', 'the password that belongs to UserName') };
}

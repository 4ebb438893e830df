/** A SCIM service by a job's secrets; docs/targets-scim.md lists the keys. */
import { optional, required, type TargetSecrets, unusable } from '../secretsReader';
import type { ScimCredentials, ScimTargetSettings } from './settings';

export interface ScimDefaults extends Pick<ScimTargetSettings, 'timeoutMs' | 'allowHttpLoopback'> {
  readonly defaultDomain: string;
}

/** @throws {ProvisioningError} InvalidCredentials that names the key */
export function scimSettings(secrets: TargetSecrets, { defaultDomain, ...defaults }: ScimDefaults): ScimTargetSettings {
  return {
    ...defaults,
    baseUrl: required(secrets, 'BaseAddress', 'the address of the service, the part before /Users'),
    credentials: credentials(secrets),
    profile: 'probe',
    defaultDomain: optional(secrets, 'Domain') ?? defaultDomain,
  };
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

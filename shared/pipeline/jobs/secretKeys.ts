/** The keys of `synchronization/secrets` (spec/wire-contract.md 3.8), and which of them hold what nobody may read again. */

const SECRET = [
  'Password',
  'SecretToken',
  'AppKey',
  'ClientSecret',
  'ConsumerKey',
  'ConsumerSecret',
  'TokenKey',
  'Oauth2AccessToken',
  'Oauth2RefreshToken',
  'Oauth2ClientSecret',
  'Oauth2AuthorizationCode',
  'SyncAgentCompatibilityKey',
  'ConnectionString',
] as const;

const PLAIN = [
  'None',
  'UserName',
  'BaseAddress',
  'ClientIdentifier',
  'SingleSignOnType',
  'Sandbox',
  'Url',
  'Domain',
  'TokenExpiration',
  'Oauth2AccessTokenCreationTime',
  'SyncAll',
  'InstanceName',
  'Oauth2ClientId',
  'CompanyId',
  'UpdateKeyOnSoftDelete',
  'SynchronizationSchedule',
  'SystemOfRecord',
  'SandboxName',
  'EnforceDomain',
  'SyncNotificationSettings',
  'SkipOutOfScopeDeletions',
  'Oauth2RedirectUri',
  'ApplicationTemplateIdentifier',
  'Oauth2TokenExchangeUri',
  'Oauth2AuthorizationUri',
  'AuthenticationType',
  'Server',
  'PerformInboundEntitlementGrants',
  'HardDeletesEnabled',
  'SyncAgentADContainer',
  'ValidateDomain',
  'TestReferences',
] as const;

export type SecretKey = (typeof SECRET)[number] | (typeof PLAIN)[number];

const KEYS: ReadonlyMap<string, SecretKey> = new Map(
  [...SECRET, ...PLAIN].map((key): [string, SecretKey] => [key.toLowerCase(), key]),
);
const SECRETS: ReadonlySet<string> = new Set(SECRET);

/** The key in its own spelling, whatever the case it comes in; `undefined` when there is none. */
export function secretKey(text: string): SecretKey | undefined {
  return KEYS.get(text.toLowerCase());
}

export function isSecret(key: SecretKey): boolean {
  return SECRETS.has(key);
}

/** `@Microsoft.KeyVault(SecretUri=…)`: where a secret is, and not the secret. Kept and shown as it is. */
export function isKeyVaultReference(value: string): boolean {
  return /^@Microsoft\.KeyVault\(.+\)$/i.test(value.trim());
}

/** Shown in place of a secret. */
export const MASK = '*';

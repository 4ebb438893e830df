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

export const SECRET_KEYS: readonly SecretKey[] = [...SECRET, ...PLAIN];

const KEYS: ReadonlyMap<string, SecretKey> = new Map(
  SECRET_KEYS.map((key): [string, SecretKey] => [key.toLowerCase(), key]),
);
const SECRETS: ReadonlySet<string> = new Set(SECRET);

/** The key in its own spelling, whatever the case it comes in; `undefined` when there is none. */
export function secretKey(text: string): SecretKey | undefined {
  return KEYS.get(text.toLowerCase());
}

export function isSecret(key: SecretKey): boolean {
  return SECRETS.has(key);
}

/**
 * `@Microsoft.KeyVault(SecretUri=…)`, App Service's notation: where a secret is, and not the secret. Kept and shown as it is.
 *
 * @returns what stands between the brackets; `undefined` for a secret
 */
export function keyVaultReference(value: string): string | undefined {
  return /^@Microsoft\.KeyVault\((.*)\)$/i.exec(value.trim())?.[1];
}

/** Whether it refers to something, and may be seen. */
export const isKeyVaultReference = (value: string): boolean => (keyVaultReference(value) ?? '') !== '';

/** Shown in place of a secret. */
export const MASK = '*';

/** What decides where secrets are sent, and as whom. */
const DESTINATION: readonly SecretKey[] = [
  'BaseAddress',
  'Url',
  'Server',
  'Domain',
  'InstanceName',
  'Sandbox',
  'SandboxName',
  'CompanyId',
  'AuthenticationType',
  'UserName',
  'ClientIdentifier',
  'Oauth2ClientId',
  'Oauth2TokenExchangeUri',
  'Oauth2AuthorizationUri',
  'Oauth2RedirectUri',
];

interface Pair {
  readonly key: string;
  readonly value: string;
}

/**
 * Keys that now lead secrets elsewhere than when they were entered. A mask must not stand for a secret then: whoever may
 * save but not read could otherwise have it sent to a server of their own (design, I7).
 */
export function changedDestinations(before: readonly Pair[], after: readonly Pair[]): readonly SecretKey[] {
  const read = (pairs: readonly Pair[], wanted: string) => pairs.find(({ key }) => key === wanted)?.value.trim() ?? '';
  return DESTINATION.filter((key) => read(before, key) !== read(after, key));
}

/** The secrets of a service principal: how its jobs reach their directory, and who gets their mail (docs/operations.md, "Set up"). */
import type { Http } from './http';

export interface KeptSecret {
  readonly key: string;
  /** `*` for what nobody may read again. */
  readonly value: string;
}

/** What may stand on a command line: it is no secret. Any other key's value comes from a file, stdin or the environment. */
export const PLAIN_KEYS = [
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

const PLAIN: ReadonlySet<string> = new Set(PLAIN_KEYS.map((key) => key.toLowerCase()));

/** Also a reference to a vault, which says where the secret is and not what. */
export function isPlain(key: string, value: string): boolean {
  return PLAIN.has(key.toLowerCase()) || /^@Microsoft\.KeyVault\(.+\)$/i.test(value.trim());
}

/** @param synchronization Graph's `…/synchronization` of the principal */
export async function readSecrets(http: Http, synchronization: string): Promise<readonly KeptSecret[]> {
  return (await http.json<{ value: readonly KeptSecret[] }>('GET', `${synchronization}/secrets`)).value;
}

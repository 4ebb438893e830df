/** The keys of `synchronization/secrets` (spec/wire-contract.md 3.8), written down a second time: which is secret is no detail. */

export const SECRET_NAMES = (
  'Password SecretToken AppKey ClientSecret ConsumerKey ConsumerSecret TokenKey Oauth2AccessToken Oauth2RefreshToken ' +
  'Oauth2ClientSecret Oauth2AuthorizationCode SyncAgentCompatibilityKey ConnectionString'
).split(' ');

export const PLAIN_NAMES = (
  'None UserName BaseAddress ClientIdentifier SingleSignOnType Sandbox Url Domain TokenExpiration ' +
  'Oauth2AccessTokenCreationTime SyncAll InstanceName Oauth2ClientId CompanyId UpdateKeyOnSoftDelete ' +
  'SynchronizationSchedule SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings SkipOutOfScopeDeletions ' +
  'Oauth2RedirectUri ApplicationTemplateIdentifier Oauth2TokenExchangeUri Oauth2AuthorizationUri AuthenticationType Server ' +
  'PerformInboundEntitlementGrants HardDeletesEnabled SyncAgentADContainer ValidateDomain TestReferences'
).split(' ');

/** The types of Graph's metadata about what is asked once and not kept, beside those of `graphMetadata.ts`. */

const STEP_STATUS = ['Success', 'Skipped', 'Failure', 'Warning'];

const SECRET_KEYS = [
  'None UserName Password SecretToken AppKey BaseAddress ClientIdentifier ClientSecret',
  'SingleSignOnType Sandbox Url Domain ConsumerKey ConsumerSecret TokenKey TokenExpiration',
  'Oauth2AccessToken Oauth2AccessTokenCreationTime Oauth2RefreshToken SyncAll InstanceName',
  'Oauth2ClientId Oauth2ClientSecret CompanyId UpdateKeyOnSoftDelete SynchronizationSchedule',
  'SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings SkipOutOfScopeDeletions',
  'Oauth2AuthorizationCode Oauth2RedirectUri ApplicationTemplateIdentifier Oauth2TokenExchangeUri',
  'Oauth2AuthorizationUri AuthenticationType Server PerformInboundEntitlementGrants HardDeletesEnabled',
  'SyncAgentCompatibilityKey SyncAgentADContainer ValidateDomain TestReferences ConnectionString',
].flatMap((line) => line.split(' '));

export const ANSWER_TYPES = {
  synchronizationSecretKeyStringValuePair: { key: SECRET_KEYS, value: 'string?' },
  synchronization: { id: 'string' },
  parseExpressionResponse: {
    parsingSucceeded: 'boolean',
    parsedExpression: 'attributeMappingSource?',
    evaluationSucceeded: 'boolean',
    evaluationResult: 'string[]',
    error: 'publicError?',
  },
  /** Both are JSON; the second is a list of `onDemandResult`. */
  stringKeyStringValuePair: { key: 'string', value: 'string' },
  /** No type of the metadata: the table of spec/wire-contract.md 2.11. */
  onDemandResult: {
    action: ['Create', 'Update', 'Delete', 'Disable', 'StagedDelete', 'Other'],
    changeId: 'guid',
    startTime: 'dateTime',
    endTime: 'dateTime',
    reportableIdentifier: 'string',
    provisioningSteps: 'onDemandStep[]',
    modifiedProperties: 'modifiedProperty[]',
    statusInfo: 'onDemandStatus',
    sourceIdentity: 'onDemandIdentity',
    targetIdentity: 'onDemandIdentity',
    sourceSystem: 'onDemandSystem',
    targetSystem: 'onDemandSystem',
  },
  onDemandStep: {
    name: 'string',
    type: ['Import', 'Scoping', 'Matching', 'Processing', 'ReferenceResolution', 'Export'],
    status: STEP_STATUS,
    description: 'string?',
    timestamp: 'dateTime',
    details: 'open?',
  },
  onDemandStatus: {
    status: STEP_STATUS,
    errorCode: 'string?',
    reason: 'string?',
    additionalDetails: 'string?',
    errorCategory: 'string?',
    recommendedAction: 'string?',
  },
  onDemandIdentity: { id: 'string', type: 'string', displayName: 'string?', details: 'open?' },
  onDemandSystem: { id: 'string?', name: 'string', details: 'open?' },
} as const;

/** What may be selected, filtered and sorted of applications and of the templates they are made of. */
import type { ResourceType } from '../jobs/answerResource';
import { memberField } from '../odata/collection';

const texts = (...paths: readonly string[]) => paths.map((path) => memberField(path));

export const APPLICATION: ResourceType = {
  name: 'application',
  properties: [
    ...['id', 'appId', 'applicationTemplateId', 'displayName', 'identifierUris', 'passwordCredentials'],
    ...['signInAudience', 'tags'],
    // The type has these as well, and nothing here has a value for them.
    ...['addIns', 'api', 'appRoles', 'certification', 'createdDateTime', 'defaultRedirectUri', 'deletedDateTime'],
    ...['description', 'disabledByMicrosoftStatus', 'groupMembershipClaims', 'info', 'isDeviceOnlyAuthSupported'],
    ...['isFallbackPublicClient', 'keyCredentials', 'logo', 'nativeAuthenticationApisEnabled', 'notes'],
    ...['oauth2RequirePostResponse', 'optionalClaims', 'parentalControlSettings'],
    ...['publicClient', 'publisherDomain', 'requestSignatureVerification', 'requiredResourceAccess', 'samlMetadataUrl'],
    ...['serviceManagementReference', 'servicePrincipalLockConfiguration', 'spa', 'tokenEncryptionKeyId'],
    ...['uniqueName', 'verifiedPublisher', 'web'],
  ],
  navigations: [],
  fields: Object.fromEntries(texts('id', 'appId', 'displayName', 'applicationTemplateId', 'signInAudience')),
};

export const APP_ROLE_ASSIGNMENT: ResourceType = {
  name: 'appRoleAssignment',
  properties: [
    ...[
      'id',
      'deletedDateTime',
      'appRoleId',
      'createdDateTime',
      'principalDisplayName',
      'principalId',
      'principalType',
    ],
    ...['resourceDisplayName', 'resourceId'],
  ],
  navigations: [],
  fields: Object.fromEntries(texts('id', 'appRoleId', 'principalId', 'resourceId', 'resourceDisplayName')),
};

export const APPLICATION_TEMPLATE: ResourceType = {
  name: 'applicationTemplate',
  properties: [
    ...['id', 'displayName', 'homePageUrl', 'supportedSingleSignOnModes', 'supportedProvisioningTypes', 'logoUrl'],
    ...['categories', 'publisher', 'description'],
    // The type has these as well, and nothing here has a value for them.
    ...['configurationUris', 'endpoints', 'isEntraIntegrated', 'lastModifiedDateTime', 'riskFactors', 'riskScore'],
  ],
  navigations: [],
  fields: Object.fromEntries(texts('id', 'displayName', 'publisher', 'description')),
};

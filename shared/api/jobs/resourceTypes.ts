/** What may be selected, expanded, filtered and sorted of each kind of resource (spec/wire-contract.md 3.1, 3.6, 3.9). */
import { memberField } from '../odata/collection';
import type { ResourceType } from './answerResource';

const texts = (...paths: readonly string[]) => paths.map((path) => memberField(path));
const flags = (...paths: readonly string[]) => paths.map((path) => memberField(path, 'boolean'));

export const JOB: ResourceType = {
  name: 'synchronizationJob',
  properties: ['id', 'templateId', 'schedule', 'status', 'synchronizationJobSettings'],
  navigations: ['schema'],
  fields: Object.fromEntries(
    texts('id', 'templateId', 'schedule/state', 'schedule/interval', 'status/code', 'status/quarantine/reason'),
  ),
};

export const SERVICE_PRINCIPAL: ResourceType = {
  name: 'servicePrincipal',
  properties: [
    ...['id', 'appId', 'displayName', 'appDisplayName', 'accountEnabled', 'servicePrincipalType'],
    ...['notificationEmailAddresses', 'tags', 'applicationTemplateId', 'appRoles'],
    // The type has these as well, and nothing here has a value for them.
    ...['addIns', 'alternativeNames', 'appDescription', 'appOwnerOrganizationId', 'appRoleAssignmentRequired'],
    ...['customSecurityAttributes', 'deletedDateTime', 'description', 'disabledByMicrosoftStatus', 'homepage', 'info'],
    ...['keyCredentials', 'loginUrl', 'logoutUrl', 'notes', 'oauth2PermissionScopes', 'passwordCredentials'],
    ...['preferredSingleSignOnMode', 'preferredTokenSigningKeyThumbprint', 'replyUrls', 'servicePrincipalNames'],
    ...['resourceSpecificApplicationPermissions', 'samlSingleSignOnSettings', 'signInAudience'],
    ...['tokenEncryptionKeyId', 'verifiedPublisher'],
  ],
  navigations: [],
  fields: Object.fromEntries([
    ...texts('id', 'appId', 'displayName', 'appDisplayName', 'servicePrincipalType'),
    ...flags('accountEnabled'),
  ]),
};

export const TEMPLATE: ResourceType = {
  name: 'synchronizationTemplate',
  properties: ['id', 'applicationId', 'default', 'description', 'discoverable', 'factoryTag', 'metadata', 'schema'],
  navigations: ['schema'],
  fields: Object.fromEntries([
    ...texts('id', 'applicationId', 'description', 'factoryTag'),
    ...flags('default', 'discoverable'),
  ]),
};

export const SCHEMA: ResourceType = {
  name: 'synchronizationSchema',
  properties: ['id', 'version', 'provisioningTaskIdentifier', 'synchronizationRules', 'directories'],
  navigations: ['directories'],
  fields: {},
};

export const FILTER_OPERATOR: ResourceType = {
  name: 'filterOperatorSchema',
  properties: ['id', 'name', 'arity', 'multivaluedComparisonType', 'supportedAttributeTypes'],
  navigations: [],
  fields: Object.fromEntries(texts('id', 'name', 'arity', 'multivaluedComparisonType')),
};

export const MAPPING_FUNCTION: ResourceType = {
  name: 'attributeMappingFunctionSchema',
  properties: ['id', 'name', 'parameters'],
  navigations: [],
  fields: Object.fromEntries(texts('id', 'name')),
};

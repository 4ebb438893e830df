/**
 * An example for each method of each route on Graph's paths: what is asked, and of which type the answer is (`graphMetadata.ts`). Asked of
 * one house, in the order of the table; `test/api/metadata.test.ts` has it ready.
 */

import { newUser } from './directory';
import { USER } from './directoryMetadata';
import { bulkBody, person } from './workbench';

/** A client of the development issuer. */
export const CLIENT = {
  id: '51d0d0c1-6f6e-45c1-8f0a-4f7a0c6f0002',
  appId: '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001',
  displayName: 'HR system',
};
const READ_ROLE = '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30';
const UPLOAD_ROLE = 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a';

/** What stands in the paths, and what bodies are made of. */
export type Names = Readonly<Record<string, string>>;

export interface Example {
  /** A type of the metadata, `[]` behind it for a collection; `nothing` for an answer without a body. */
  readonly answers: string;
  /** 200, or 204 for nothing, unless told. */
  readonly status?: number;
  /** What the path names instead of what the house has ready. */
  readonly path?: (names: Names) => Names;
  readonly query?: string;
  readonly body?: object | ((names: Names) => object);
  readonly headers?: Readonly<Record<string, string>>;
  /** What the answer's `value` is, where it is JSON in a text. */
  readonly json?: string;
}

const S = '{version}/servicePrincipals/{servicePrincipalId}/synchronization';
const J = `${S}/jobs/{jobId}`;
const P = '{version}/servicePrincipals/{servicePrincipalId}';

const nothing: Example = { answers: 'nothing' };
const one = (answers: string, more: Omit<Example, 'answers'> = {}): Example => ({ answers, ...more });
const EXPRESSION = {
  expression: 'ToUpper([userName])',
  testInputObject: { properties: [{ key: 'userName', value: 'a' }] },
};
const parsed = one('parseExpressionResponse', { body: EXPRESSION });
const graph = { path: ({ graphId = '' }: Names) => ({ servicePrincipalId: graphId }) };
const client = { path: () => ({ servicePrincipalId: CLIENT.id }) };

/** What belongs to the templates of a service principal, and to those of its application. */
const templatesOf = (owner: string): Readonly<Record<string, Example>> => ({
  [`GET ${owner}/synchronization/templates`]: one('synchronizationTemplate[]'),
  [`GET ${owner}/synchronization/templates/{templateId}`]: one('synchronizationTemplate'),
  [`GET ${owner}/synchronization/templates/{templateId}/schema`]: one('synchronizationSchema'),
  [`GET ${owner}/synchronization/templates/{templateId}/schema/filterOperators`]: one('filterOperatorSchema[]'),
  [`GET ${owner}/synchronization/templates/{templateId}/schema/functions`]: one('attributeMappingFunctionSchema[]'),
  [`POST ${owner}/synchronization/templates/{templateId}/schema/parseExpression`]: parsed,
});

/** In this order, against one house: what removes a thing comes last, and removes one that nobody else asks for. */
export const EXAMPLES: Readonly<Record<string, Example | readonly Example[]>> = {
  [`GET ${S}`]: one('synchronization'),
  [`GET ${S}/jobs`]: one('synchronizationJob[]'),
  [`POST ${S}/jobs`]: one('synchronizationJob', { status: 201, body: { templateId: 'API2AD' } }),
  [`GET ${J}`]: [one('synchronizationJob'), one('synchronizationJob', { query: '?$expand=schema' })],
  [`PATCH ${J}`]: { ...nothing, body: { schedule: { interval: 'PT20M' } } },
  [`POST ${J}/start`]: nothing,
  [`POST ${J}/pause`]: nothing,
  [`POST ${J}/restart`]: { ...nothing, body: { criteria: { resetScope: 'Escrows' } } },
  [`POST ${J}/bulkUpload`]: {
    ...nothing,
    status: 202,
    headers: { 'Content-Type': 'application/scim+json' },
    body: bulkBody([person('9')]),
  },
  [`POST ${J}/provisionOnDemand`]: one('stringKeyStringValuePair', {
    json: 'onDemandResult[]',
    body: ({ ruleId }) => ({ parameters: [{ ruleId, subjects: [{ objectId: '1', objectTypeName: 'User' }] }] }),
  }),
  [`POST ${J}/validateCredentials`]: { ...nothing, body: { useSavedCredentials: true } },
  [`POST ${S}/jobs/validateCredentials`]: { ...nothing, body: { templateId: 'API2AAD', useSavedCredentials: true } },
  [`POST ${S}/acquireAccessToken`]: { ...nothing, body: { credentials: [] } },
  [`GET ${J}/schema`]: one('synchronizationSchema'),
  [`PUT ${J}/schema`]: { ...nothing, body: ({ schema = '' }) => JSON.parse(schema) as object },
  [`PATCH ${J}/schema`]: one('failure', { status: 404, body: {} }), // as the service answers it
  [`GET ${J}/schema/filterOperators`]: one('filterOperatorSchema[]'),
  [`GET ${J}/schema/functions`]: one('attributeMappingFunctionSchema[]'),
  [`POST ${J}/schema/parseExpression`]: parsed,
  [`POST ${J}/schema/directories/{directoryId}/discover`]: one('directoryDefinition'),
  [`PUT ${S}/secrets`]: { ...nothing, body: { value: [{ key: 'BaseAddress', value: 'https://scim.example' }] } },
  [`PATCH ${S}/secrets`]: { ...nothing, body: { value: [{ key: 'UserName', value: 'muster' }] } },
  [`GET ${S}/secrets`]: one('synchronizationSecretKeyStringValuePair[]'),
  ...templatesOf(P),
  ...templatesOf('{version}/applications/{applicationId}'),
  'PUT {version}/applications/{applicationId}/synchronization/templates/{templateId}/schema': {
    ...nothing,
    body: ({ schema = '' }) => JSON.parse(schema) as object,
  },
  'GET {version}/auditLogs/provisioning': one('provisioningObjectSummary[]'),
  'GET {version}/auditLogs/provisioning/{id}': one('provisioningObjectSummary', {
    path: ({ logId = '' }) => ({ id: logId }),
  }),

  'GET {version}/servicePrincipals': one('servicePrincipal[]'),
  [`GET ${P}`]: one('servicePrincipal'),
  'POST {version}/servicePrincipals': one('servicePrincipal', {
    status: 201,
    body: { appId: '2c1f0a52-7d3b-4c57-9d0e-1d6e00d1d002', displayName: 'New' },
  }),
  [`PATCH ${P}`]: { ...nothing, body: { displayName: 'HR' } },
  [`POST ${P}/appRoleAssignments`]: one('appRoleAssignment', {
    ...client,
    status: 201,
    body: ({ graphId }) => ({ principalId: CLIENT.id, resourceId: graphId, appRoleId: UPLOAD_ROLE }),
  }),
  [`GET ${P}/appRoleAssignments`]: one('appRoleAssignment[]', client),
  [`GET ${P}/appRoleAssignments/{assignmentId}`]: one('appRoleAssignment', client),
  [`DELETE ${P}/appRoleAssignments/{assignmentId}`]: {
    ...nothing,
    path: ({ doomedAssignment = '' }) => ({ servicePrincipalId: CLIENT.id, assignmentId: doomedAssignment }),
  },
  [`POST ${P}/appRoleAssignedTo`]: one('appRoleAssignment', {
    ...graph,
    status: 201,
    body: ({ graphId }) => ({ principalId: CLIENT.id, resourceId: graphId, appRoleId: READ_ROLE }),
  }),
  [`GET ${P}/appRoleAssignedTo`]: one('appRoleAssignment[]', graph),
  [`GET ${P}/appRoleAssignedTo/{assignmentId}`]: one('appRoleAssignment', graph),
  [`DELETE ${P}/appRoleAssignedTo/{assignmentId}`]: { ...nothing, ...graph },
  'POST {version}/applications': one('application', { status: 201, body: { displayName: 'HR uploader' } }),
  'POST {version}/applications/{applicationId}/addPassword': one('passwordCredential', {
    body: { passwordCredential: { displayName: 'first' } },
  }),
  'POST {version}/applications/{applicationId}/removePassword': {
    ...nothing,
    body: ({ keyId }) => ({ keyId }),
  },
  'GET {version}/applications': one('application[]'),
  'GET {version}/applications/{applicationId}': one('application'),
  'GET {version}/applicationTemplates': one('applicationTemplate[]'),
  'GET {version}/applicationTemplates/{applicationTemplateId}': one('applicationTemplate'),
  'POST {version}/applicationTemplates/{applicationTemplateId}/instantiate': one('applicationServicePrincipal', {
    status: 201,
    body: { displayName: 'HR to Entra' },
  }),

  'GET {version}/users': [one('userByDefault[]'), one('user[]', { query: `?$select=${Object.keys(USER).join(',')}` })],
  'GET {version}/users/{id}': one('userByDefault'),
  'POST {version}/users': one('userByDefault', { status: 201, body: newUser('noor') }),
  'PATCH {version}/users/{id}': { ...nothing, body: { department: 'Treasury' } },
  'PUT {version}/users/{id}/manager/$ref': {
    ...nothing,
    body: ({ doomedUser }) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/users/${doomedUser}` }),
  },
  'GET {version}/users/{id}/manager': one('userByDefault'),
  'DELETE {version}/users/{id}/manager/$ref': nothing,
  'DELETE {version}/users/{id}': { ...nothing, path: ({ doomedUser = '' }) => ({ id: doomedUser }) },
  'GET {version}/directory/deletedItems/microsoft.graph.user': one('userByDefault[]'),
  'GET {version}/directory/deletedItems/{id}': one('deletedUser', {
    path: ({ deletedUser = '' }) => ({ id: deletedUser }),
  }),
  'POST {version}/directory/deletedItems/{id}/restore': one('userByDefault', {
    path: ({ deletedUser = '' }) => ({ id: deletedUser }),
  }),
  'DELETE {version}/directory/deletedItems/{id}': { ...nothing, path: ({ doomedUser = '' }) => ({ id: doomedUser }) },
  'GET {version}/organization': one('organization[]'),
  'POST {version}/$batch': one('batch', {
    body: {
      requests: [
        { id: '1', method: 'GET', url: '/organization' },
        { id: '2', method: 'GET', url: '/users/nobody' },
      ],
    },
  }),

  [`DELETE ${J}/schema`]: nothing,
  [`DELETE ${J}`]: nothing,
  [`DELETE ${P}`]: { ...nothing, path: ({ doomedPrincipal = '' }) => ({ servicePrincipalId: doomedPrincipal }) },
};

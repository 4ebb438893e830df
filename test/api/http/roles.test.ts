/**
 * Who may do what (spec/wire-contract.md 2.1): every method of every route there is, against every permission there is. A
 * route without a row fails the first test.
 */
import { registerClient } from '../../../shared/pipeline/applications/roleAssignments';
import {
  type FunctionHost,
  JOB,
  JOBS,
  MUSTER_JOB,
  openFunctions,
  routePermissions,
  SYNCHRONIZATION,
} from '../../support/functionHost';
import { CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID, person } from '../../support/workbench';

const OWNED = 'Application.ReadWrite.OwnedBy';
const UPLOAD = 'SynchronizationData-User.Upload';
const UPLOAD_OWNED = 'SynchronizationData-User.Upload.OwnedBy';
const LOGS = ['AuditLog.Read.All', 'ProvisioningLog.Read.All'];
const WRITE_USERS = ['Directory.ReadWrite.All', 'User.ReadWrite.All'];
const READ_USERS = [...WRITE_USERS, 'User.Read.All'];
const READ_ORGANIZATION = [...READ_USERS, 'Directory.Read.All', 'Organization.Read.All'];

const readJobs = [OWNED, 'Synchronization.Read.All', 'Synchronization.ReadWrite.All'];
const OPERATE = 'Muster.Job.Operate';
const operateJobs = [OWNED, 'Synchronization.ReadWrite.All', OPERATE];
const writeJobs = [OWNED, 'Synchronization.ReadWrite.All'];
const readPrincipals = ['Application.Read.All', 'Application.ReadWrite.All'];
const anybody = 'anybody';
const anyToken = 'any token';
const whoever = 'anybody, and more with a token';

const S = '{version}/servicePrincipals/{servicePrincipalId}/synchronization';
const J = `${S}/jobs/{jobId}`;
const T = `${S}/templates`;
const A = '{version}/applications/{applicationId}/synchronization/templates';
const M = 'muster/jobs/{jobId}';

const TABLE: Readonly<Record<string, readonly string[] | typeof anybody | typeof anyToken | typeof whoever>> = {
  [`POST ${J}/bulkUpload`]: [UPLOAD, UPLOAD_OWNED],
  'GET muster/uploads/{id}': [UPLOAD, UPLOAD_OWNED, ...LOGS],
  'POST muster/uploads/query': [UPLOAD, UPLOAD_OWNED, ...LOGS],
  [`GET ${M}/uploads`]: LOGS,
  [`POST ${M}/leavers`]: [UPLOAD, UPLOAD_OWNED],

  [`GET ${S}`]: readJobs,
  [`GET ${S}/jobs`]: readJobs,
  [`POST ${S}/jobs`]: writeJobs,
  [`GET ${J}`]: readJobs,
  [`PATCH ${J}`]: writeJobs,
  [`DELETE ${J}`]: writeJobs,
  [`POST ${J}/start`]: operateJobs,
  [`POST ${J}/pause`]: operateJobs,
  [`POST ${J}/restart`]: operateJobs,
  [`POST ${J}/provisionOnDemand`]: operateJobs,
  [`POST ${J}/validateCredentials`]: operateJobs,
  [`POST ${S}/jobs/validateCredentials`]: writeJobs,
  [`GET ${J}/schema`]: readJobs,
  [`PUT ${J}/schema`]: writeJobs,
  [`DELETE ${J}/schema`]: writeJobs,
  [`PATCH ${J}/schema`]: writeJobs,
  [`GET ${J}/schema/filterOperators`]: readJobs,
  [`GET ${J}/schema/functions`]: readJobs,
  [`POST ${J}/schema/parseExpression`]: readJobs,
  [`POST ${J}/schema/directories/{directoryId}/discover`]: writeJobs,
  [`GET ${S}/secrets`]: writeJobs,
  [`PUT ${S}/secrets`]: writeJobs,
  [`PATCH ${S}/secrets`]: writeJobs,
  [`POST ${S}/acquireAccessToken`]: writeJobs,
  [`GET ${T}`]: readJobs,
  [`GET ${T}/{templateId}`]: readJobs,
  [`GET ${T}/{templateId}/schema`]: readJobs,
  [`GET ${T}/{templateId}/schema/filterOperators`]: readJobs,
  [`GET ${T}/{templateId}/schema/functions`]: readJobs,
  [`POST ${T}/{templateId}/schema/parseExpression`]: readJobs,
  [`GET ${A}`]: readJobs,
  [`GET ${A}/{templateId}`]: readJobs,
  [`GET ${A}/{templateId}/schema`]: readJobs,
  [`PUT ${A}/{templateId}/schema`]: writeJobs,
  [`GET ${A}/{templateId}/schema/filterOperators`]: readJobs,
  [`GET ${A}/{templateId}/schema/functions`]: readJobs,
  [`POST ${A}/{templateId}/schema/parseExpression`]: readJobs,

  'GET muster/overview': readJobs,
  [`GET ${M}`]: readJobs,
  [`GET ${M}/throughput`]: readJobs,
  [`GET ${M}/schema/versions`]: readJobs,
  [`GET ${M}/schema/versions/{schemaVersion}`]: readJobs,
  [`GET ${M}/mappingTests`]: readJobs,
  [`PUT ${M}/mappingTests`]: writeJobs,
  [`GET ${M}/restart`]: operateJobs,
  [`GET ${M}/guard`]: readJobs,
  [`GET ${M}/agents`]: readJobs,
  [`GET ${M}/escrows`]: readJobs,
  [`GET ${M}/escrows/summary`]: readJobs,
  [`POST ${M}/escrows/retry`]: operateJobs,
  [`GET ${M}/heldDeletions`]: readJobs,
  [`POST ${M}/heldDeletions/allow`]: writeJobs, // not who may only run the job: it is about people's access
  [`POST ${M}/heldDeletions/reject`]: writeJobs,
  [`GET ${M}/writeback`]: readJobs,
  [`POST ${M}/writeback/mark`]: writeJobs,
  [`POST ${M}/writeback/retry`]: writeJobs,
  [`GET ${M}/outlets`]: readJobs,
  [`POST ${M}/outlets`]: writeJobs,
  [`GET ${M}/outlets/{name}`]: readJobs,
  [`PUT ${M}/outlets/{name}`]: writeJobs,
  [`DELETE ${M}/outlets/{name}`]: writeJobs,
  [`GET ${M}/outlets/{name}/events`]: readJobs,
  [`POST ${M}/outlets/{name}/rotate`]: writeJobs,
  [`POST ${M}/outlets/{name}/pause`]: writeJobs,
  [`POST ${M}/outlets/{name}/resume`]: writeJobs,
  [`POST ${M}/outlets/{name}/test`]: writeJobs,
  [`POST ${M}/outlets/{name}/replay`]: writeJobs,
  [`GET ${M}/waitingReferences`]: readJobs,
  [`GET ${M}/audit`]: readJobs,
  [`GET ${M}/people`]: LOGS, // it tells what the log tells
  [`GET ${M}/people/{externalId}`]: LOGS,
  [`DELETE ${M}/people/{externalId}`]: writeJobs,
  [`POST ${M}/people/{externalId}/rematch`]: writeJobs, // whose account it is decides who gets in
  [`GET ${M}/inlets`]: readJobs,
  [`POST ${M}/inlets`]: writeJobs,
  [`GET ${M}/inlets/{name}`]: readJobs,
  [`PUT ${M}/inlets/{name}`]: writeJobs,
  [`DELETE ${M}/inlets/{name}`]: writeJobs,
  ...Object.fromEntries(
    ['rotate', 'pause', 'resume', 'replay', 'test'].map((action) => [`POST ${M}/inlets/{name}/${action}`, writeJobs]),
  ),
  [`GET ${M}/inlets/{name}/events`]: readJobs,
  [`GET ${M}/inlets/{name}/events/{id}`]: readJobs,
  'GET muster/inletPresets': anyToken, // it is the same for everybody
  'POST muster/inlets/{jobId}/{name}': anybody, // who can prove by a signature that the inlet is meant to hear it
  'OPTIONS muster/inlets/{jobId}/{name}': anybody,
  [`POST ${M}/plan`]: operateJobs,
  [`POST ${M}/evaluate`]: operateJobs,
  [`POST ${M}/schema/impact`]: writeJobs,
  [`POST ${M}/quarantine`]: operateJobs,
  'GET muster/doctor': ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'], // of all there is
  'GET muster/parkedMessages': ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'], // of any job, or none

  'GET {version}/auditLogs/provisioning': LOGS,
  'GET {version}/auditLogs/provisioning/{id}': LOGS,
  'GET {version}/servicePrincipals': readPrincipals,
  'POST {version}/servicePrincipals': ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'],
  'GET {version}/servicePrincipals/{servicePrincipalId}': readPrincipals,
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments': readPrincipals,
  'POST {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments': ['AppRoleAssignment.ReadWrite.All'],
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments/{assignmentId}': readPrincipals,
  'DELETE {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments/{assignmentId}': [
    'AppRoleAssignment.ReadWrite.All',
  ],
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo': readPrincipals,
  'POST {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo': ['AppRoleAssignment.ReadWrite.All'],
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo/{assignmentId}': readPrincipals,
  'DELETE {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo/{assignmentId}': [
    'AppRoleAssignment.ReadWrite.All',
  ],
  'GET {version}/applications': readPrincipals,
  'POST {version}/applications': ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'],
  'POST {version}/applications/{applicationId}/addPassword': [
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
  ],
  'POST {version}/applications/{applicationId}/removePassword': [
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
  ],
  'GET {version}/applications/{applicationId}': readPrincipals,
  'GET {version}/applicationTemplates': anyToken,
  'GET {version}/applicationTemplates/{applicationTemplateId}': anyToken,
  'POST {version}/applicationTemplates/{applicationTemplateId}/instantiate': [
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
  ],
  'PATCH {version}/servicePrincipals/{servicePrincipalId}': [
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
  ],
  'DELETE {version}/servicePrincipals/{servicePrincipalId}': [
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
  ],

  'GET {version}/users': READ_USERS,
  'POST {version}/users': WRITE_USERS,
  'GET {version}/users/{id}': READ_USERS,
  'PATCH {version}/users/{id}': WRITE_USERS,
  'DELETE {version}/users/{id}': WRITE_USERS,
  'GET {version}/users/{id}/manager': READ_USERS,
  'PUT {version}/users/{id}/manager/$ref': WRITE_USERS,
  'DELETE {version}/users/{id}/manager/$ref': WRITE_USERS,
  'GET {version}/directory/deletedItems/microsoft.graph.user': READ_USERS,
  'GET {version}/directory/deletedItems/{id}': READ_USERS,
  'DELETE {version}/directory/deletedItems/{id}': WRITE_USERS,
  'POST {version}/directory/deletedItems/{id}/restore': WRITE_USERS,
  'GET {version}/organization': READ_ORGANIZATION,
  'POST {version}/$batch': anyToken, // and each part as if it had come alone

  'GET muster': whoever,
  'GET health': anybody,
  'GET health/ready': anybody,
  'GET {*path}': anybody, // 404
  'POST {*path}': anybody,
  'PUT {*path}': anybody,
  'PATCH {*path}': anybody,
  'DELETE {*path}': anybody,
};

const PERMISSIONS = [...new Set(Object.values(TABLE).flat())].filter(
  (one) => one !== anybody && one !== anyToken && one !== whoever,
);
const PARAMETERS: Readonly<Record<string, string>> = {
  version: 'v1.0',
  servicePrincipalId: PRINCIPAL_ID,
  applicationId: CLIENT_ID,
  jobId: JOB_ID,
  templateId: 'API2AAD',
  directoryId: 'none',
  id: `${JOB_ID}~1`, // of an upload; no user and no log entry has it
};

/** `GET {version}/…` as a request to what there is. */
function asked(row: string): string {
  const [method = '', template = ''] = row.split(' ');
  return `${method} /${template.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? name)}`;
}

let host: FunctionHost;
beforeEach(async () => {
  const bench = await createWorkbench();
  const { house } = bench.services;
  await registerClient({ id: 'client', appId: CLIENT_ID, displayName: 'HR' }, [], house); // roles are held here
  host = await openFunctions(bench, ['index']);
  await bench.upload([person('701984')]);
});

async function isLetIn(row: string, roles: readonly string[], appId = CLIENT_ID): Promise<boolean> {
  const { status = 0 } = await host.call(asked(row), { roles, appId });
  expect(status).toBeLessThan(500);
  return status !== 403;
}

test('every method of every route has a row, and every row a route', () => {
  const found = new Map(routePermissions().map(({ request, roles }) => [request, roles]));
  const words = { anonymous: anybody, anyone: anyToken, whoever };
  const declared = Object.fromEntries(
    [...found].map(([request, roles]) => [request, typeof roles === 'string' ? words[roles] : [...roles].sort()]),
  );
  const wanted = Object.entries(TABLE).map(([request, roles]) => [
    request,
    typeof roles === 'string' ? roles : [...roles].sort(),
  ]);
  expect(declared).toEqual(Object.fromEntries(wanted));
});

test('who may only upload can upload, look up what became of it, and nothing else', () => {
  const open = Object.entries(TABLE).filter(([, roles]) => roles.includes(UPLOAD) || roles.includes(UPLOAD_OWNED));
  expect(open.map(([row]) => row)).toEqual([
    `POST ${J}/bulkUpload`,
    'GET muster/uploads/{id}',
    'POST muster/uploads/query',
    `POST ${M}/leavers`,
  ]);
});

const RESTRICTED = Object.entries(TABLE).flatMap(([row, roles]) =>
  typeof roles === 'string' || row.includes('{*path}') ? [] : [{ row, roles: [...roles] }],
);

/** What is created belongs to the caller, whoever that is. */
const CREATES_ITS_OWN = [
  'POST {version}/applications',
  'POST {version}/servicePrincipals',
  'POST {version}/applicationTemplates/{applicationTemplateId}/instantiate',
];
/** Of many receipts, or jobs, those of others are missing. */
const LEAVES_OUT = ['POST muster/uploads/query', 'GET muster/overview'];

describe.each(RESTRICTED)('$row', ({ row, roles }) => {
  test('lets in whom the table says, and nobody else', async () => {
    expect(await isLetIn(row, [])).toBe(false);
    for (const permission of PERMISSIONS) {
      expect({ permission, letIn: await isLetIn(row, [permission]) }).toEqual({
        permission,
        letIn: roles.includes(permission),
      });
    }
  });

  test('reaches what others own only with a permission that is not …OwnedBy', async () => {
    for (const role of roles) {
      const reachesAll = !role.endsWith('OwnedBy');
      const letIn = reachesAll || CREATES_ITS_OWN.includes(row) || LEAVES_OUT.includes(row);
      expect({ role, letIn: await isLetIn(row, [role], 'somebody-else') }).toEqual({ role, letIn });
      const anonymous = reachesAll || LEAVES_OUT.includes(row);
      expect({ role, letIn: await isLetIn(row, [role], '') }).toEqual({ role, letIn: anonymous });
    }
  });
});

const READER = 'Muster.Reader';
const OPERATOR = 'Muster.Operator';
const ADMIN = 'Muster.Admin';
const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  'no role': [],
  [READER]: [READER],
  [OPERATOR]: [OPERATOR],
  [ADMIN]: [ADMIN],
};

/** Which roles of people have a permission (spec/console.md 2). No person owns anything, and what is not here nobody has. */
const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  'Synchronization.Read.All': [READER, OPERATOR, ADMIN],
  'ProvisioningLog.Read.All': [READER, OPERATOR, ADMIN],
  'Application.Read.All': [READER, OPERATOR, ADMIN],
  [UPLOAD]: [OPERATOR, ADMIN],
  [OPERATE]: [OPERATOR, ADMIN],
  'Synchronization.ReadWrite.All': [ADMIN],
  'Application.ReadWrite.All': [ADMIN],
};

test.each(RESTRICTED)('$row lets in people of the roles that the page says', async ({ row, roles }) => {
  const found: string[] = [];
  for (const [name, person] of Object.entries(PEOPLE)) {
    const { status = 0 } = await host.call(asked(row), { person });
    expect(status).toBeLessThan(500);
    if (status !== 403) found.push(name);
  }
  expect(found).toEqual([READER, OPERATOR, ADMIN].filter((one) => roles.some((role) => HELD_BY[role]?.includes(one))));
});

test.each([
  { request: `PUT ${JOBS}`, allow: 'GET, HEAD, POST' },
  { request: `POST ${JOB}`, allow: 'GET, HEAD, PATCH, DELETE' },
  { request: `GET ${JOB}/start`, allow: 'POST' },
  { request: `POST ${SYNCHRONIZATION}/secrets`, allow: 'GET, HEAD, PUT, PATCH' },
  { request: `DELETE ${MUSTER_JOB}/escrows`, allow: 'GET, HEAD' },
  { request: `GET ${MUSTER_JOB}/quarantine`, allow: 'POST' },
])('$request is 405, and says what is allowed', async ({ request, allow }) => {
  const { status, headers } = await host.call(request);
  expect([status, headers.Allow]).toEqual([405, allow]);
});

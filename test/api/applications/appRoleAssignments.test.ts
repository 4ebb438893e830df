/** The clients of the development issuer are given roles, and lose them, in the words of Graph's tutorial. */
import { GRAPH_APP_ROLES } from '../../../shared/graph/appRoles';
import { registerClient } from '../../../shared/pipeline/applications/roleAssignments';
import { type FunctionHost, openFunctions, routePermissions } from '../../support/functionHost';
import { deviations } from '../../support/graphMetadata';
import { createWorkbench, type Workbench } from '../../support/workbench';

const READ = ['Application.Read.All'];
const READ_JOBS = ['Synchronization.Read.All'];
const ASSIGN = ['AppRoleAssignment.ReadWrite.All'];
const GRAPH = '00000003-0000-0000-c000-000000000000';
const UPLOAD = 'SynchronizationData-User.Upload';
const CLIENT = {
  id: '51d0d0c1-6f6e-45c1-8f0a-4f7a0c6f0002',
  appId: '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001',
  displayName: 'HR system',
};
const ASSIGNMENTS = `/v1.0/servicePrincipals/${CLIENT.id}/appRoleAssignments`;

let bench: Workbench;
let host: FunctionHost;
let resourceId: string;
beforeEach(async () => {
  bench = await createWorkbench();
  host = await openFunctions(bench, ['index']);
  await registerClient(CLIENT, ['ProvisioningLog.Read.All'], bench.services.house);
  resourceId = String((await graph()).id);
});

type Resource = Readonly<Record<string, unknown>>;
const listed = (body: unknown) => (body as { value: readonly Resource[] }).value;
const get = async (path: string) => (await host.call(`GET ${path}`, { roles: READ })).body;
const roleId = (value: string) => GRAPH_APP_ROLES.find((role) => role.value === value)?.id;

async function graph(): Promise<Resource> {
  const found = listed(await get(`/v1.0/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${GRAPH}'`)}`));
  expect(found).toHaveLength(1);
  return found[0] as Resource;
}

const assign = (more: object = {}) =>
  host.call(`POST ${ASSIGNMENTS}`, {
    roles: ASSIGN,
    body: { principalId: CLIENT.id, resourceId, appRoleId: roleId(UPLOAD), ...more },
  });

/** What the issuer puts into its next token. */
const rolesNow = async () => (await bench.services.house.clients.get(CLIENT.id))?.grants.map(({ role }) => role);

test('Graph itself is found by its client id, with the app roles that clients may be given', async () => {
  const { appRoles, displayName } = await graph();
  expect(displayName).toBe('Microsoft Graph');
  expect(deviations(appRoles, 'appRole[]', 'appRoles')).toEqual([]);
  expect(appRoles).toContainEqual(
    expect.objectContaining({ value: UPLOAD, id: 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a', isEnabled: true }),
  );
  expect(await get(`/v1.0/servicePrincipals(appId='${GRAPH}')?$select=id`)).toMatchObject({ id: resourceId });
});

test('who is listed has a list of jobs, were it an empty one: programs go from one to the other', async () => {
  const all = listed(await get('/v1.0/servicePrincipals'));
  const jobs = await Promise.all(
    all.map(({ id }) => host.call(`GET /v1.0/servicePrincipals/${id}/synchronization/jobs`, { roles: READ_JOBS })),
  );
  expect(jobs.map(({ status, body }) => [status, listed(body).length])).toEqual([
    [200, 1],
    [200, 0],
    [200, 0],
  ]);
});

test('every permission that an endpoint asks applications for is among them', () => {
  const asked = new Set(routePermissions().flatMap(({ roles }) => (typeof roles === 'string' ? [] : roles)));
  const offered = GRAPH_APP_ROLES.map(({ value }) => value);
  expect([...asked].filter((role) => !role.startsWith('Muster.') && !offered.includes(role))).toEqual([]);
  expect(new Set(GRAPH_APP_ROLES.map(({ id }) => id)).size).toBe(offered.length);
});

test('a client is found by its client id', async () => {
  const found = listed(
    await get(`/v1.0/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${CLIENT.appId}'`)}`),
  );
  expect(found).toMatchObject([CLIENT]);
  expect(await get(`/v1.0/servicePrincipals/${CLIENT.id}`)).toMatchObject(CLIENT);
});

test('a role is given, listed, read and taken away, and the issuer follows', async () => {
  const { status, body } = await assign();
  expect(status).toBe(201);
  const { '@odata.context': context, ...assignment } = body;
  expect(context).toBe(
    `https://muster.example/v1.0/$metadata#servicePrincipals('${CLIENT.id}')/appRoleAssignments/$entity`,
  );
  expect(deviations(assignment, 'appRoleAssignment', 'it')).toEqual([]);
  expect(assignment).toMatchObject({
    appRoleId: roleId(UPLOAD),
    principalId: CLIENT.id,
    principalType: 'ServicePrincipal',
    principalDisplayName: 'HR system',
    resourceId,
    resourceDisplayName: 'Microsoft Graph',
    createdDateTime: '2026-01-15T09:30:00.000Z',
  });
  expect(await rolesNow()).toEqual(['ProvisioningLog.Read.All', UPLOAD]);

  const all = await get(ASSIGNMENTS);
  expect(all['@odata.context']).toBe(
    `https://muster.example/v1.0/$metadata#servicePrincipals('${CLIENT.id}')/appRoleAssignments`,
  );
  expect(listed(all)).toContainEqual(assignment);
  expect(listed(all)).toHaveLength(2);
  expect(listed(await get(`${ASSIGNMENTS}?$filter=${encodeURIComponent(`appRoleId eq '${roleId(UPLOAD)}'`)}`))).toEqual(
    [assignment],
  );
  expect(listed(await get(`${ASSIGNMENTS}?$top=1&$select=id`))).toHaveLength(1);
  expect(await get(`${ASSIGNMENTS}/${assignment.id}`)).toEqual({ '@odata.context': context, ...assignment });

  const remove = () => host.call(`DELETE ${ASSIGNMENTS}/${assignment.id}`, { roles: ASSIGN });
  expect((await remove()).status).toBe(204);
  expect(await rolesNow()).toEqual(['ProvisioningLog.Read.All']);
  expect((await remove()).status).toBe(404);
});

test('what was given at a start and taken away stays away, and what a new release gives comes', async () => {
  const [first] = listed(await get(ASSIGNMENTS));
  await host.call(`DELETE ${ASSIGNMENTS}/${first?.id}`, { roles: ASSIGN });
  expect(await rolesNow()).toEqual([]);
  await registerClient(CLIENT, ['ProvisioningLog.Read.All', 'AuditLog.Read.All'], bench.services.house);
  expect(await rolesNow()).toEqual(['AuditLog.Read.All']);
});

test('who gave and took a role is on record', async () => {
  const { body } = await assign();
  await host.call(`DELETE ${ASSIGNMENTS}/${body.id}`, { roles: ASSIGN });
  const { records } = await bench.services.house.audit.list(CLIENT.id, 10);
  expect(records.map(({ activity, changes }) => ({ activity, changes }))).toEqual(
    expect.arrayContaining([
      { activity: 'AssignAppRole', changes: [{ name: 'appRole', before: null, after: UPLOAD }] },
      { activity: 'RemoveAppRole', changes: [{ name: 'appRole', before: UPLOAD, after: null }] },
    ]),
  );
});

test.each([
  { name: 'another principal', more: { principalId: GRAPH }, status: 400, says: 'principalId must be' },
  { name: 'a resource that is not there', more: { resourceId: GRAPH }, status: 404, says: GRAPH },
  { name: 'a role of nobody', more: { appRoleId: GRAPH }, status: 400, says: 'was not found on application' },
  { name: 'nothing', more: { principalId: '', resourceId: '', appRoleId: '' }, status: 400, says: 'principalId' },
])('$name is refused', async ({ more, status, says }) => {
  const answer = await assign(more);
  expect([answer.status, answer.error.message]).toEqual([status, expect.stringContaining(says)]);
  expect(await rolesNow()).toEqual(['ProvisioningLog.Read.All']);
});

test('a role is given once', async () => {
  const answers = await Promise.all([assign(), assign()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
  const refused = answers.find(({ status }) => status === 400);
  expect(refused?.error.message).toBe('Permission being assigned already exists on the object');
});

test('where another issuer gives the tokens, it is said that the roles are there', async () => {
  const elsewhere = await openFunctions(await createWorkbench(), ['index']);
  const answer = await elsewhere.call(`GET ${ASSIGNMENTS}`, { roles: READ });
  expect([answer.status, answer.error.code]).toEqual([501, 'NotImplemented']);
  expect(answer.error.message).toContain('https://graph.microsoft.com');
  const all = await elsewhere.call('GET /v1.0/servicePrincipals', { roles: READ });
  expect(listed(all.body)).toHaveLength(1); // no Graph either
});

/** Applications made as Graph's tutorial makes them: application, service principal, secret, permission, and back. */
import { GRAPH_APP_ROLES } from '../../../shared/graph/appRoles';
import { registerClient } from '../../../shared/pipeline/applications/roleAssignments';
import { type Asked, type FunctionHost, openFunctions } from '../../support/functionHost';
import { createWorkbench, type Workbench } from '../../support/workbench';

const OWNED = ['Application.ReadWrite.OwnedBy'];
const ANY = ['Application.ReadWrite.All'];
const ASSIGN = ['AppRoleAssignment.ReadWrite.All'];
const UPLOAD = 'SynchronizationData-User.Upload';
const START = {
  id: '51d0d0c1-6f6e-45c1-8f0a-4f7a0c6f0002',
  appId: '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001',
  displayName: 'HR system',
};

let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  host = await openFunctions(bench, ['index']);
  await registerClient(START, [], bench.services.house);
});

type Resource = Readonly<Record<string, unknown>>;
const listed = (body: unknown) => (body as { value: readonly Resource[] }).value;
const post = (path: string, body?: object, asked: Asked = {}) =>
  host.call(`POST /v1.0/${path}`, { roles: ANY, ...(body && { body }), ...asked });
const get = async (path: string) => (await host.call(`GET /v1.0/${path}`, { roles: ANY })).body;

interface Application {
  readonly id: string;
  readonly appId: string;
}

async function made(asked: Asked = {}): Promise<Application> {
  const { status, body } = await post('applications', { displayName: 'HR uploader' }, asked);
  expect(status).toBe(201);
  return body as unknown as Application;
}

test('an application is made without a service principal, which a second request makes', async () => {
  const { id, appId } = await made();
  expect(await get(`applications/${id}`)).toMatchObject({
    id,
    appId,
    displayName: 'HR uploader',
    passwordCredentials: [],
  });
  const principals = `servicePrincipals?$filter=${encodeURIComponent(`appId eq '${appId}'`)}`;
  expect(listed(await get(principals))).toEqual([]);

  const { status, body } = await post('servicePrincipals', { appId, displayName: 'HR uploader' });
  expect(status).toBe(201);
  expect(listed(await get(principals))).toMatchObject([{ id: body.id, appId }]);
  expect(listed(await get('applications')).filter((one) => one.appId === appId)).toHaveLength(1);
});

test('a secret is in the answer that makes it, and nowhere after', async () => {
  const { id } = await made();
  const { status, body } = await post(`applications/${id}/addPassword`, { passwordCredential: { displayName: 'ci' } });
  expect(status).toBe(200);
  const { secretText, hint, keyId } = body as Readonly<Record<string, string>>;
  expect(secretText).toMatch(/^[\w-]{40}$/);
  expect(body).toMatchObject({
    '@odata.context': 'https://muster.example/v1.0/$metadata#microsoft.graph.passwordCredential',
    displayName: 'ci',
    hint: secretText?.slice(0, 3),
    startDateTime: '2026-01-15T09:30:00.000Z',
    endDateTime: '2028-01-15T09:30:00.000Z',
  });
  const shown = await get(`applications/${id}`);
  expect(shown.passwordCredentials).toMatchObject([{ keyId, hint, displayName: 'ci', secretText: null }]);
  expect(JSON.stringify([shown, bench.logger.lines])).not.toContain(secretText);

  expect((await post(`applications/${id}/removePassword`, { keyId })).status).toBe(204);
  expect((await get(`applications/${id}`)).passwordCredentials).toEqual([]);
  const again = await post(`applications/${id}/removePassword`, { keyId });
  expect([again.status, again.error.message]).toEqual([400, expect.stringContaining('No password credential found')]);
});

test('clients of the start, and applications with jobs, have more secrets in the same way', async () => {
  for (const { appId } of listed(await get('applications')) as readonly { appId: string }[]) {
    expect((await post(`applications(appId='${appId}')/addPassword`)).status).toBe(200);
    expect((await get(`applications(appId='${appId}')`)).passwordCredentials).toHaveLength(1);
  }
  await registerClient(START, [], bench.services.house); // the next start keeps them
  expect((await get(`applications(appId='${START.appId}')`)).passwordCredentials).toHaveLength(1);
});

test('a permission given below Graph is the one that is shown below the client', async () => {
  const { appId } = await made();
  const { id: principalId } = (await post('servicePrincipals', { appId })).body;
  const graph = "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
  const { id: resourceId } = await get(`${graph}?$select=id`);
  const appRoleId = GRAPH_APP_ROLES.find(({ value }) => value === UPLOAD)?.id;
  const wanted = { principalId, resourceId, appRoleId };
  const { status, body } = await post(`${graph}/appRoleAssignedTo`, wanted, { roles: ASSIGN });
  expect([status, body['@odata.context']]).toEqual([
    201,
    `https://muster.example/v1.0/$metadata#servicePrincipals('${resourceId}')/appRoleAssignedTo/$entity`,
  ]);
  const { '@odata.context': _, ...assignment } = body;
  expect(listed(await get(`${graph}/appRoleAssignedTo`))).toEqual([assignment]);
  expect(listed(await get(`servicePrincipals/${principalId}/appRoleAssignments`))).toEqual([assignment]);
  expect(listed(await get(`servicePrincipals/${principalId}/appRoleAssignedTo`))).toEqual([]); // it offers none itself
  const twice = await post(`servicePrincipals/${principalId}/appRoleAssignments`, wanted, { roles: ASSIGN });
  expect([twice.status, twice.error.message]).toEqual([400, expect.stringContaining('already exists')]);

  const remove = () => host.call(`DELETE /v1.0/${graph}/appRoleAssignedTo/${assignment.id}`, { roles: ASSIGN });
  expect((await remove()).status).toBe(204);
  expect(listed(await get(`servicePrincipals/${principalId}/appRoleAssignments`))).toEqual([]);
  expect((await remove()).status).toBe(404);
});

describe('who may only manage what it owns', () => {
  const other = { roles: OWNED, appId: '0b0d1c2e-0000-4000-8000-00000000000b' };

  test('has the secrets of what it made, and of nothing else', async () => {
    const own = await made(other);
    expect((await post(`applications/${own.id}/addPassword`, undefined, other)).status).toBe(200);
    const { id } = await made();
    for (const path of [`applications/${id}`, `applications(appId='${START.appId}')`]) {
      expect((await post(`${path}/addPassword`, undefined, other)).status).toBe(403);
      expect((await post(`${path}/removePassword`, { keyId: 'k' }, other)).status).toBe(403);
    }
  });

  test('does not come to own a client by making its service principal', async () => {
    const { appId } = await made();
    for (const taken of [appId, START.appId]) {
      expect((await post('servicePrincipals', { appId: taken }, other)).status).toBe(403);
    }
  });
});

test.each([
  { name: 'an application without a name', path: 'applications', body: {}, says: 'displayName' },
  { name: 'one with a blank name', path: 'applications', body: { displayName: ' ' }, says: 'displayName' },
  { name: 'one with too long a name', path: 'applications', body: { displayName: 'x'.repeat(257) }, says: '256' },
  { name: 'a secret of one’s own', body: { passwordCredential: { secretText: 'hunter2' } }, says: 'cannot be chosen' },
  { name: 'an end that is no time', body: { passwordCredential: { endDateTime: 'soon' } }, says: 'must be a time' },
  {
    name: 'an end before the start',
    body: { passwordCredential: { endDateTime: '2020-01-01T00:00:00Z' } },
    says: 'passwordCredential.endDateTime must be after startDateTime',
  },
  { name: 'a credential that is a text', body: { passwordCredential: 'x' }, says: 'must be an object' },
])('$name is refused', async ({ path = `applications(appId='${START.appId}')/addPassword`, body, says }) => {
  const { status, error } = await post(path, body);
  expect([status, error.message]).toEqual([400, expect.stringContaining(says)]);
});

test.each([
  { path: 'applications', body: { displayName: 'HR' } },
  { path: 'applications/x/addPassword' },
  { path: 'applications/x/removePassword', body: { keyId: 'k' } },
  { path: 'servicePrincipals/x/appRoleAssignedTo', body: {}, roles: ASSIGN },
])('where another issuer gives the tokens, $path is said to be there', async ({ path, body, roles = ANY }) => {
  const elsewhere = await createWorkbench();
  const answer = await (await openFunctions(elsewhere, ['index'])).call(`POST /v1.0/${path}`, {
    roles,
    ...(body && { body }),
  });
  expect([answer.status, answer.error.code]).toEqual([501, 'NotImplemented']);
  expect(answer.error.message).toContain('https://graph.microsoft.com');
  expect(await elsewhere.services.house.clients.list()).toEqual([]);
});

/** The documented set-up as far as it goes without tokens: find the template, instantiate it, create a job of what comes of it. */
import { type FunctionHost, OWNER, openFunctions } from '../../support/functionHost';
import { deviations } from '../../support/graphMetadata';
import { CLIENT_ID, createWorkbench, type Workbench } from '../../support/workbench';

const APP_ROLES = ['Application.ReadWrite.OwnedBy', 'Application.Read.All'];
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  host = await openFunctions(bench, ['index']);
});

interface Made {
  readonly application: { readonly id: string; readonly appId: string };
  readonly servicePrincipal: { readonly id: string; readonly appId: string };
}

const listed = (body: unknown) => (body as { value: readonly Record<string, unknown>[] }).value;
const get = (path: string) => host.call(`GET ${path}`, { roles: APP_ROLES });

async function templateId(name = 'API-driven provisioning to Microsoft Entra ID'): Promise<string> {
  const found = await get(`/v1.0/applicationTemplates?$filter=${encodeURIComponent(`displayName eq '${name}'`)}`);
  expect(listed(found.body)).toHaveLength(1);
  return String(listed(found.body)[0]?.id);
}

async function instantiate(displayName: string): Promise<Made> {
  const answer = await host.call(`POST /v1.0/applicationTemplates/${await templateId()}/instantiate`, {
    roles: OWNER,
    body: { displayName },
  });
  expect(answer.status).toBe(201);
  return answer.body as unknown as Made;
}

test('the gallery has a template for each kind of job, the same ids each time', async () => {
  const { body } = await get('/v1.0/applicationTemplates?$orderby=displayName&$select=displayName,publisher');
  expect(body['@odata.context']).toBe(
    'https://muster.example/v1.0/$metadata#applicationTemplates(displayName,publisher)',
  );
  expect(listed(body)).toEqual(
    ['a SCIM 2.0 service', 'Microsoft Entra ID', 'on-premises Active Directory'].map((target) => ({
      displayName: `API-driven provisioning to ${target}`,
      publisher: 'Muster',
    })),
  );
  const id = await templateId();
  expect(await templateId()).toBe(id);
  expect((await get(`/v1.0/applicationTemplates/${id.toUpperCase()}`)).body).toMatchObject({ id });
});

test.each([
  { query: '$top=2', ids: 2 },
  { query: "$filter=contains(displayName,'Active Directory')", ids: 1 },
  { query: "$filter=startswith(displayName,'Salesforce')", ids: 0 },
])('?$query lists $ids', async ({ query, ids }) => {
  expect(listed((await get(`/v1.0/applicationTemplates?${encodeURI(query)}`)).body)).toHaveLength(ids);
});

test('what is instantiated is an application with its service principal, and a job can be created of it', async () => {
  const { application, servicePrincipal } = await instantiate('HR to Entra');
  const applicationTemplateId = await templateId();
  expect(application).toMatchObject({
    displayName: 'HR to Entra',
    applicationTemplateId,
    id: expect.stringMatching(GUID),
  });
  expect(servicePrincipal).toMatchObject({
    displayName: 'HR to Entra',
    applicationTemplateId,
    appId: application.appId,
  });
  expect(deviations(application, 'application', 'application')).toEqual([]);
  expect(new Set([application.id, application.appId, servicePrincipal.id]).size).toBe(3);

  const job = await host.call(`POST /v1.0/servicePrincipals/${servicePrincipal.id}/synchronization/jobs`, {
    roles: OWNER,
    body: { templateId: 'API2AAD' },
  });
  expect(job.status).toBe(201);
});

test('the application is found by each of its names, and its templates below it', async () => {
  const { application } = await instantiate('HR to Entra');
  const { id, appId } = application;
  for (const key of [`/${id}`, `/${appId}`, `(appId='${appId}')`]) {
    expect((await get(`/v1.0/applications${key}`)).body).toEqual({
      '@odata.context': 'https://muster.example/v1.0/$metadata#applications/$entity',
      ...application,
    });
  }
  const filter = encodeURIComponent(`appId eq '${appId}'`);
  expect(listed((await get(`/v1.0/applications?$filter=${filter}&$select=id`)).body)).toEqual([{ id }]);
  const templates = await host.call(`GET /v1.0/applications/${id}/synchronization/templates`, { roles: OWNER });
  expect(listed(templates.body)).toHaveLength(3);
});

test('two of one name are two', async () => {
  const [one, other] = [await instantiate('HR'), await instantiate('HR')];
  expect(one.servicePrincipal.id).not.toBe(other.servicePrincipal.id);
});

test('whoever instantiates owns it, and it is on record', async () => {
  const { servicePrincipal } = await instantiate('HR');
  const audit = await host.call(`GET /muster/jobs/${servicePrincipal.id}/audit`);
  expect(listed(audit.body)).toMatchObject([
    { activity: 'CreateServicePrincipal', initiatedBy: { app: { appId: CLIENT_ID } } },
  ]);
  const secrets = `GET /v1.0/servicePrincipals/${servicePrincipal.id}/synchronization/secrets`;
  expect((await host.call(secrets, { roles: OWNER })).status).toBe(200);
  expect((await host.call(secrets, { roles: OWNER, appId: 'somebody-else' })).status).toBe(403);
});

test.each([
  { name: 'no name', body: {}, status: 400, says: 'displayName' },
  { name: 'a blank name', body: { displayName: ' ' }, status: 400, says: 'displayName' },
])('$name is refused', async ({ body, status, says }) => {
  const answer = await host.call(`POST /v1.0/applicationTemplates/${await templateId()}/instantiate`, {
    roles: OWNER,
    body,
  });
  expect([answer.status, answer.error.message]).toEqual([status, expect.stringContaining(says)]);
});

test.each([
  'GET /v1.0/applicationTemplates/none',
  'POST /v1.0/applicationTemplates/none/instantiate',
  'GET /v1.0/applications/none',
])('%s is 404', async (request) => {
  const answer = await host.call(request, { roles: [...OWNER, ...APP_ROLES], body: { displayName: 'HR' } });
  expect([answer.status, answer.error.code]).toEqual([404, 'Request_ResourceNotFound']);
});

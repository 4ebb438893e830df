import { type FunctionHost, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { CLIENT_ID, createWorkbench, PRINCIPAL_ID } from '../../support/workbench';

const TEMPLATES = `${SYNCHRONIZATION}/templates`;

let host: FunctionHost;
beforeEach(async () => {
  host = await openFunctions(await createWorkbench(), [
    'jobs',
    'jobStates',
    'schema',
    'servicePrincipals',
    'templates',
  ]);
});

describe('templates', () => {
  test('are those for API-driven provisioning, each with its schema', async () => {
    const { status, body } = await host.call(`GET ${TEMPLATES}`);
    expect(status).toBe(200);
    expect(body['@odata.context']).toBe(
      `https://muster.example/v1.0/$metadata#servicePrincipals('${PRINCIPAL_ID}')/synchronization/templates`,
    );
    expect(body.value).toMatchObject([
      { id: 'API2AAD', applicationId: CLIENT_ID, default: true, factoryTag: 'API2AAD', discoverable: true },
      { id: 'API2AD', applicationId: CLIENT_ID, default: false },
      { id: 'API2SCIM', applicationId: CLIENT_ID, default: false },
    ]);
    expect((body.value as { schema: { directories: { name: string }[] } }[])[1]?.schema.directories[1]?.name).toBe(
      'Active Directory',
    );
  });

  test.each([
    { name: 'the service principal', base: SYNCHRONIZATION },
    { name: 'the application, by its client id', base: `/v1.0/applications/${CLIENT_ID}/synchronization` },
    { name: 'the application, by its object id', base: `/v1.0/applications/${PRINCIPAL_ID}/synchronization` },
  ])('are read below $name', async ({ base }) => {
    const one = await host.call(`GET ${base}/templates/API2AD`);
    expect(one.body).toMatchObject({
      id: 'API2AD',
      metadata: expect.arrayContaining([{ key: 'IsSynchronizationAgentRequired', value: 'true' }]),
    });
    const schema = await host.call(`GET ${base}/templates/API2AD/schema`);
    expect(schema.body).toMatchObject({ id: 'API2AD', version: 'v1.0' });
  });

  test.each([
    `GET ${TEMPLATES}/Slack`,
    `GET ${TEMPLATES}/Slack/schema`,
    `GET ${TEMPLATES}/Slack/schema/functions`,
    'GET /v1.0/applications/none/synchronization/templates',
    'GET /v1.0/servicePrincipals/none/synchronization/templates',
  ])('%s is 404', async (request) => {
    expect((await host.call(request)).status).toBe(404);
  });
});

describe('the schema of a template, saved', () => {
  const OF_APPLICATION = `/v1.0/applications/${CLIENT_ID}/synchronization/templates/API2AAD/schema`;
  const JOBS = `${SYNCHRONIZATION}/jobs`;

  /** The schema with another expression where the display name is mapped. */
  async function changed(): Promise<object> {
    const { body } = await host.call(`GET ${OF_APPLICATION}`);
    return JSON.parse(JSON.stringify(body).replaceAll('[displayName]', '[nickName]')) as object;
  }
  const save = async () => (await host.call(`PUT ${OF_APPLICATION}`, { body: await changed() })).status;
  const reads = async (path: string) =>
    JSON.stringify((await host.call(`GET ${path}`)).body).includes('[nickName]') ? 'changed' : 'as it was';
  const made = async () => String((await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AAD' } })).body.id);

  test('is what a template shows, counted up, and what jobs made of it begin with', async () => {
    expect(await save()).toBe(204);
    expect(await reads(`${TEMPLATES}/API2AAD`)).toBe('changed');
    expect((await host.call(`GET ${OF_APPLICATION}`)).body).toMatchObject({ id: 'API2AAD', version: 'v1.1' });
    const job = await made();
    expect(await reads(`${JOBS}/${job}/schema`)).toBe('changed');
    expect((await host.call(`GET ${JOBS}/${job}/schema`)).body).toMatchObject({ id: job });
  });

  test('leaves jobs there are as they are, until they are reset', async () => {
    const job = await made();
    await save();
    expect(await reads(`${JOBS}/${job}/schema`)).toBe('as it was');
    await host.call(`DELETE ${JOBS}/${job}/schema`);
    expect(await reads(`${JOBS}/${job}/schema`)).toBe('changed');
  });

  test('leaves the other templates alone', async () => {
    await save();
    expect(await reads(`${TEMPLATES}/API2SCIM/schema`)).toBe('as it was');
  });

  test('with a fault is 400 with its place, and nothing is saved', async () => {
    const text = JSON.stringify(await changed()).replace('[nickName]', 'Nick([name])');
    const { status, error } = await host.call(`PUT ${OF_APPLICATION}`, { body: text });
    expect(status).toBe(400);
    expect(error.details?.[0]?.target).toMatch(/^synchronizationRules\[0\]\.objectMappings\[0\]\.attributeMappings/);
    expect(await reads(OF_APPLICATION)).toBe('as it was');
  });

  test('is in the audit, once for each change', async () => {
    await save();
    await save();
    const { body } = await host.call(`GET /muster/jobs/${PRINCIPAL_ID}/audit`);
    expect(body.value).toMatchObject([
      {
        activity: 'SaveTemplateSchema',
        detail: 'Template API2AAD, version v1.1.',
        initiatedBy: { app: { appId: CLIENT_ID } },
      },
    ]);
  });

  test('is not taken below the service principal', async () => {
    const { status, headers } = await host.call(`PUT ${TEMPLATES}/API2AAD/schema`, { body: await changed() });
    expect([status, headers.Allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the synchronization of a service principal', () => {
  test('tells where its parts are', async () => {
    const { status, body } = await host.call(`GET ${SYNCHRONIZATION}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      '@odata.context': `https://muster.example/v1.0/$metadata#servicePrincipals('${PRINCIPAL_ID}')/synchronization/$entity`,
      id: PRINCIPAL_ID,
      'jobs@odata.navigationLink': `https://muster.example${SYNCHRONIZATION}/jobs`,
      'templates@odata.navigationLink': `https://muster.example${SYNCHRONIZATION}/templates`,
      'secrets@odata.navigationLink': `https://muster.example${SYNCHRONIZATION}/secrets`,
    });
  });

  test('of a service principal there is none of is 404', async () => {
    expect((await host.call('GET /v1.0/servicePrincipals/none/synchronization')).status).toBe(404);
  });
});

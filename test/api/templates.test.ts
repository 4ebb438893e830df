import { type FunctionHost, openFunctions, SYNCHRONIZATION } from '../support/functionHost';
import { CLIENT_ID, createWorkbench, PRINCIPAL_ID } from '../support/workbench';

const TEMPLATES = `${SYNCHRONIZATION}/templates`;

let host: FunctionHost;
beforeEach(async () => {
  host = await openFunctions(await createWorkbench(), ['schema', 'templates']);
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

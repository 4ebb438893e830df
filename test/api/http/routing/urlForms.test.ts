/** The forms in which the published SDKs and other OData clients write one path, and what each leads to. */
import { alternateKey, pathSegments } from '../../../../shared/api/http/routing/urlForms';
import { type FunctionHost, openFunctions } from '../../../support/functionHost';
import { bulkBody, CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID, person } from '../../../support/workbench';

describe('pathSegments', () => {
  test.each([
    {
      path: "servicePrincipals('1')/synchronization/jobs('a.b')",
      expected: 'servicePrincipals 1 synchronization jobs a.b',
    },
    { path: 'schema/functions()', expected: 'schema functions' },
    { path: '//users//1/', expected: 'users 1' },
    { path: "users('o''brien%40x.example')", expected: "users o'brien@x.example" },
    { path: "servicePrincipals(appId='1')", expected: "servicePrincipals appId='1'" },
    { path: 'users(1)', expected: 'users 1' },
    { path: 'jobs/100%', expected: 'jobs 100%' },
    { path: 'people/(1)', expected: 'people (1)' }, // no name before it
  ])('$path', ({ path, expected }) => {
    expect(pathSegments(path).join(' ')).toBe(expected);
  });

  test.each([
    { key: "appId='1'", expected: { property: 'appId', value: '1' } },
    { key: "appId = 'o''brien'", expected: { property: 'appId', value: "o'brien" } },
    { key: '1', expected: undefined },
    { key: "'1'", expected: undefined },
  ])('a key by name: $key', ({ key, expected }) => {
    expect(alternateKey(key)).toEqual(expected);
  });
});

/**
 * URL templates of the Kiota-based SDKs (C#, Go, Java, Python, TypeScript; they share them), of the core JavaScript client and
 * of Graph PowerShell, for what this product serves, with the forms that OData adds. `{sp}` and `{job}` are put in their place.
 */
const SP = '/v1.0/servicePrincipals/{sp}/synchronization';
const JOB = `${SP}/jobs/{job}`;
const KEYED = "/v1.0/servicePrincipals('{sp}')/synchronization/jobs('{job}')";
const TEMPLATES: readonly (readonly [request: string, status: number])[] = [
  ['GET /v1.0/servicePrincipals', 200],
  ['GET /v1.0/servicePrincipals/$count', 400], // needs the header of an advanced query
  ['GET /v1.0/servicePrincipals/{sp}', 200],
  ["GET /v1.0/servicePrincipals(appId='{app}')", 200],
  ["GET /v1.0/servicePrincipals(appId='{app}')/synchronization/jobs", 200],
  ["GET /v1.0/servicePrincipals('{sp}')", 200],
  [`GET ${SP}`, 200],
  [`GET ${SP}/jobs`, 200],
  [`GET ${SP}/jobs/`, 200],
  [`GET ${SP}/jobs/$count`, 200],
  [`GET ${JOB}`, 200],
  [`GET ${SP}/jobs/{job:lower}`, 200],
  [`GET ${SP}/jobs/{job:upper}`, 200],
  [`GET ${KEYED}`, 200],
  ['GET /v1.0//servicePrincipals//{sp}//synchronization//jobs', 200],
  [`GET ${JOB}/schema`, 200],
  [`GET ${JOB}/schema/filterOperators`, 200],
  [`GET ${JOB}/schema/filterOperators()`, 200],
  [`GET ${JOB}/schema/functions()`, 200],
  [`GET ${JOB}/schema/microsoft.graph.functions()`, 200],
  [`GET ${KEYED}/schema/functions()`, 200],
  [`POST ${JOB}/schema/parseExpression`, 400], // there is no body
  [`POST ${JOB}/schema/microsoft.graph.parseExpression`, 400],
  [`POST ${JOB}/schema/directories/none/discover`, 404],
  [`POST ${JOB}/schema/directories('none')/microsoft.graph.discover`, 404],
  [`POST ${JOB}/pause`, 204],
  [`POST ${JOB}/microsoft.graph.pause`, 204],
  [`POST ${JOB}/start`, 204],
  [`POST ${JOB}/microsoft.graph.start`, 204],
  [`POST ${KEYED}/microsoft.graph.start`, 204],
  [`POST ${JOB}/microsoft.graph.restart`, 204],
  [`POST ${JOB}/restart()`, 204],
  [`POST ${JOB}/microsoft.graph.validateCredentials`, 204],
  [`POST ${JOB}/microsoft.graph.provisionOnDemand`, 400],
  [`POST ${SP}/jobs/validateCredentials`, 400],
  [`POST ${SP}/jobs/microsoft.graph.validateCredentials`, 400],
  [`POST ${SP}/microsoft.graph.acquireAccessToken`, 400],
  [`GET ${SP}/secrets`, 200],
  [`GET ${SP}/templates`, 200],
  [`GET ${SP}/templates/API2AAD`, 200],
  [`GET ${SP}/templates('api2aad')/schema/functions()`, 200],
  ["GET /v1.0/applications/{app}/synchronization/templates('API2AAD')", 200],
  ["GET /v1.0/applications(appId='{app}')/synchronization/templates", 200],
  ['GET /v1.0/auditLogs/provisioning', 200],
  ['GET /v1.0/auditLogs/provisioning/', 200],
  ['GET /v1.0/auditLogs/provisioning/$count', 200],
  ["GET /v1.0/auditLogs/provisioning('x')", 404],
  ['GET /v1.0/users', 200],
  ['GET /v1.0/users/$count', 400], // needs the header of an advanced query
  ["GET /v1.0/users('x@adatum.example')", 404],
  ["GET /v1.0/users('x@adatum.example')/manager", 404],
  ['GET /v1.0/directory/deletedItems/microsoft.graph.user', 200],
  ['GET /v1.0/directory/deletedItems/graph.user', 200],
  ['GET /v1.0/directory/deletedItems/graph.group', 404],
  ['GET /v1.0/organization', 200],
  ['GET /v1.0/organization/$count', 404],
  ['GET /v1.0/groups', 404],
  [`DELETE ${JOB}/microsoft.graph.start`, 405],
  [`POST ${KEYED}/bulkUpload`, 202],
  [`POST ${SP}/jobs/{job:upper}/microsoft.graph.bulkUpload`, 202],
];

const ROLES = [
  ...['Synchronization.ReadWrite.All', 'Application.ReadWrite.All', 'ProvisioningLog.Read.All', 'User.ReadWrite.All'],
  ...['Organization.Read.All', 'SynchronizationData-User.Upload'],
];

describe('every form of a URL', () => {
  let host: FunctionHost;
  beforeAll(async () => {
    const bench = await createWorkbench();
    host = await openFunctions(bench, ['index']);
    await bench.upload([person('701984')]);
  });

  test.each(TEMPLATES)('%s → %i', async (template, status) => {
    const request = template
      .replaceAll('{sp}', PRINCIPAL_ID)
      .replaceAll('{app}', CLIENT_ID)
      .replaceAll('{job}', JOB_ID)
      .replaceAll('{job:upper}', JOB_ID.toUpperCase())
      .replaceAll('{job:lower}', JOB_ID.toLowerCase());
    const upload = { body: bulkBody([person('1')]), headers: { 'content-type': 'application/scim+json' } };
    const asked = { roles: ROLES, ...(template.includes('bulkUpload') && upload) };
    expect((await host.call(request, asked)).status).toBe(status);
  });

  test('the number of a collection is text', async () => {
    const { headers, text } = await host.call('GET /v1.0/servicePrincipals/$count?$filter=accountEnabled%20eq%20true', {
      roles: ROLES,
      headers: { consistencylevel: 'eventual' },
    });
    expect([headers['Content-Type'], text]).toEqual(['text/plain', '1']);
  });
});

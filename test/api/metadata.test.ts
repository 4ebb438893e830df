/** Answers against Graph's metadata: no member that a client’s model does not know, none missing, none of another type. */

import { superviseJobs } from '../../shared/pipeline/supervise/superviseJobs';
import { ADMINISTRATOR, type FunctionHost, JOB, JOBS, openFunctions, SYNCHRONIZATION } from '../support/functionHost';
import { deviations } from '../support/graphMetadata';
import { createWorkbench, JOB_ID, person } from '../support/workbench';

const ROLES = [...ADMINISTRATOR, 'Application.ReadWrite.All', 'ProvisioningLog.Read.All'];

let host: FunctionHost;
beforeAll(async () => {
  const bench = await createWorkbench();
  host = await openFunctions(bench, ['index']);
  // Created; refused, because the name is taken; without a name; without an anchor.
  const namesake = { userName: person('1').userName ?? null };
  await bench.upload([person('1'), person('2', namesake), person('3', { userName: null }), person('')]);
  await bench.drain();
  await bench.upload([person('1'), person('4', { active: false })]);
  await bench.drain();
  await superviseJobs(bench.services.house);
});

test.each([
  { request: `GET ${JOB}`, type: 'synchronizationJob' },
  { request: `GET ${JOB}?$expand=schema`, type: 'synchronizationJob' },
  { request: `GET ${JOBS}`, type: 'synchronizationJob[]' },
  { request: `GET ${JOB}/schema`, type: 'synchronizationSchema' },
  { request: `GET ${JOB}/schema/filterOperators`, type: 'filterOperatorSchema[]' },
  { request: `GET ${JOB}/schema/functions`, type: 'attributeMappingFunctionSchema[]' },
  { request: `GET ${SYNCHRONIZATION}/templates`, type: 'synchronizationTemplate[]' },
  { request: `GET ${SYNCHRONIZATION}/templates/API2AAD`, type: 'synchronizationTemplate' },
  { request: `GET ${SYNCHRONIZATION}/templates/API2AD/schema`, type: 'synchronizationSchema' },
  { request: `GET ${SYNCHRONIZATION}/secrets`, type: 'keyValue[]' },
  { request: 'GET /v1.0/servicePrincipals', type: 'servicePrincipal[]' },
  { request: 'GET /v1.0/applications', type: 'application[]' },
  { request: 'GET /v1.0/applicationTemplates', type: 'applicationTemplate[]' },
  { request: `GET /v1.0/auditLogs/provisioning?$filter=jobId%20eq%20'${JOB_ID}'`, type: 'provisioningObjectSummary[]' },
])('$request is $type', async ({ request, type }) => {
  const { status, body } = await host.call(request, { roles: ROLES });
  expect(status).toBe(200);
  const value = type.endsWith('[]') ? body.value : body;
  if (type.endsWith('[]') && !request.endsWith('secrets')) expect(value).not.toEqual([]);
  expect(deviations(value, type, type.replace('[]', ''))).toEqual([]);
});

test.each([
  {
    name: 'a member nobody knows',
    value: { name: 'a', value: null, colour: 'red' },
    says: ['x.colour is no member of nameValue'],
  },
  { name: 'a member that is missing', value: { value: 'b' }, says: ['x.name is no string: undefined'] },
  { name: 'another type', value: { name: 1, value: 'b' }, says: ['x.name is no string: 1'] },
])('the rule finds $name', ({ value, says }) => {
  expect(deviations(value, 'nameValue', 'x')).toEqual(says);
});

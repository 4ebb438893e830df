/** What the three roles of people let them do, at the API itself (spec/console.md 2: the server decides, not the button). */
import { type FunctionHost, JOB, JOBS, MUSTER_JOB, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { createWorkbench, person } from '../../support/workbench';

let host: FunctionHost;
beforeEach(async () => {
  const bench = await createWorkbench();
  host = await openFunctions(bench, ['index']);
  await bench.upload([person('701984')]);
});

const READER = 'Muster.Reader';
const OPERATOR = 'Muster.Operator';
const ADMIN = 'Muster.Admin';
const everybody = [READER, OPERATOR, ADMIN];
const operators = [OPERATOR, ADMIN];

const restart = (resetScope: string) => ({ criteria: { resetScope } });
const credentials = { credentials: [{ key: 'BaseAddress', value: 'https://scim.example.com' }] };

test.each<{ request: string; body?: object; letIn: readonly string[] }>([
  { request: `GET ${JOB}`, letIn: everybody },
  { request: `GET ${JOB}/schema`, letIn: everybody },
  { request: `GET ${JOB}/schema/functions`, letIn: everybody },
  { request: `POST ${JOB}/schema/parseExpression`, body: { expression: '[userName]' }, letIn: everybody },
  { request: `GET ${MUSTER_JOB}/escrows`, letIn: everybody },
  { request: `GET ${MUSTER_JOB}/audit`, letIn: everybody },
  { request: 'GET /v1.0/auditLogs/provisioning', letIn: everybody },
  { request: 'GET /v1.0/servicePrincipals', letIn: everybody },

  { request: `POST ${JOB}/bulkUpload`, letIn: operators },
  { request: `POST ${MUSTER_JOB}/plan`, letIn: operators },
  { request: `POST ${JOB}/provisionOnDemand`, letIn: operators },
  { request: `POST ${JOB}/start`, letIn: operators },
  { request: `POST ${JOB}/pause`, letIn: operators },
  { request: `POST ${MUSTER_JOB}/escrows/retry`, letIn: operators },
  { request: `POST ${MUSTER_JOB}/quarantine`, letIn: operators },
  { request: `POST ${JOB}/restart`, body: restart('None'), letIn: operators },
  { request: `POST ${JOB}/restart`, body: restart('QuarantineState,Escrows,Watermark'), letIn: operators },
  { request: `POST ${JOB}/validateCredentials`, body: { useSavedCredentials: true }, letIn: operators },

  { request: `POST ${JOB}/restart`, body: restart('Full'), letIn: [ADMIN] },
  { request: `POST ${JOB}/restart`, body: restart('Escrows,ConnectorDataStore'), letIn: [ADMIN] },
  { request: `POST ${JOB}/restart`, body: restart('ForceDeletes'), letIn: [ADMIN] },
  { request: `POST ${MUSTER_JOB}/heldDeletions/allow`, body: { revision: 'any' }, letIn: [ADMIN] },
  { request: `POST ${MUSTER_JOB}/heldDeletions/reject`, body: { revision: 'any' }, letIn: [ADMIN] },
  { request: `POST ${JOB}/validateCredentials`, body: credentials, letIn: [ADMIN] },
  { request: `PUT ${JOB}/schema`, body: {}, letIn: [ADMIN] },
  { request: `PATCH ${JOB}`, body: {}, letIn: [ADMIN] },
  { request: `DELETE ${JOB}`, letIn: [ADMIN] },
  { request: `POST ${JOBS}`, body: {}, letIn: [ADMIN] },
  { request: `GET ${SYNCHRONIZATION}/secrets`, letIn: [ADMIN] },
  { request: `PUT ${SYNCHRONIZATION}/secrets`, body: { value: [] }, letIn: [ADMIN] },
  { request: 'GET /v1.0/users', letIn: [] },
])('$request $body lets in $letIn', async ({ request, body, letIn }) => {
  const found: string[] = [];
  for (const role of everybody) {
    const { status = 0 } = await host.call(request, { person: [role], ...(body && { body }) });
    expect(status).toBeLessThan(500);
    if (status !== 403) found.push(role);
  }
  expect(found).toEqual(letIn);
});

test.each([
  { request: `POST ${JOB}/start`, person: [READER], told: 'This needs Muster.Operator.' },
  { request: `GET ${SYNCHRONIZATION}/secrets`, person: [OPERATOR], told: 'This needs Muster.Admin.' },
  { request: `POST ${JOB}/restart`, body: restart('Full'), person: [OPERATOR], told: 'This needs Muster.Admin.' },
  { request: 'GET /v1.0/users', person: [ADMIN], told: 'No role that people have in Muster allows this.' },
  {
    request: `GET ${JOB}`,
    person: [],
    told: 'You are signed in, and nobody gave you a role in Muster. Ask for one of Muster.Reader, Muster.Operator, Muster.Admin.',
  },
])('$person is told who may $request', async ({ request, person, body, told }) => {
  const { status, error } = await host.call(request, { person, ...(body && { body }) });
  expect([status, error]).toMatchObject([403, { code: 'Authorization_RequestDenied', message: told }]);
});

test('what a person did is told with the name, and nobody owns a job through the console', async () => {
  await host.call(`POST ${JOB}/pause`, { person: [OPERATOR] });
  const { body } = await host.call(`GET ${MUSTER_JOB}/audit`);
  expect((body.value as readonly unknown[])[0]).toMatchObject({
    activity: 'PauseJob',
    initiatedBy: { user: { id: 'ada', displayName: 'Ada Dahl', userPrincipalName: 'ada@contoso.com' } },
  });
});

/**
 * Every answer on Graph's paths against Graph's metadata: no member that a client’s model does not know, none missing, none of another
 * type. Each method of each route has an example (`answerExamples.ts`); one without fails the first test.
 */
import { registerClient } from '../../shared/pipeline/applications/roleAssignments';
import { superviseJobs } from '../../shared/pipeline/supervise/superviseJobs';
import { CLIENT, EXAMPLES, type Names } from '../support/answerExamples';
import { newUser } from '../support/directory';
import { type Answer, type FunctionHost, JOB, openFunctions, routePermissions } from '../support/functionHost';
import { deviations } from '../support/graphMetadata';
import { CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID, person } from '../support/workbench';

const GONE = '5b7a4c1e-90de-4f63-8b3a-2d6e00d1d003';

let host: FunctionHost;
let names: Names;
beforeAll(async () => {
  const bench = await createWorkbench({ SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  const { house } = bench.services;
  await registerClient(CLIENT, ['ProvisioningLog.Read.All', 'AuditLog.Read.All'], house);
  host = await openFunctions(bench, ['index']);
  // Created; refused, because the name is taken; without a name; without an anchor.
  const namesake = { userName: person('1').userName ?? null };
  await bench.upload([person('1'), person('2', namesake), person('3', { userName: null }), person('')]);
  await bench.drain();
  await bench.upload([person('1'), person('4', { active: false })]);
  await bench.drain();
  await superviseJobs(house);
  names = await ready();
});

/** What there is, by the names that paths and bodies have for it. */
async function ready(): Promise<Names> {
  const first = async (path: string, place = 0) => String(listed(await ask(`GET ${path}`))[place]?.id);
  const made = async (name: string) => String((await ask('POST /v1.0/users', newUser(name))).body.id);
  const deletedUser = await made('deleted');
  await ask(`DELETE /v1.0/users/${deletedUser}`);
  const schema = await ask(`GET ${JOB}/schema`);
  return {
    version: 'v1.0',
    servicePrincipalId: PRINCIPAL_ID,
    applicationId: CLIENT_ID,
    jobId: JOB_ID,
    templateId: 'API2AAD',
    schema: schema.text,
    ruleId: String((schema.body.synchronizationRules as readonly { id: string }[])[0]?.id),
    directoryId: String((schema.body.directories as readonly { id: string }[])[1]?.id),
    logId: await first('/v1.0/auditLogs/provisioning'),
    graphId: await first("/v1.0/servicePrincipals?$filter=displayName%20eq%20'Microsoft%20Graph'"),
    assignmentId: await first(`/v1.0/servicePrincipals/${CLIENT.id}/appRoleAssignments`),
    doomedAssignment: await first(`/v1.0/servicePrincipals/${CLIENT.id}/appRoleAssignments`, 1),
    keyId: String((await ask(`POST /v1.0/applications/${CLIENT_ID}/addPassword`)).body.keyId),
    applicationTemplateId: await first('/v1.0/applicationTemplates'),
    id: await made('mira'),
    doomedUser: await made('doomed'),
    deletedUser,
    doomedPrincipal: String((await ask('POST /v1.0/servicePrincipals', { appId: GONE })).body.id),
  };
}

const listed = ({ body }: Answer) => body.value as readonly Readonly<Record<string, unknown>>[];
const everything = () =>
  routePermissions()
    .flatMap(({ roles }) => (typeof roles === 'string' ? [] : roles))
    .filter((role) => !role.endsWith('OwnedBy'));
const ask = (request: string, body?: object, headers = {}) =>
  host.call(request, { roles: everything(), headers, ...(body && { body }) });
const isOfGraph = (request: string) => request.includes(' {version}/');
const fill = (template: string, values: Names) =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);

const ROWS = Object.entries(EXAMPLES).flatMap(([request, examples]) =>
  [examples].flat().map((example) => ({ request, example, name: request + (example.query ?? '').slice(0, 16) })),
);

test('every method of every route on Graph’s paths has an example, and every example a route', () => {
  const routes = routePermissions().map(({ request }) => request);
  expect(Object.keys(EXAMPLES).sort()).toEqual([...new Set(routes.filter(isOfGraph))].sort());
});

test.each(ROWS)('$name is $example.answers', async ({ request, example }) => {
  const { answers, status = answers === 'nothing' ? 204 : 200, path, query = '', body, headers, json } = example;
  const url = fill(request, { ...names, ...path?.(names) }).replace(' ', ' /');
  const answer = await ask(url + query, typeof body === 'function' ? body(names) : body, headers);
  expect([answer.status, answer.error.message]).toEqual([status, status < 400 ? '' : expect.any(String)]);
  if (answers === 'nothing') {
    expect([answer.text, answer.headers['Content-Type']]).toEqual(['', undefined]);
    return;
  }
  const value = answers.endsWith('[]') ? answer.body.value : answer.body;
  if (answers.endsWith('[]')) expect(value).not.toEqual([]);
  expect(deviations(value, answers, answers.replace('[]', ''))).toEqual([]);
  if (json !== undefined) expect(deviations(JSON.parse(String(answer.body.value)), json, 'value')).toEqual([]);
});

test.each([...new Set(ROWS.map(({ request }) => request))])('%s refuses in Graph’s envelope', async (request) => {
  const { status, body } = await host.call(fill(request, names).replace(' ', ' /'), { roles: [] });
  if (status !== undefined && status < 400) return; // the gallery and an empty batch are everybody's
  expect(deviations(body, 'failure', 'body')).toEqual([]);
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

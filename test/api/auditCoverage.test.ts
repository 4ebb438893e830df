/** Every route that changes a job leaves a record of who did it. A new one fails here until it is known what it leaves. */
import { newState } from '../../shared/outlets/writeback/state';
import {
  type FunctionHost,
  JOB,
  JOBS,
  MUSTER_JOB,
  openFunctions,
  routePermissions,
  SYNCHRONIZATION,
} from '../support/functionHost';
import { endedEvent, FULL, INLET, SECRETS_KEY } from '../support/inletDesk';
import { scenesOf } from '../support/scenes';
import { CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../support/workbench';
import { addWriteback } from '../support/writeback';

const S = '{version}/servicePrincipals/{servicePrincipalId}/synchronization';
const J = `${S}/jobs/{jobId}`;
const T = 'synchronization/templates/{templateId}';

/** Tries and asks, and leaves all that somebody has set as it is. */
const CHANGES_NOTHING = [
  `POST ${S}/jobs/validateCredentials`,
  `POST ${J}/validateCredentials`,
  `POST ${S}/acquireAccessToken`,
  `POST ${J}/schema/parseExpression`,
  `POST ${J}/schema/directories/{directoryId}/discover`,
  `PATCH ${J}/schema`, // 404, as the service answers
  `POST {version}/servicePrincipals/{servicePrincipalId}/${T}/schema/parseExpression`,
  `POST {version}/applications/{applicationId}/${T}/schema/parseExpression`,
  'POST muster/jobs/{jobId}/plan',
  'POST muster/jobs/{jobId}/inlets/{name}/test',
  'POST muster/jobs/{jobId}/evaluate',
  'POST muster/jobs/{jobId}/schema/impact',
  'POST muster/jobs/{jobId}/outlets/{name}/test',
];

interface Deed {
  readonly route: string;
  readonly request: string;
  readonly body?: (host: FunctionHost) => Promise<unknown>;
  readonly activity: string;
}

const TEMPLATE = `/v1.0/applications/${CLIENT_ID}/synchronization/templates/API2AAD/schema`;
const withNickname = async (host: FunctionHost, path: string) =>
  JSON.stringify((await host.call(`GET ${path}`)).body).replaceAll('[displayName]', '[nickName]');

const INLETS = 'muster/jobs/{jobId}/inlets';

/** On an inlet that is there, one that is paused to be resumed. */
const ofInlet = (method: string, action: string, activity: string, body: object | string = ''): Deed => ({
  route: `${method} ${INLETS}/{name}${action}`,
  request: `${method} ${MUSTER_JOB}/inlets/hr${action}`,
  body: async (host) => {
    await host.call(`POST ${MUSTER_JOB}/inlets`, { body: FULL });
    if (action === '/resume') await host.call(`POST ${MUSTER_JOB}/inlets/hr/pause`);
    if (action === '/replay') await bench.services.house.inletEvents.add(INLET, [endedEvent('done')]);
    bench.clock.advance(1_000);
    return body;
  },
  activity,
});

const OUTLETS = 'muster/jobs/{jobId}/outlets';
/** Nobody listens there. */
const OUTLET = { name: 'out', url: 'https://127.0.0.1:9/' };

/** On an outlet that is there, with an event that was delivered. */
const ofOutlet = (method: string, action: string, activity: string, body: object | string = ''): Deed => ({
  route: `${method} ${OUTLETS}/{name}${action}`,
  request: `${method} ${MUSTER_JOB}/outlets/out${action}`,
  body: async (host) => {
    await host.call(`POST ${MUSTER_JOB}/outlets`, { body: OUTLET });
    const { outlets, outletEvents, clock } = bench.services.house;
    const stored = await outlets.get(JOB_ID, OUTLET.name);
    if (stored === undefined) throw new Error('The outlet was not made.');
    const event = { id: 'e', type: 'muster.person.created', anchor: 'p', sequence: 1, at: clock.now(), body: '{}' };
    await outletEvents.add(stored.outlet, [event], clock.now());
    for await (const found of outletEvents.list(stored.outlet, {}, undefined)) {
      await outletEvents.settle(stored.outlet, found, { state: 'delivered' }, undefined);
    }
    bench.clock.advance(1_000);
    return body;
  },
  activity,
});

/** Of a writeback that is there, with one person who is parked and has something to be fetched. */
const ofWriteback = (action: string, activity: string, body: object): Deed => ({
  route: `POST muster/jobs/{jobId}/writeback/${action}`,
  request: `POST ${MUSTER_JOB}/writeback/${action}`,
  body: async (host) => {
    await addWriteback(host, { way: 'pull' });
    const { outlets, writebacks, clock } = bench.services.house;
    const outlet = (await outlets.get(JOB_ID, 'hr'))?.outlet;
    if (outlet === undefined) throw new Error('The writeback was not made.');
    const parked = { at: clock.now(), name: 'login', seen: [] };
    await writebacks.save(outlet, { ...newState('p', 't', clock.now()), parked, values: { login: 'p' } }, undefined);
    bench.clock.advance(1_000);
    return { outlet: 'hr', ...body };
  },
  activity,
});

const DEEDS: readonly Deed[] = [
  ofWriteback('mark', 'MarkWriteback', { people: [{ externalId: 'p', revision: 0 }] }),
  ofWriteback('retry', 'RetryWriteback', {}),
  { route: `POST ${OUTLETS}`, request: `POST ${MUSTER_JOB}/outlets`, body: async () => OUTLET, activity: 'SaveOutlet' },
  ofOutlet('PUT', '', 'SaveOutlet', { ...OUTLET, include: 'names' }),
  ofOutlet('DELETE', '', 'RemoveOutlet'),
  ofOutlet('POST', '/pause', 'SaveOutlet'),
  ofOutlet('POST', '/resume', 'SaveOutlet'),
  ofOutlet('POST', '/rotate', 'RotateSecret', {}),
  ofOutlet('POST', '/replay', 'ReplayEvents', { ids: ['e'] }),
  {
    route: `POST ${INLETS}`,
    request: `POST ${MUSTER_JOB}/inlets`,
    body: async () => FULL,
    activity: 'SaveInlet',
  },
  ofInlet('PUT', '', 'SaveInlet', { ...FULL, perMinute: 7 }),
  ofInlet('DELETE', '', 'RemoveInlet'),
  ofInlet('POST', '/pause', 'SaveInlet'),
  ofInlet('POST', '/resume', 'SaveInlet'),
  ofInlet('POST', '/rotate', 'RotateSecret', {}),
  ofInlet('POST', '/replay', 'ReplayEvents', { ids: ['done'] }),
  {
    route: `POST ${S}/jobs`,
    request: `POST ${JOBS}`,
    body: async () => ({ templateId: 'API2AD' }),
    activity: 'CreateJob',
  },
  {
    route: `PATCH ${J}`,
    request: `PATCH ${JOB}`,
    body: async () => ({ schedule: { accidentalDeletionThreshold: 9 } }),
    activity: 'UpdateJob',
  },
  { route: `DELETE ${J}`, request: `DELETE ${JOB}`, activity: 'DeleteJob' },
  { route: `POST ${J}/start`, request: `POST ${JOB}/start`, activity: 'StartJob' },
  { route: `POST ${J}/pause`, request: `POST ${JOB}/pause`, activity: 'PauseJob' },
  { route: `POST ${J}/restart`, request: `POST ${JOB}/restart`, activity: 'RestartJob' },
  {
    route: `PUT ${J}/schema`,
    request: `PUT ${JOB}/schema`,
    body: (host) => withNickname(host, `${JOB}/schema`),
    activity: 'SaveSchema',
  },
  {
    route: 'PUT muster/jobs/{jobId}/mappingTests',
    request: `PUT ${MUSTER_JOB}/mappingTests`,
    body: async () => ({ value: [{ name: 'a leaver', person: {}, expected: {} }] }),
    activity: 'SaveMappingTests',
  },
  { route: `DELETE ${J}/schema`, request: `DELETE ${JOB}/schema`, activity: 'ResetSchema' },
  {
    route: `PUT {version}/applications/{applicationId}/${T}/schema`,
    request: `PUT ${TEMPLATE}`,
    body: (host) => withNickname(host, TEMPLATE),
    activity: 'SaveTemplateSchema',
  },
  ...['PUT', 'PATCH'].map((method) => ({
    route: `${method} ${S}/secrets`,
    request: `${method} ${SYNCHRONIZATION}/secrets`,
    body: async () => ({ value: [{ key: 'UserName', value: 'hr' }] }),
    activity: 'SaveSecrets',
  })),
  {
    route: `POST ${J}/provisionOnDemand`,
    request: `POST ${JOB}/provisionOnDemand`,
    body: async (host) => {
      const { synchronizationRules: rules } = (await host.call(`GET ${JOB}/schema`)).body;
      return { parameters: [{ ruleId: (rules as { id: string }[])[0]?.id, subjects: [{ objectId: 'failed' }] }] };
    },
    activity: 'ProvisionOnDemand',
  },
  {
    route: 'POST muster/jobs/{jobId}/escrows/retry',
    request: `POST ${MUSTER_JOB}/escrows/retry`,
    activity: 'RetryEscrows',
  },
  ...(['allow', 'reject'] as const).map((decision) => ({
    route: `POST muster/jobs/{jobId}/heldDeletions/${decision}`,
    request: `POST ${MUSTER_JOB}/heldDeletions/${decision}`,
    body: async (host: FunctionHost) => {
      for (const active of [true, false]) await scenesOf(bench).provision(person('leaver', { active }));
      return { revision: (await host.call(`GET ${MUSTER_JOB}/heldDeletions`)).body.revision };
    },
    activity: decision === 'allow' ? 'AllowDeletions' : 'RejectDeletions',
  })),
  {
    route: 'DELETE muster/jobs/{jobId}/people/{externalId}',
    request: `DELETE ${MUSTER_JOB}/people/failed`,
    activity: 'ForgetPerson',
  },
  {
    route: 'POST muster/jobs/{jobId}/people/{externalId}/rematch',
    request: `POST ${MUSTER_JOB}/people/failed/rematch`,
    activity: 'RematchPerson',
  },
  { route: 'POST muster/jobs/{jobId}/quarantine', request: `POST ${MUSTER_JOB}/quarantine`, activity: 'Quarantine' },
];

let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench({ SECRETS_KEY });
  host = await openFunctions(bench, ['index']);
  await scenesOf(bench).provision(person('failed', { userName: 'somebody@elsewhere.example' }));
});

test('what each route leaves is known', () => {
  const writing = routePermissions().filter(
    ({ request, roles }) => !request.startsWith('GET ') && roles.includes('Synchronization.ReadWrite.All'),
  );
  const known = [...CHANGES_NOTHING, ...DEEDS.map(({ route }) => route)];
  expect(writing.map(({ request }) => request).sort()).toEqual(known.sort());
});

test.each(DEEDS)('$route leaves $activity, by whom it was called', async ({ request, body, activity }) => {
  if (activity === 'StartJob') await host.call(`POST ${JOB}/pause`);
  if (activity === 'ResetSchema') {
    await host.call(`PUT ${JOB}/schema`, { body: await withNickname(host, `${JOB}/schema`) });
  }
  bench.clock.advance(1_000);
  const answer = await host.call(request, body === undefined ? {} : { body: await body(host) });
  expect(answer.status).toBeLessThan(300);
  const place = { CreateJob: String(answer.body.id), SaveTemplateSchema: PRINCIPAL_ID }[activity] ?? JOB_ID;
  const audit = await host.call(`GET /muster/jobs/${place}/audit?$top=1`);
  expect(audit.body.value).toMatchObject([
    {
      activity,
      initiatedBy: { app: { appId: CLIENT_ID, objectId: 'object-1' } },
      activityDateTime: new Date(bench.clock.now()).toISOString(),
    },
  ]);
});

test('a dry run on demand leaves nothing', async () => {
  const { synchronizationRules: rules } = (await host.call(`GET ${JOB}/schema`)).body;
  const parameters = [{ ruleId: (rules as { id: string }[])[0]?.id, subjects: [{ objectId: 'failed' }] }];
  expect((await host.call(`POST ${JOB}/provisionOnDemand`, { body: { parameters, dryRun: true } })).status).toBe(200);
  expect((await host.call(`GET ${MUSTER_JOB}/audit`)).body.value).toEqual([]);
});

/**
 * Everything that is registered with the Functions host, by name: what starts it, and for HTTP which methods of which route.
 * What these functions answer is held beside their use cases; a misspelt queue or a yearly purge is seen only here.
 */
import hostJson from '../../host.json';
import { end, start } from '../../shared/composition/start';
import { createInvocationLogger } from '../../shared/telemetry/invocation';
import { FULL, openInletDesk } from '../support/inletDesk';
import { addOutlet, OUTLET_SETTINGS } from '../support/outlets';
import { openRegistrations } from '../support/registrations';
import { createWorkbench, JOB_ID, person, type Workbench } from '../support/workbench';

const SYNCHRONIZATION = '{version}/servicePrincipals/{servicePrincipalId}/synchronization';
const JOB = `${SYNCHRONIZATION}/jobs/{jobId}`;
const TEMPLATES = `${SYNCHRONIZATION}/templates`;
const APPLICATION_TEMPLATES = '{version}/applications/{applicationId}/synchronization/templates';

const HTTP: Readonly<Record<string, string>> = {
  acquireAccessToken: `POST ${SYNCHRONIZATION}/acquireAccessToken`,
  agents: 'GET muster/jobs/{jobId}/agents',
  allowDeletions: 'POST muster/jobs/{jobId}/heldDeletions/allow',
  audit: 'GET muster/jobs/{jobId}/audit',
  batch: 'POST {version}/$batch',
  bulkUpload: `POST ${JOB}/bulkUpload`,
  console: 'GET HEAD console/{*path}',
  deletedItem: 'GET DELETE {version}/directory/deletedItems/{id}',
  deletedUsers: 'GET {version}/directory/deletedItems/microsoft.graph.user',
  discovery: 'GET muster',
  discoverDirectory: `POST ${JOB}/schema/directories/{directoryId}/discover`,
  evaluate: 'POST muster/jobs/{jobId}/evaluate',
  schemaImpact: 'POST muster/jobs/{jobId}/schema/impact',
  escrows: 'GET muster/jobs/{jobId}/escrows',
  escrowSummary: 'GET muster/jobs/{jobId}/escrows/summary',
  filterOperators: `GET ${JOB}/schema/filterOperators`,
  filterOperatorsOf_application: `GET ${APPLICATION_TEMPLATES}/{templateId}/schema/filterOperators`,
  filterOperatorsOf_principal: `GET ${TEMPLATES}/{templateId}/schema/filterOperators`,
  functions: `GET ${JOB}/schema/functions`,
  functionsOf_application: `GET ${APPLICATION_TEMPLATES}/{templateId}/schema/functions`,
  functionsOf_principal: `GET ${TEMPLATES}/{templateId}/schema/functions`,
  health: 'GET health',
  ready: 'GET health/ready',
  home: 'GET HEAD ',
  heldDeletions: 'GET muster/jobs/{jobId}/heldDeletions',
  inlet: 'GET PUT DELETE muster/jobs/{jobId}/inlets/{name}',
  inletEvent: 'GET muster/jobs/{jobId}/inlets/{name}/events/{id}',
  inletEvents: 'GET muster/jobs/{jobId}/inlets/{name}/events',
  inletPresets: 'GET muster/inletPresets',
  inlets: 'GET POST muster/jobs/{jobId}/inlets',
  pauseInlet: 'POST muster/jobs/{jobId}/inlets/{name}/pause',
  receiveDelivery: 'POST OPTIONS muster/inlets/{jobId}/{name}',
  replayInlet: 'POST muster/jobs/{jobId}/inlets/{name}/replay',
  resumeInlet: 'POST muster/jobs/{jobId}/inlets/{name}/resume',
  rotateInlet: 'POST muster/jobs/{jobId}/inlets/{name}/rotate',
  testInlet: 'POST muster/jobs/{jobId}/inlets/{name}/test',
  job: `GET PATCH DELETE ${JOB}`,
  appRoleAssignment: 'GET DELETE {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments/{assignmentId}',
  appRoleAssignments: 'GET POST {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments',
  appRoleAssignedTo: 'GET POST {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo',
  appRoleAssignedToOne: 'GET DELETE {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo/{assignmentId}',
  addPassword: 'POST {version}/applications/{applicationId}/addPassword',
  removePassword: 'POST {version}/applications/{applicationId}/removePassword',
  application: 'GET {version}/applications/{applicationId}',
  applications: 'GET POST {version}/applications',
  applicationTemplate: 'GET {version}/applicationTemplates/{applicationTemplateId}',
  applicationTemplates: 'GET {version}/applicationTemplates',
  instantiateApplicationTemplate: 'POST {version}/applicationTemplates/{applicationTemplateId}/instantiate',
  doctor: 'GET muster/doctor',
  previewRestart: 'GET muster/jobs/{jobId}/restart',
  guard: 'GET muster/jobs/{jobId}/guard',
  jobFacts: 'GET muster/jobs/{jobId}',
  overview: 'GET muster/overview',
  throughput: 'GET muster/jobs/{jobId}/throughput',
  jobs: `GET POST ${SYNCHRONIZATION}/jobs`,
  organization: 'GET {version}/organization',
  outlet: 'GET PUT DELETE muster/jobs/{jobId}/outlets/{name}',
  outletEvents: 'GET muster/jobs/{jobId}/outlets/{name}/events',
  outlets: 'GET POST muster/jobs/{jobId}/outlets',
  pauseOutlet: 'POST muster/jobs/{jobId}/outlets/{name}/pause',
  replayOutlet: 'POST muster/jobs/{jobId}/outlets/{name}/replay',
  resumeOutlet: 'POST muster/jobs/{jobId}/outlets/{name}/resume',
  rotateOutlet: 'POST muster/jobs/{jobId}/outlets/{name}/rotate',
  testOutlet: 'POST muster/jobs/{jobId}/outlets/{name}/test',
  parkedMessages: 'GET muster/parkedMessages',
  parseExpression: `POST ${JOB}/schema/parseExpression`,
  parseExpressionOf_application: `POST ${APPLICATION_TEMPLATES}/{templateId}/schema/parseExpression`,
  parseExpressionOf_principal: `POST ${TEMPLATES}/{templateId}/schema/parseExpression`,
  pauseJob: `POST ${JOB}/pause`,
  people: 'GET muster/jobs/{jobId}/people',
  person: 'GET DELETE muster/jobs/{jobId}/people/{externalId}',
  leavers: 'POST muster/jobs/{jobId}/leavers',
  rematchPerson: 'POST muster/jobs/{jobId}/people/{externalId}/rematch',
  plan: 'POST muster/jobs/{jobId}/plan',
  provisionOnDemand: `POST ${JOB}/provisionOnDemand`,
  provisioningLog: 'GET {version}/auditLogs/provisioning/{id}',
  provisioningLogs: 'GET {version}/auditLogs/provisioning',
  quarantineJob: 'POST muster/jobs/{jobId}/quarantine',
  restartJob: `POST ${JOB}/restart`,
  restoreDeletedItem: 'POST {version}/directory/deletedItems/{id}/restore',
  rejectDeletions: 'POST muster/jobs/{jobId}/heldDeletions/reject',
  retryEscrows: 'POST muster/jobs/{jobId}/escrows/retry',
  schema: `GET PUT DELETE PATCH ${JOB}/schema`,
  mappingTests: 'GET PUT muster/jobs/{jobId}/mappingTests',
  schemaVersion: 'GET muster/jobs/{jobId}/schema/versions/{schemaVersion}',
  schemaVersions: 'GET muster/jobs/{jobId}/schema/versions',
  secrets: `GET PUT PATCH ${SYNCHRONIZATION}/secrets`,
  servicePrincipal: 'GET PATCH DELETE {version}/servicePrincipals/{servicePrincipalId}',
  servicePrincipals: 'GET POST {version}/servicePrincipals',
  startJob: `POST ${JOB}/start`,
  synchronization: `GET ${SYNCHRONIZATION}`,
  templateOf_application: `GET ${APPLICATION_TEMPLATES}/{templateId}`,
  templateOf_principal: `GET ${TEMPLATES}/{templateId}`,
  templateSchemaOf_application: `GET PUT ${APPLICATION_TEMPLATES}/{templateId}/schema`,
  templateSchemaOf_principal: `GET ${TEMPLATES}/{templateId}/schema`,
  templatesOf_application: `GET ${APPLICATION_TEMPLATES}`,
  templatesOf_principal: `GET ${TEMPLATES}`,
  unknownRoute: 'GET POST PUT PATCH DELETE {*path}',
  upload: 'GET muster/uploads/{id}',
  uploads: 'GET muster/jobs/{jobId}/uploads',
  queryUploads: 'POST muster/uploads/query',
  user: 'GET PATCH DELETE {version}/users/{id}',
  userManager: 'GET {version}/users/{id}/manager',
  userManagerReference: 'PUT DELETE {version}/users/{id}/manager/$ref',
  users: 'GET POST {version}/users',
  validateCredentials: `POST ${JOB}/validateCredentials`,
  validateCredentialsOfTemplate: `POST ${SYNCHRONIZATION}/jobs/validateCredentials`,
  waitingReferences: 'GET muster/jobs/{jobId}/waitingReferences',
  writeback: 'GET muster/jobs/{jobId}/writeback',
  markWriteback: 'POST muster/jobs/{jobId}/writeback/mark',
  retryWriteback: 'POST muster/jobs/{jobId}/writeback/retry',
};

/** Queues and timers, and what else there may be. */
const OTHERS: Readonly<Record<string, object>> = {
  processOperations: { kind: 'storageQueue', queueName: 'operations', connection: 'AzureWebJobsStorage' },
  processOperationsFirst: { kind: 'storageQueue', queueName: 'operations-first', connection: 'AzureWebJobsStorage' },
  processFirstPoison: {
    kind: 'storageQueue',
    queueName: 'operations-first-poison',
    connection: 'AzureWebJobsStorage',
  },
  processEvents: { kind: 'storageQueue', queueName: 'events', connection: 'AzureWebJobsStorage' },
  processEventsPoison: { kind: 'storageQueue', queueName: 'events-poison', connection: 'AzureWebJobsStorage' },
  processPoison: { kind: 'storageQueue', queueName: 'operations-poison', connection: 'AzureWebJobsStorage' },
  purgeExpired: { kind: 'timer', schedule: '0 7 * * * *' },
  superviseJobs: { kind: 'timer', schedule: '%SUPERVISE_SCHEDULE%' },
  tellOutlets: { kind: 'timer', schedule: '%SUPERVISE_SCHEDULE%' },
};

let bench: Workbench;
const { http, others, hooks } = openRegistrations(() => bench.services);

test('each route is registered under its name, with the methods that it serves', () => {
  expect(Object.fromEntries([...http].map(([name, { serves }]) => [name, serves]))).toEqual(HTTP);
});

/** The console's own two, which need no token; `endpoint` lets in all others, and is tried in `test/composition`. */
test('no route asks for a key of the host', () => {
  const levels = [...http.values()].flatMap(({ options }) => options.authLevel ?? []);
  expect(levels).toEqual(['anonymous', 'anonymous']);
});

test('something is said when the process starts, and what is left is told when it ends', () => {
  expect([hooks.appStart.mock.calls, hooks.appTerminate.mock.calls]).toEqual([[[start]], [[end]]]);
});

test('so is each queue and each timer, and nothing else starts anything', () => {
  expect(Object.fromEntries([...others].map(([name, { options }]) => [name, options]))).toEqual(OTHERS);
});

describe('what is started does its work', () => {
  const run = (name: string, input?: unknown) => others.get(name)?.handler(input);
  const rows = (table: string) => bench.storage.table(table).rows();
  const parked = () => rows('staging').filter(({ partitionKey }) => partitionKey === 'parked');
  beforeEach(async () => {
    bench = await createWorkbench(OUTLET_SETTINGS);
  });
  async function message(queue = 'operations'): Promise<string> {
    const [taken] = await bench.storage.queue(queue).receive(1, 30);
    return taken?.text ?? '';
  }

  test('processOperations works on a message of the queue', async () => {
    await bench.upload([person('a')]);
    await run('processOperations', await message());
    expect((await bench.log()).map(({ entry }) => entry.status)).toEqual(['success']);
  });

  test('processOperationsFirst works on a message of the first lane, and processFirstPoison on one that failed there', async () => {
    for (const name of ['processOperationsFirst', 'processFirstPoison']) {
      await bench.upload([person(name, { active: false })]);
      await run(name, await message('operations-first'));
      expect(await bench.log(name)).toHaveLength(1);
    }
  });

  test('processPoison works on a message that failed, and keeps what nobody can read', async () => {
    await bench.upload([person('a')]);
    await run('processPoison', await message());
    expect((await bench.log()).map(({ entry }) => entry.status)).toEqual(['success']);
    await run('processPoison', 'not a message');
    expect(parked()).toHaveLength(1);
  });

  test('processEvents works on an event of an inlet, and processEventsPoison on one that failed', async () => {
    const desk = await openInletDesk(bench, FULL);
    for (const [index, name] of ['processEvents', 'processEventsPoison'].entries()) {
      await desk.post({ type: 'changed', id: String(index), at: 1, data: null });
      await run(name, await message('events'));
    }
    expect(await desk.told()).toEqual(['changed 0 parked MappingFailed', 'open FetchFailed']);
    await run('processEventsPoison', 'not a message');
    expect(parked()).toHaveLength(1);
  });

  test('tellOutlets hands on what outlets are to be told', async () => {
    await addOutlet(bench, null);
    await bench.upload([person('a')]);
    await bench.drain();
    await run('tellOutlets');
    expect(rows('outlets').filter(({ rowKey }) => rowKey.startsWith('n!a!'))).toHaveLength(1);
  });

  test('superviseJobs ends a cycle in which everything is done', async () => {
    await bench.upload([person('a')]);
    await bench.drain();
    await run('superviseJobs');
    expect((await bench.services.house.intake.read(JOB_ID))?.state).toMatchObject({ cycle: null, completedCycles: 1 });
  });

  test('purgeExpired removes what is older than it is kept', async () => {
    await bench.upload([person('a')]);
    await bench.drain();
    await run('superviseJobs');
    bench.clock.advance(31 * 24 * 60 * 60_000);
    await run('purgeExpired');
    expect(await bench.log()).toEqual([]);
  });
});

/** Whatever is not started by a request may be the first thing that happens to a storage account, or to a new release. */
test.each(Object.keys(OTHERS))(
  '%s waits until its tables exist, does nothing without them, and logs by its invocation',
  async (name) => {
    bench = await createWorkbench();
    await bench.upload([person('a')]);
    const [message] = await bench.storage.queue('operations').receive(1, 30);
    const ready = jest.fn(async () => {
      createInvocationLogger(true).info('Under way');
      throw new Error('No table yet.');
    });
    const { services } = bench;
    bench = { ...bench, services: { ...services, ready } };
    const use = jest.spyOn(services.gatherer, 'submit');
    const before = bench.storage.table('jobs').rows();
    const context = { info: jest.fn() };
    await expect(others.get(name)?.handler(message?.text, context)).rejects.toThrow('No table yet.');
    expect(context.info.mock.calls).toEqual([[expect.stringContaining('Under way')]]); // the host knows whose line it is
    expect([ready.mock.calls.length, use.mock.calls.length]).toEqual([1, 0]);
    expect(bench.storage.table('jobs').rows()).toEqual(before);
  },
);

/** Each of these is a promise: how often a message is tried, how long it is hidden, how many are worked on at once. */
test('the host is configured as its documents say', () => {
  expect(hostJson).toEqual({
    version: '2.0',
    extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.*, 5.0.0)' },
    logging: { logLevel: { default: 'Information' } },
    extensions: {
      http: { routePrefix: '' },
      queues: {
        maxPollingInterval: '00:00:01',
        visibilityTimeout: '00:00:05',
        batchSize: 16,
        newBatchThreshold: 8,
        maxDequeueCount: 5,
        messageEncoding: 'none',
      },
    },
    functionTimeout: '00:05:00',
  });
});

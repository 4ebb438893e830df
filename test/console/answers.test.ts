/**
 * What the console believes of the service's answers (`console/api/`), held against those of a whole Muster in memory: each of
 * its functions asks for real. A function without a row fails; so does a member of its answer that nobody sends.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEntry } from '../../console/api/logs';
import type { MappingTests } from '../../console/api/mappingTests';
import type { LoadedSchema } from '../../console/api/schema';
import { mappingsOf, withExpression, withMapping, withScope } from '../../console/rules/draft';
import { ProvisioningError } from '../../shared/errors';
import { createDirectoryTarget } from '../../shared/targets/directory/directoryTarget';
import type { Target } from '../../shared/targets/target';
import { openAgent, runByAgents } from '../support/agents';
import { openTestDirectory } from '../support/directory';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions, UPLOADER } from '../support/functionHost';
import { FULL } from '../support/inletDesk';
import { type Scenes, scenesOf } from '../support/scenes';
import { ROOT } from '../support/stack';
import { bulkBody, createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../support/workbench';
import { faultsOf, type Held } from './support/heldAgainst';
import { clientOf } from './support/hostClient';

const API = join(ROOT, 'console/api');
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const under = (externalId: string, manager: string) =>
  person(externalId, { [ENTERPRISE]: { manager: { value: manager } } });
const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });
const NEVER_ABORTED = new AbortController().signal;

type Ask = (...args: unknown[]) => Promise<unknown>;
const modules = Object.fromEntries(
  readdirSync(API).map((file) => {
    const name = file.replace(/\.ts$/, '');
    return [name, jest.requireActual<Record<string, unknown>>(join(API, name))];
  }),
);
/** Every function that asks: what it is handed first is the client. */
const ASKING = Object.entries(modules)
  .flatMap(([file, members]) =>
    Object.entries(members)
      .filter(([, member]) => typeof member === 'function' && /^[^(]*\(client\b/.test(String(member)))
      .map(([name]) => `${file}.${name}`),
  )
  .sort();

/** Members that no answer here has: who did something is an application, a person or the service, and the audit has all three. */
const UNSENT: Readonly<Record<string, readonly string[]>> = {
  'schema.listVersions': ['savedBy.app', 'savedBy.app.appId', 'savedBy.service'],
  'uploads.readUploads': ['value.sentBy.service'],
  'uploads.readReceipt': ['sentBy.service'],
  'uploads.readReceipts': ['sentBy.service'],
};

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
let target: Target;
/** What the target says to whoever looks for an account, or to a reference. */
let trouble: { find?: ProvisioningError; reference?: ProvisioningError };
const given = new Map<string, unknown[]>();

const FUNCTIONS = [
  ...[
    'bulkUpload',
    'discovery',
    'heldDeletions',
    'inlets',
    'jobActions',
    'jobStates',
    'jobs',
    'outlets',
    'overview',
    'parkedMessages',
    'people',
    'plan',
  ],
  ...['provisionOnDemand', 'provisioningLogs', 'schema', 'schemaVersions', 'secrets', 'servicePrincipals', 'uploads'],
];

beforeEach(async () => {
  const { directory, random } = await openTestDirectory();
  const real = createDirectoryTarget(directory, random);
  trouble = {};
  target = {
    ...real,
    find: async (...asked) => {
      if (trouble.find !== undefined) throw trouble.find;
      return real.find(...asked);
    },
    read: async (...asked) => {
      if (trouble.find !== undefined) throw trouble.find;
      return real.read(...asked);
    },
    setReference: async (...asked) => {
      if (trouble.reference !== undefined) throw trouble.reference;
      return real.setReference(...asked);
    },
  };
  bench = await createWorkbench({ SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') }, { target });
  scenes = scenesOf(bench);
  host = await openFunctions(bench, FUNCTIONS);
});

const client = clientOf(() => host);

async function ask<T = unknown>(name: string, ...args: readonly unknown[]): Promise<T> {
  const [file = '', member = ''] = name.split('.');
  const asks = modules[file]?.[member] as Ask;
  const answer = await asks(client, ...args);
  keep(name, answer);
  return answer as T;
}

function keep(name: string, answer: unknown): void {
  given.set(name, [...(given.get(name) ?? []), answer]);
}

const readFacts = () => ask('jobs.readJob', JOB_ID);
const readJob = () => ask('jobs.readGraphJob', PRINCIPAL_ID, JOB_ID);
const planOf = (people: Parameters<typeof bulkBody>[0]) =>
  ask(
    'plan.plan',
    JOB_ID,
    JSON.stringify(bulkBody(people)),
    (lines: unknown[]) => keep('plan lines', lines),
    NEVER_ABORTED,
  );

test('of whoever has just signed in, and of a job that works', async () => {
  await ask('service.readConfig');
  await ask('service.readMe');
  trouble.reference = new ProvisioningError('NotPermitted', 'The service account may not write managers.');
  const chunk = JSON.stringify(bulkBody([person('1'), under('2', '1'), under('3', 'nobody'), failing('4')]));
  const sent = await ask<{ uploadId: string }>(
    'send.sendChunk',
    PRINCIPAL_ID,
    JOB_ID,
    chunk,
    crypto.randomUUID(),
    () => undefined,
    NEVER_ABORTED,
  );
  expect(sent.uploadId).not.toBe('');
  await bench.drain();
  await bench.supervise(2);
  await bench.upload([person('5')]); // nobody has looked at it yet
  await ask('overview.readOverview');
  await readFacts();
  await readJob();
  await bench.drain();
  await scenes.provision(under('2', '1'));

  const byApplication = { body: bulkBody([person('8')]), headers: { 'content-type': 'application/scim+json' } };
  const { headers } = await host.call(`POST ${JOB}/bulkUpload`, { ...byApplication, roles: UPLOADER });
  await ask('uploads.readReceipt', headers['Muster-Upload-Id']);
  await ask('uploads.readReceipts', [headers['Muster-Upload-Id']], 'none');
  await ask('uploads.readUploads', `/muster/jobs/${JOB_ID}/uploads`);
  await ask('uploads.readReceipt', sent.uploadId);
  await ask('uploads.readReceipts', [sent.uploadId], 'failed');
  await ask('uploads.readReceipts', [sent.uploadId], 'none');
  const logs = await ask<{ value: LogEntry[] }>(
    'logs.readLogs',
    `/v1.0/auditLogs/provisioning?${new URLSearchParams({ $filter: `jobId eq '${JOB_ID}'` })}`,
  );
  const failed = logs.value.find(({ provisioningStatusInfo }) => provisioningStatusInfo.status === 'failure');
  await ask('logs.readEntry', failed?.id, 'v1.0');
  await ask('logs.readEntry', logs.value.at(-1)?.id, 'beta');
  await ask('people.findPeople', JOB_ID, 'user');
  await ask('people.readPeople', `/muster/jobs/${JOB_ID}/people`);
  for (const externalId of ['1', '2', '3', '4']) await ask('people.readPerson', JOB_ID, externalId);
  await ask('references.readReferences', JOB_ID);
  await ask('escrows.readEscrowSummary', JOB_ID);
  await ask('escrows.readEscrows', `/muster/jobs/${JOB_ID}/escrows`);
  await ask('escrows.retryEscrows', JOB_ID, { anchors: ['4'] });
  await planOf([person('1', { title: 'Lead' }), failing('4'), under('6', 'nobody'), person('7')]);
  const wish = { externalId: '1', dryRun: true };
  await ask('onDemand.provisionOnDemand', await readFacts(), wish);
  await ask('onDemand.provisionOnDemand', await readFacts(), { ...wish, externalId: '4' });
});

test('of a schema that is changed', async () => {
  await scenes.provision(person('1'), person('2'));
  await bench.supervise(2);
  const job = await readFacts();
  const loaded = await ask<LoadedSchema>('schema.readSchema', job);
  const clauses = [{ sourceOperandName: 'externalId', operatorName: 'EQUALS', targetOperand: { values: ['1'] } }];
  const draft = withScope(loaded.schema, { groups: [{ name: 'only the first', clauses }] });
  await ask('schema.readImpact', JOB_ID, draft, (all: unknown) => keep('impact people', all));
  const name = mappingsOf(loaded.schema).find(({ targetAttributeName }) => targetAttributeName === 'userPrincipalName');
  if (name === undefined) throw new Error('Nothing names the account.');
  const wrong = withMapping(loaded.schema, withExpression(name, 'NumFromDate([displayName])'));
  await ask('schema.readImpact', JOB_ID, wrong, (all: unknown) => keep('impact people', all));
  await ask('schema.evaluatePerson', JOB_ID, '1');
  await ask('schema.saveSchema', job, { ...loaded, schema: draft });
  const [newest] = await ask<{ version: string }[]>('schema.listVersions', JOB_ID);
  await ask('schema.readVersion', JOB_ID, newest?.version);
  const test = { name: 'one', person: { externalId: '1' }, expected: { action: 'create' } };
  await ask('mappingTests.saveMappingTests', JOB_ID, { tests: [test], etag: null });
  const kept = await ask<MappingTests>('mappingTests.readMappingTests', JOB_ID);
  expect([kept.tests, typeof kept.etag]).toEqual([[test], 'string']);
  await ask('send.readSourceAttributes', PRINCIPAL_ID, JOB_ID);
});

test('of held deletions, and of the quarantine they bring', async () => {
  await scenes.provision(...['1', '2', '3'].map((externalId) => person(externalId)));
  await bench.supervise();
  await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 1 } } });
  await scenes.provision(...['1', '2', '3'].map((externalId) => person(externalId, { active: false })));
  await bench.supervise(2);
  await ask('overview.readOverview');
  await readFacts();
  await readJob();
  await ask('people.readPerson', JOB_ID, '1');
  await ask('held.readGuard', JOB_ID);
  const { value } = await ask<{ value: { externalId: string; heldSinceDateTime: string }[] }>('held.readHeld', JOB_ID);
  await ask('held.readHeldPage', `/muster/jobs/${JOB_ID}/heldDeletions`);
  const [first, second] = value.map(({ externalId, heldSinceDateTime }) => ({ externalId, heldSinceDateTime }));
  await ask(
    'held.decide',
    JOB_ID,
    'allow',
    { deletions: [first, { ...second, heldSinceDateTime: '2026-01-01T00:00:00Z' }] },
    '',
  );
  await ask('held.decide', JOB_ID, 'reject', { deletions: [second] }, 'A mistake');
  await ask('jobs.readAudit', JOB_ID, 50);
});

test('of what is done to a job', async () => {
  await ask('jobs.pauseJob', PRINCIPAL_ID, JOB_ID);
  await ask('jobs.startJob', PRINCIPAL_ID, JOB_ID);
  await ask('jobs.restartJob', PRINCIPAL_ID, JOB_ID, ['Watermark']);
  await ask('jobs.testConnection', PRINCIPAL_ID, JOB_ID);
  await ask('jobs.quarantineJob', JOB_ID, 'Wrong file');
  await readFacts();
  await readJob();
});

test('of a target that refuses whoever asks', async () => {
  await scenes.provision(person('1'), person('2'));
  await bench.supervise(2);
  const job = await readFacts();
  trouble.find = new ProvisioningError('InvalidCredentials', 'The token has expired.');
  await planOf([person('8'), person('9')]);
  const { schema } = await ask<{ schema: unknown }>('schema.readSchema', job);
  await ask('schema.readImpact', JOB_ID, schema, () => undefined);
  await scenes.provision(person('3'));
  await bench.supervise(2);
  const unreachable = { code: 'EndpointUnavailable', message: 'Nobody answers.' } as const;
  const unreachableSince = bench.clock.now();
  await bench.services.house.intake.changeStatus(JOB_ID, (found) => ({ ...found, unreachableSince, unreachable }));
  await readJob();
  await ask('overview.readOverview');
});

test('of what a job is set to, until it is deleted', async () => {
  const job = await readFacts();
  await ask('settings.patchSecrets', PRINCIPAL_ID, [{ key: 'Domain', value: 'example.com' }]);
  await ask('settings.readSecrets', PRINCIPAL_ID);
  await ask('settings.tryConnection', job, [{ key: 'Domain', value: 'example.com' }]);
  await ask('settings.patchJob', job, { schedule: { interval: 'PT60M' } });
  await ask('settings.renamePrincipal', PRINCIPAL_ID, 'HR to Entra');
  await ask('jobs.previewRestart', JOB_ID, 'Full');
  await ask('settings.deleteJob', job);
  const principal = await ask<{ id: string }>(
    'newJob.createPrincipal',
    'b3ab0a4d-4d0f-4f3c-8d2e-0d6d8f5e5a11',
    'Contractors',
  );
  await ask('newJob.createJob', principal.id, 'API2SCIM', true);
});

test('of who sends to a job, and who is told of it', async () => {
  const fetched = { name: 'fetched', url: null };
  expect((await host.call(`POST ${MUSTER_JOB}/inlets`, { body: FULL })).status).toBe(201);
  expect((await host.call(`POST ${MUSTER_JOB}/outlets`, { body: fetched })).status).toBe(201);
  await ask('inlets.readInlets', JOB_ID);
  await ask('inlets.readOutlets', JOB_ID);
});

test('of the deployment, and of messages that nobody could work on', async () => {
  await ask('doctor.readDoctor');
  await bench.services.house.parked.park('{}', 'It cannot be read.');
  await ask('doctor.readParked');
});

test('of a job that agents work on', async () => {
  await runByAgents(bench, true);
  await openAgent(bench, 'agent-1').report();
  await ask('agents.readAgents', JOB_ID);
  await readFacts();
  await ask('overview.readOverview');
});

describe('the console and the service', () => {
  const isRead = (answer: unknown) => answer !== undefined && !(answer instanceof Response);

  test('agree on every function that asks', () => {
    expect(ASKING.length).toBeGreaterThan(30);
    expect([...given.keys()].filter((name) => name.includes('.')).sort()).toEqual(ASKING);
  });

  test('agree on every member of every answer', () => {
    const held: Held[] = [...given]
      .filter(([name]) => name.includes('.'))
      .map(([name, answers]) => ({ name, answers: answers.filter(isRead) }));
    held.push(
      { name: 'plan.plan', type: 'Parameters<Parameters<typeof Asked>[3]>[0]', answers: given.get('plan lines') ?? [] },
      {
        name: 'schema.readImpact',
        type: 'Parameters<Parameters<typeof Asked>[3]>[0]',
        answers: given.get('impact people') ?? [],
      },
    );
    expect(
      faultsOf(
        held.filter(({ answers }) => answers.length > 0),
        UNSENT,
      ),
    ).toEqual([]);
  });
});

/**
 * What the console sends where it changes something: method, path, body and headers of each function that does (`console/api/`).
 * `answers.test.ts` asks a Muster for real, which also takes a request that says something else than was meant.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked, Client } from '../../console/api/client';
import { escrowsPath } from '../../console/api/escrows';
import { logsPath } from '../../console/api/logs';
import { peoplePath } from '../../console/api/people';
import { ROOT } from '../support/stack';

const API = join(ROOT, 'console/api');
const modules = Object.fromEntries(
  readdirSync(API).map((file) => {
    const name = file.replace(/\.ts$/, '');
    return [name, jest.requireActual<Record<string, unknown>>(join(API, name))];
  }),
);

/** With a character in each id that must not stand in a path. */
const [P, J] = ['p/1', 'j/2'];
const GRAPH = '/v1.0/servicePrincipals/p%2F1/synchronization';
const GRAPH_JOB = `${GRAPH}/jobs/j%2F2`;
const MUSTER_JOB = '/muster/jobs/j%2F2';
const job = { servicePrincipalId: P, jobId: J, ruleId: 'rule' };
const never = new AbortController().signal;
const nobody = () => undefined;
const SCIM = { 'Content-Type': 'application/scim+json' };

type Sent = readonly [request: string, body?: unknown, headers?: object];

const WRITES: readonly (readonly [name: string, args: readonly unknown[], sent: Sent])[] = [
  ['escrows.retryEscrows', [J, undefined], [`POST ${MUSTER_JOB}/escrows/retry`, {}]],
  ['escrows.retryEscrows', [J, { code: 'c' }], [`POST ${MUSTER_JOB}/escrows/retry`, { code: 'c' }]],
  ['held.decide', [J, 'allow', { revision: 'r' }, ''], [`POST ${MUSTER_JOB}/heldDeletions/allow`, { revision: 'r' }]],
  [
    'held.decide',
    [J, 'reject', { deletions: [] }, 'why'],
    [`POST ${MUSTER_JOB}/heldDeletions/reject`, { deletions: [], note: 'why' }],
  ],
  ['jobs.pauseJob', [P, J], [`POST ${GRAPH_JOB}/pause`]],
  ['jobs.quarantineJob', [J, ''], [`POST ${MUSTER_JOB}/quarantine`, {}]],
  ['jobs.quarantineJob', [J, 'why'], [`POST ${MUSTER_JOB}/quarantine`, { message: 'why' }]],
  ['jobs.restartJob', [P, J, []], [`POST ${GRAPH_JOB}/restart`, { criteria: { resetScope: 'None' } }]],
  [
    'jobs.restartJob',
    [P, J, ['Escrows', 'Watermark']],
    [`POST ${GRAPH_JOB}/restart`, { criteria: { resetScope: 'Escrows, Watermark' } }],
  ],
  ['jobs.startJob', [P, J], [`POST ${GRAPH_JOB}/start`]],
  ['jobs.testConnection', [P, J], [`POST ${GRAPH_JOB}/validateCredentials`, { useSavedCredentials: true }]],
  [
    'mappingTests.saveMappingTests',
    [J, { tests: [], etag: null }],
    [`PUT ${MUSTER_JOB}/mappingTests`, { value: [] }, {}],
  ],
  [
    'mappingTests.saveMappingTests',
    [J, { tests: [1], etag: 'e' }],
    [`PUT ${MUSTER_JOB}/mappingTests`, { value: [1] }, { 'If-Match': 'e' }],
  ],
  ['newJob.createJob', [P, 'API2AAD', false], [`POST ${GRAPH}/jobs`, { templateId: 'API2AAD' }]],
  [
    'newJob.createJob',
    [P, 'API2AD', true],
    [
      `POST ${GRAPH}/jobs`,
      {
        templateId: 'API2AD',
        synchronizationJobSettings: [{ name: 'IsSynchronizationAgentRequired', value: 'True' }],
      },
    ],
  ],
  ['newJob.createPrincipal', ['app', 'HR'], ['POST /v1.0/servicePrincipals', { appId: 'app', displayName: 'HR' }]],
  [
    'onDemand.provisionOnDemand',
    [job, { externalId: '1', dryRun: true }],
    [
      `POST ${GRAPH_JOB}/provisionOnDemand`,
      { parameters: [{ ruleId: 'rule', subjects: [{ objectId: '1', objectTypeName: 'User' }] }], dryRun: true },
    ],
  ],
  ['plan.plan', [J, 'body', nobody, never], [`POST ${MUSTER_JOB}/plan`, 'body', SCIM]],
  ['schema.evaluatePerson', [J, '1'], [`POST ${MUSTER_JOB}/evaluate`, { subjects: [{ externalId: '1' }] }]],
  ['schema.readImpact', [J, { of: 'a draft' }, nobody], [`POST ${MUSTER_JOB}/schema/impact`, { of: 'a draft' }]],
  ['schema.saveSchema', [job, { schema: {}, etag: null }], [`PUT ${GRAPH_JOB}/schema`, {}, {}]],
  ['schema.saveSchema', [job, { schema: {}, etag: 'e' }], [`PUT ${GRAPH_JOB}/schema`, {}, { 'If-Match': 'e' }]],
  [
    'send.sendChunk',
    [P, J, 'body', 'id', nobody, never],
    [`POST ${GRAPH_JOB}/bulkUpload`, 'body', { ...SCIM, 'client-request-id': 'id' }],
  ],
  ['settings.deleteJob', [job], [`DELETE ${GRAPH_JOB}`]],
  ['settings.patchJob', [job, { schedule: 1 }], [`PATCH ${GRAPH_JOB}`, { schedule: 1 }]],
  ['settings.patchSecrets', [P, [1]], [`PATCH ${GRAPH}/secrets`, { value: [1] }]],
  ['settings.renamePrincipal', [P, 'HR'], ['PATCH /v1.0/servicePrincipals/p%2F1', { displayName: 'HR' }]],
  [
    'settings.tryConnection',
    [job, [1]],
    [`POST ${GRAPH_JOB}/validateCredentials`, { useSavedCredentials: false, credentials: [1] }],
  ],
  ['uploads.readReceipts', [['u'], 'failed'], ['POST /muster/uploads/query', { ids: ['u'], operations: 'failed' }]],
];

/** Ends whatever asked: what it does with an answer is not the question here. */
class Asking extends Error {}

async function sentBy(name: string, args: readonly unknown[]): Promise<Sent> {
  const [file = '', member = ''] = name.split('.');
  let sent: Sent = ['nothing'];
  const ask = async (path: string, { method = 'GET', body, headers }: Asked = {}): Promise<never> => {
    const parts = [`${method} ${path}`, body, headers];
    sent = parts.slice(0, parts.findLastIndex((part) => part !== undefined) + 1) as unknown as Sent;
    throw new Asking();
  };
  const client: Client = { ask, json: ask };
  const asks = modules[file]?.[member] as (...given: unknown[]) => Promise<unknown>;
  await expect((async () => asks(client, ...args))()).rejects.toThrow(Asking);
  return sent;
}

test.each(WRITES)('%s %j', async (name, args, sent) => expect(await sentBy(name, args)).toEqual(sent));

test('each function that may change something is tried', () => {
  const writing = Object.entries(modules).flatMap(([file, members]) =>
    Object.entries(members)
      .filter(([, member]) => typeof member === 'function' && /^[^(]*\(client\b/.test(String(member)))
      .filter(([, member]) => /\bmethod: ?["']|Call\)?\(/.test(String(member)))
      .map(([name]) => `${file}.${name}`),
  );
  expect([...new Set(WRITES.map(([name]) => name))]).toEqual(writing.sort());
});

test.each([
  [peoplePath(J, {}), `${MUSTER_JOB}/people?%24top=100`],
  [
    peoplePath(J, { search: 'a&b', state: 'held' }),
    `${MUSTER_JOB}/people?%24top=100&%24search=a%26b&%24filter=state+eq+%27held%27`,
  ],
  [escrowsPath(J), `${MUSTER_JOB}/escrows?%24top=1000`],
  [
    escrowsPath(J, { code: "o'c", attribute: null }),
    `${MUSTER_JOB}/escrows?%24filter=code+eq+%27o%27%27c%27+and+attribute+eq+null&%24top=200`,
  ],
  [logsPath('x eq 1', 5), '/v1.0/auditLogs/provisioning?%24filter=x+eq+1&%24top=5'],
])('a list is asked for as %s', (path, expected) => expect(path).toBe(expected));

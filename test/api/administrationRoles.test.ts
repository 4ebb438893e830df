/** Who may do what (spec/wire-contract.md 2.1): every endpoint that administers jobs, against every kind of token. */
import {
  ADMINISTRATOR,
  type FunctionHost,
  JOB,
  JOBS,
  MUSTER_JOB,
  OWNER,
  openFunctions,
  READER,
  SYNCHRONIZATION,
  UPLOADER,
} from '../support/functionHost';
import { createWorkbench } from '../support/workbench';

let host: FunctionHost;
beforeEach(async () => {
  const names = ['jobs', 'jobActions', 'jobStates', 'schema', 'secrets', 'templates'];
  host = await openFunctions(await createWorkbench(), names);
});

const READS = [
  `GET ${JOBS}`,
  `GET ${JOB}`,
  `GET ${JOB}/schema`,
  `GET ${SYNCHRONIZATION}/templates`,
  `GET ${SYNCHRONIZATION}/templates/API2AAD`,
  `GET ${SYNCHRONIZATION}/templates/API2AAD/schema`,
  `GET ${MUSTER_JOB}/escrows`,
  `GET ${MUSTER_JOB}/heldDeletions`,
  `GET ${MUSTER_JOB}/waitingReferences`,
  `GET ${MUSTER_JOB}/audit`,
];
const WRITES = [
  `POST ${JOBS}`,
  `PATCH ${JOB}`,
  `DELETE ${JOB}`,
  `POST ${JOB}/start`,
  `POST ${JOB}/pause`,
  `POST ${JOB}/restart`,
  `POST ${JOB}/validateCredentials`,
  `POST ${JOBS}/validateCredentials`,
  `PUT ${JOB}/schema`,
  `DELETE ${JOB}/schema`,
  `PATCH ${JOB}/schema`,
  `GET ${JOB}/schema/filterOperators`,
  `GET ${JOB}/schema/functions`,
  `POST ${JOB}/schema/parseExpression`,
  `POST ${JOB}/schema/directories/none/discover`,
  `GET ${SYNCHRONIZATION}/templates/API2AAD/schema/filterOperators`,
  `GET ${SYNCHRONIZATION}/secrets`,
  `PUT ${SYNCHRONIZATION}/secrets`,
  `POST ${SYNCHRONIZATION}/acquireAccessToken`,
  `POST ${MUSTER_JOB}/escrows/retry`,
];

const isRefused = async (request: string, roles: readonly string[], appId?: string) => {
  const { status } = await host.call(request, { roles, ...(appId !== undefined && { appId }) });
  expect(status).toBeLessThan(500);
  return status === 403;
};

describe.each([...READS, ...WRITES])('%s', (request) => {
  test('lets an administrator in, and an owner', async () => {
    expect(await isRefused(request, OWNER)).toBe(false);
  });

  test('lets a reader in only to read', async () => {
    expect(await isRefused(request, READER)).toBe(WRITES.includes(request));
  });

  test.each([
    { name: 'who may only upload', roles: UPLOADER },
    { name: 'who may only upload to their own', roles: ['SynchronizationData-User.Upload.OwnedBy'] },
    { name: 'who may only read logs', roles: ['AuditLog.Read.All'] },
    { name: 'who may nothing', roles: [] },
  ])('refuses those $name', async ({ roles }) => {
    expect(await isRefused(request, roles)).toBe(true);
  });

  test('refuses those who own something else', async () => {
    expect(await isRefused(request, OWNER, 'somebody-else')).toBe(true);
  });
});

test.each([...READS, ...WRITES])('%s lets an administrator in who owns nothing', async (request) => {
  expect(await isRefused(request, ADMINISTRATOR, 'somebody-else')).toBe(false);
});

test.each([
  { request: `PUT ${JOBS}`, allow: 'GET, POST' },
  { request: `POST ${JOB}`, allow: 'GET, PATCH, DELETE' },
  { request: `GET ${JOB}/start`, allow: 'POST' },
  { request: `POST ${SYNCHRONIZATION}/secrets`, allow: 'GET, PUT' },
  { request: `DELETE ${MUSTER_JOB}/escrows`, allow: 'GET' },
])('$request is 405, and says what is allowed', async ({ request, allow }) => {
  const { status, headers } = await host.call(request);
  expect([status, headers.Allow]).toEqual([405, allow]);
});

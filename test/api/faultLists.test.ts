/** However much is wrong with a request, its answer stays short: a hundred faults and the count of the rest, and of a value its beginning. */
import { ADMINISTRATOR, JOB, MUSTER_JOB, openFunctions, SYNCHRONIZATION, UPLOADER } from '../support/functionHost';
import { FULL, SECRETS_KEY } from '../support/inletDesk';
import { createWorkbench } from '../support/workbench';

const FAULTS = 150;
const MANY = Array.from({ length: FAULTS }, (_, index) => `${'x'.repeat(1_000)}${index}`);
const PAIRS = MANY.map((key) => ({ key, value: 'v' }));
const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

const REQUESTS: readonly {
  readonly request: string;
  readonly headers?: Record<string, string>;
  readonly body: object;
}[] = [
  { request: `PUT ${SYNCHRONIZATION}/secrets`, body: { value: PAIRS } },
  { request: `PATCH ${SYNCHRONIZATION}/secrets`, body: { value: PAIRS } },
  { request: `POST ${JOB}/validateCredentials`, body: { credentials: PAIRS } },
  { request: `POST ${SYNCHRONIZATION}/acquireAccessToken`, body: { credentials: PAIRS } },
  { request: `POST ${MUSTER_JOB}/outlets`, body: { name: 'o', url: null, types: MANY } },
  { request: `POST ${MUSTER_JOB}/inlets`, body: { ...FULL, ...Object.fromEntries(MANY.map((name) => [name, 1])) } },
  {
    request: `POST ${JOB}/bulkUpload`,
    headers: { 'content-type': 'application/scim+json' },
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      failOnErrors: null,
      Operations: MANY.map((method, index) => ({
        method,
        bulkId: `b${index}`,
        path: '/Users',
        data: { schemas: [CORE_USER], externalId: `p${index}` },
      })),
    },
  },
];

test.each(REQUESTS)('$request', async ({ request, headers = {}, body }) => {
  const bench = await createWorkbench({ SECRETS_KEY, MAX_OPERATIONS_PER_REQUEST: '1000' });
  const host = await openFunctions(bench, ['jobs', 'jobActions', 'secrets', 'outlets', 'inlets', 'bulkUpload']);
  const { status, text, error } = await host.call(request, { body, headers, roles: [...ADMINISTRATOR, ...UPLOADER] });
  expect(status).toBe(400);
  const { details = [] } = error;
  expect(details).toHaveLength(101);
  expect(details[100]).toMatchObject({
    code: 'MoreFaults',
    message: expect.stringMatching(/^\d+ more faults are not listed\.$/),
  });
  expect(text).not.toContain('x'.repeat(201));
});

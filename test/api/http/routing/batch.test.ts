import type { Caller } from '../../../../shared/api/http/rights';
import { answerBatch } from '../../../../shared/api/http/routing/batch';
import type { UserDirectory } from '../../../../shared/directory/userDirectory';
import type { LogFields } from '../../../../shared/ports';
import { StoreUnavailable } from '../../../../shared/store/contract/table';
import { newUser, openTestDirectory, type TestDirectory } from '../../../support/directory';
import { directoryRoutes } from '../../../support/directoryRoutes';
import { CALLER, ORIGIN } from '../../../support/graphClient';

const JSON_TYPE = { 'Content-Type': 'application/json' };

let opened: TestDirectory;
let logged: (LogFields | undefined)[];
beforeEach(async () => {
  opened = await openTestDirectory();
  logged = [];
});

interface Part {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

async function send(
  body: unknown,
  caller: Caller = CALLER,
  directory: UserDirectory = opened.directory,
): Promise<Part[]> {
  const record = (_: string, fields?: LogFields) => {
    logged.push(fields);
  };
  const logger = { debug: record, info: record, warn: record, error: record };
  const routes = directoryRoutes(() => ({ directory }));
  const ports = { routes, now: () => new Date('2026-01-16T08:05:12.345Z'), logger };
  const call = { version: 'v1.0', origin: ORIGIN, caller, requestId: 'r-1', clientRequestId: 'c-1' } as const;
  const reply = await answerBatch(ports, call, body);
  expect(reply.status).toBe(200);
  return (reply.body as { responses: Part[] }).responses;
}

const statuses = (parts: readonly Part[]) => Object.fromEntries(parts.map(({ id, status }) => [id, status]));
const read = (id: string, url: string, more: object = {}) => ({ id, method: 'GET', url, ...more });

describe('$batch', () => {
  test('answers each part as its own request would be answered', async () => {
    const { id } = await opened.directory.create(newUser('mira'));
    const parts = await send({
      requests: [
        { id: 'a', method: 'PATCH', url: `/users/${id}`, headers: JSON_TYPE, body: { department: 'Treasury' } },
        { id: 'b', method: 'GET', url: `users/${id}?$select=id,accountEnabled` },
        { id: 'c', method: 'GET', url: '/users/nobody@adatum.example' },
      ],
    });
    expect(parts).toEqual([
      { id: 'a', status: 204, headers: { 'x-ms-resource-unit': '1' }, body: null },
      {
        id: 'b',
        status: 200,
        headers: { 'Content-Type': 'application/json', 'x-ms-resource-unit': '1' },
        body: {
          '@odata.context': `${ORIGIN}/v1.0/$metadata#users(id,accountEnabled)/$entity`,
          id,
          accountEnabled: true,
        },
      },
      {
        id: 'c',
        status: 404,
        headers: { 'Content-Type': 'application/json' },
        body: {
          error: {
            code: 'Request_ResourceNotFound',
            message:
              "Resource 'nobody@adatum.example' does not exist or one of its queried reference-property objects are not present.",
            innerError: { date: '2026-01-16T08:05:12', 'request-id': 'r-1', 'client-request-id': 'c-1' },
          },
        },
      },
    ]);
  });

  test('a part waits for those it depends on, also when they come later', async () => {
    const { id } = await opened.directory.create(newUser('mira'));
    const parts = await send({
      requests: [
        read('3', `/users/${id}?$select=city`, { dependsOn: ['2'] }),
        { id: '2', method: 'PATCH', url: `/users/${id}`, headers: JSON_TYPE, body: { city: 'York' }, dependsOn: ['1'] },
        { id: '1', method: 'PATCH', url: `/users/${id}`, headers: JSON_TYPE, body: { city: 'Leeds' } },
      ],
    });
    expect(parts.find((part) => part.id === '3')?.body).toMatchObject({ city: 'York' });
  });

  test('what depends on a failure is not run and answers 424, all the way down', async () => {
    const { id } = await opened.directory.create(newUser('mira'));
    const parts = await send({
      requests: [
        read('a', '/users/nobody@adatum.example'),
        { id: 'b', method: 'DELETE', url: `/users/${id}`, dependsOn: ['A'] },
        read('c', '/users', { dependsOn: ['b'] }),
        read('d', '/users'),
      ],
    });
    expect(statuses(parts)).toEqual({ a: 404, b: 424, c: 424, d: 200 });
    expect(await opened.directory.read(id)).toBeDefined();
  });

  test.each([
    { url: "/users?$filter=department ne 'x'&$count=true", first: 400, second: 424 },
    { url: '/users', first: 200, second: 200 },
  ])('what depends on an answer of exactly $first answers $second', async ({ url, first, second }) => {
    const parts = await send({ requests: [read('a', url), read('b', '/users', { dependsOn: ['a'] })] });
    expect(statuses(parts)).toEqual({ a: first, b: second });
  });

  test('headers of a part are its own, in any case', async () => {
    const url = "/users?$filter=department ne 'x'&$count=true";
    const parts = await send({
      requests: [read('a', url), read('b', url, { headers: { consistencylevel: 'eventual' } })],
    });
    expect(statuses(parts)).toEqual({ a: 400, b: 200 });
  });

  test('each part needs its own role', async () => {
    const reader = { ...CALLER, roles: new Set(['User.Read.All']) };
    const parts = await send(
      {
        requests: [
          read('a', '/users'),
          { id: 'b', method: 'POST', url: '/users', headers: JSON_TYPE, body: newUser('mira') },
          read('c', '/organization'),
        ],
      },
      reader,
    );
    expect(statuses(parts)).toEqual({ a: 200, b: 403, c: 200 });
  });

  test.each([
    { url: '/groups', method: 'GET', status: 404 },
    { url: '/$batch', method: 'POST', status: 400 },
    { url: '/users', method: 'DELETE', status: 405 },
  ])('a part may fail to find its route: $method $url → $status', async ({ url, method, status }) => {
    expect(await send({ requests: [{ id: '1', method, url }] })).toMatchObject([{ status }]);
  });

  test('a part that meets a broken service leaves its neighbours alone', async () => {
    const broken: UserDirectory = {
      ...opened.directory,
      resolve: async () => {
        throw new StoreUnavailable('no answer');
      },
      delete: async () => {
        throw new TypeError('a bug');
      },
    };
    const id = '00000000-0000-4000-8000-000000000001';
    const parts = await send(
      {
        requests: [read('a', `/users/${id}`), { id: 'b', method: 'DELETE', url: `/users/${id}` }, read('c', '/users')],
      },
      CALLER,
      broken,
    );
    expect(statuses(parts)).toEqual({ a: 503, b: 500, c: 200 });
    expect(parts[0]?.headers).toMatchObject({ 'Retry-After': '10' });
    expect(logged).toEqual([
      { requestId: 'r-1', error: 'StoreUnavailable: no answer' },
      { requestId: 'r-1', error: 'TypeError: a bug' },
    ]);
  });

  test('takes twenty parts', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => read(String(index), '/users'));
    expect(await send({ requests })).toHaveLength(20);
  });

  test.each([
    { name: 'no object', body: [], message: "The batch must be an object with a list 'requests'." },
    { name: 'no requests', body: { requests: [] }, message: "'requests' must hold 1 to 20 requests, got 0." },
    {
      name: 'too many',
      body: { requests: Array.from({ length: 21 }, (_, index) => read(String(index), '/users')) },
      message: "'requests' must hold 1 to 20 requests, got 21.",
    },
    { name: 'a part that is no object', body: { requests: ['x'] }, message: 'requests[0] must be an object.' },
    {
      name: 'no id',
      body: { requests: [{ method: 'GET', url: '/users' }] },
      message: 'requests[0].id must be a non-empty string.',
    },
    {
      name: 'no method',
      body: { requests: [{ id: '1', url: '/users' }] },
      message: 'requests[0].method must be a non-empty string.',
    },
    {
      name: 'no url',
      body: { requests: [{ id: '1', method: 'GET' }] },
      message: 'requests[0].url must be a non-empty string.',
    },
    {
      name: 'headers of the wrong type',
      body: { requests: [read('1', '/users', { headers: 'x' })] },
      message: 'requests[0].headers must be an object.',
    },
    {
      name: 'dependsOn of the wrong type',
      body: { requests: [read('1', '/users', { dependsOn: '2' })] },
      message: 'requests[0].dependsOn must be a list of ids.',
    },
    {
      name: 'a body without a content type',
      body: { requests: [{ id: '1', method: 'POST', url: '/users', body: {} }] },
      message: 'requests[0] has a body and must name its Content-Type in its headers.',
    },
    {
      name: 'an id used twice, in another case',
      body: { requests: [read('a', '/users'), read('A', '/users')] },
      message: "The id 'A' is used by more than one request of the batch.",
    },
    {
      name: 'a dependency that is not there',
      body: { requests: [read('1', '/users', { dependsOn: ['2'] })] },
      message: "Request '1' depends on a request that is not in the batch, or on itself.",
    },
    {
      name: 'a circle',
      body: { requests: [read('1', '/users', { dependsOn: ['2'] }), read('2', '/users', { dependsOn: ['1'] })] },
      message: "Request '1' depends on a request that is not in the batch, or on itself.",
    },
  ])('refuses the whole batch for $name', async ({ body, message }) => {
    await expect(send(body)).rejects.toMatchObject({ status: 400, code: 'BadRequest', message });
  });
});

/** How the console asks (`console/api/client.ts`), and how long it goes on where nobody answers. */
import { createClient, nextPath } from '../../console/api/client';
import { ApiError, Unreachable } from '../../console/api/errors';
import { sendChunk } from '../../console/api/send';

type Answer = Response | Error;

/** Answers in order, the last one again and again. */
function network(...answers: readonly Answer[]) {
  const calls: { readonly path: string; readonly init: RequestInit }[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (path, init = {}) => {
    const answer = answers[Math.min(calls.length, answers.length - 1)];
    calls.push({ path: String(path), init });
    if (answer instanceof Response) return answer.clone();
    throw answer;
  });
  const reached: boolean[] = [];
  const tokens: unknown[] = [];
  const client = createClient({
    token: async (options) => {
      tokens.push(options);
      return options?.fresh ? 'fresh' : 'kept';
    },
    onReach: (one) => void reached.push(one),
  });
  const headers = () => calls.map(({ init }) => new Headers(init.headers));
  return { client, calls, reached, tokens, headers };
}

const ok = () => Response.json({ value: 1 });
const refused = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ error: { code: 'Refused', message: 'No.' } }, { status, headers });

beforeEach(() => jest.restoreAllMocks());

test('each request bears the token and an id of its own, follows no redirect, and says that it was answered', async () => {
  const { client, calls, headers, reached } = network(ok());
  expect(await client.json('/muster/a')).toEqual({ value: 1 });
  await client.ask('/muster/b', { method: 'POST', body: { a: 1 } });
  expect(calls.map(({ path, init }) => [init.method, path, init.body, init.redirect])).toEqual([
    ['GET', '/muster/a', undefined, 'error'],
    ['POST', '/muster/b', '{"a":1}', 'error'],
  ]);
  const told = headers().map((one) => [one.get('authorization'), one.get('content-type')]);
  expect(told).toEqual([
    ['Bearer kept', null],
    ['Bearer kept', 'application/json'],
  ]);
  const ids = headers().map((one) => one.get('client-request-id'));
  expect(new Set(ids).size).toBe(2);
  expect(reached).toEqual([true, true]);
});

test('headers of its own go before', async () => {
  const { client, headers } = network(ok());
  await client.ask('/a', {
    method: 'POST',
    body: 'x',
    headers: { 'Content-Type': 'text/x', 'client-request-id': 'id' },
  });
  expect(headers().map((one) => [one.get('content-type'), one.get('client-request-id')])).toEqual([['text/x', 'id']]);
});

test('a token that is refused is taken afresh, once', async () => {
  const { client, headers, tokens } = network(refused(401));
  await expect(client.ask('/a')).rejects.toMatchObject({ status: 401 });
  expect(headers().map((one) => one.get('authorization'))).toEqual(['Bearer kept', 'Bearer fresh']);
  expect(tokens).toEqual([undefined, { fresh: true }]);
});

test('a request that nobody answers is told so; one that was given up is not', async () => {
  const { client, reached } = network(new TypeError('fetch failed'));
  await expect(client.ask('/a')).rejects.toBeInstanceOf(Unreachable);
  await expect(client.ask('/a', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(TypeError);
  expect(reached).toEqual([false]);
});

test('an answer without a body is none', async () => {
  const { client } = network(new Response(null, { status: 204 }));
  expect(await client.json('/a')).toBeUndefined();
});

test('the next page is asked for here, by path and query', () => {
  expect(nextPath({ value: [], '@odata.nextLink': 'https://behind.example:7071/v1.0/a?$skiptoken=x' })).toBe(
    '/v1.0/a?$skiptoken=x',
  );
  expect(nextPath({ value: [] })).toBeUndefined();
});

describe('a part of an upload', () => {
  const accepted = () => new Response(null, { status: 202, headers: { 'muster-upload-id': 'u1' } });
  const never = new AbortController().signal;

  test.each([
    { name: 'a busy service that says when', answers: [refused(429, { 'retry-after': '7' }), accepted()], waits: [7] },
    { name: 'one that does not', answers: [refused(503), refused(503), accepted()], waits: [1, 2] },
    { name: 'a lost connection', answers: [new TypeError('x'), accepted()], waits: [1] },
    {
      name: 'a long outage',
      answers: [...Array(7).fill(new TypeError('x')), accepted()],
      waits: [1, 2, 4, 8, 16, 30, 30],
    },
  ])('waits $name out, and stays the same request', async ({ answers, waits }) => {
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => setImmediate(run)) as never);
    const { client, headers } = network(...answers);
    const told: number[] = [];
    const sent = await sendChunk(client, 'p', 'j', '{}', 'id', (seconds) => void told.push(seconds), never);
    expect([sent, told]).toEqual([{ uploadId: 'u1' }, waits]);
    expect(new Set(headers().map((one) => one.get('client-request-id')))).toEqual(new Set(['id']));
  });

  test.each([400, 403, 413, 500])('is given up at %i', async (status) => {
    const { client, calls } = network(refused(status));
    await expect(sendChunk(client, 'p', 'j', '{}', 'id', () => undefined, never)).rejects.toBeInstanceOf(ApiError);
    expect(calls).toHaveLength(1);
  });
});

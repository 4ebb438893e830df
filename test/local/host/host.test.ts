import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { eventually } from '../../support/eventually';
import { buildSampleBundle, type SampleBundle } from '../support/sampleBundle';
import { type SampleHost, startSampleHost } from '../support/sampleHost';

let bundle: SampleBundle;
let host: SampleHost;

beforeAll(async () => {
  bundle = buildSampleBundle();
  host = await startSampleHost(bundle.path);
});

afterAll(async () => {
  await host.close();
  bundle.remove();
});

async function echo(path: string, init?: RequestInit) {
  const response = await fetch(`${host.url}${path}`, init);
  return (await response.json()) as Record<string, unknown>;
}

async function calls(): Promise<unknown[]> {
  const response = await fetch(`${host.url}/api/calls`);
  return (await response.json()) as unknown[];
}

/** A request that `fetch` would refuse to send, or whose answer it would dress up. */
function send(options: object, body?: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: host.front.port, ...options }, resolve);
    request.on('error', reject);
    request.end(body);
  });
}

describe('an HTTP-triggered function', () => {
  test('gets method, URL, route parameters, query and headers', async () => {
    const found = await echo('/api/echo/a%20b?x=1&x=2&y=p+q%2B&z=', {
      method: 'PUT',
      headers: { 'X-Sample': 'hello' },
    });
    expect(found).toMatchObject({
      method: 'PUT',
      url: `${host.url}/api/echo/a%20b?x=1&x=2&y=p+q%2B&z=`,
      params: { id: 'a b' },
      query: { x: '1,2', y: 'p q+', z: '' },
      header: 'hello',
      bytes: 0,
    });
  });

  test('is found in any case, with a trailing slash, and without its optional parameter', async () => {
    await expect(echo('/API/Echo/')).resolves.toMatchObject({ params: {} });
  });

  test('gets the bytes of a compressed body as they were sent', async () => {
    const body = gzipSync('{"schemas":[]}');
    const found = await echo('/api/echo', { method: 'POST', body, headers: { 'Content-Encoding': 'gzip' } });
    expect(found.bytes).toBe(body.length);
  });

  test('answers a large binary body byte for byte', async () => {
    const body = randomBytes(12 * 1024 * 1024);
    const response = await fetch(`${host.url}/api/mirror`, { method: 'POST', body });
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(body.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
  });

  test('that answers without a body has a length of 0 and no content type', async () => {
    const response = await send({ method: 'POST', path: '/api/accept' });
    expect(response.statusCode).toBe(202);
    expect(response.headers).toMatchObject({ location: '/elsewhere', 'content-length': '0' });
    expect(response.headers['content-type']).toBeUndefined();
    await expect(text(response)).resolves.toBe('');
  });

  test('answers HEAD with the headers of GET and no body', async () => {
    const response = await send({ method: 'HEAD', path: '/api/echo' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('application/json');
    expect(Number(response.headers['content-length'])).toBeGreaterThan(100);
    await expect(text(response)).resolves.toBe('');
  });

  test('sets cookies', async () => {
    const response = await send({ path: '/api/cookies' });
    expect(response.headers['set-cookie']).toEqual([
      'a=1%3B%202; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax',
      'b=2; Expires=Thu, 15 Jan 2026 00:00:00 GMT; Domain=example.com; SameSite=None',
    ]);
    expect(response.headers['content-length']).toBeUndefined();
  });

  test('that returns nothing answers 204', async () => {
    expect((await fetch(`${host.url}/api/nothing`)).status).toBe(204);
  });

  test('that throws answers 500 with an empty body, and what it threw is logged', async () => {
    const response = await send({ path: '/api/fails' });
    expect(response.statusCode).toBe(500);
    await expect(text(response)).resolves.toBe('');
    const failure = host.logger.lines.find((line) => line.message === "Executed 'fails' (Failed)");
    expect(failure?.fields.error).toContain('Error: on purpose');
    const warning = host.logger.lines.find((line) => line.message === 'about to fail');
    expect(warning).toEqual({
      level: 'warn',
      message: 'about to fail',
      fields: { function: 'fails', invocationId: failure?.fields.invocationId },
    });
  });

  test.each([
    { name: 'an unknown path', path: '/api/unknown', method: 'GET' },
    { name: 'a path without the prefix', path: '/echo', method: 'GET' },
    { name: 'a method that is not registered', path: '/api/echo', method: 'DELETE' },
  ])('$name is 404 with an empty body', async ({ path, method }) => {
    const response = await send({ path, method });
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-length']).toBe('0');
  });

  test('takes GET and POST at its own name when it says nothing else; hooks may replace it', async () => {
    const responses = await Promise.all(['GET', 'POST'].map((method) => fetch(`${host.url}/api/plain`, { method })));
    await expect(Promise.all(responses.map((response) => response.text()))).resolves.toEqual([
      'replaced by a hook',
      'replaced by a hook',
    ]);
  });

  test('a client that waits for "100 Continue" is told to go on', async () => {
    const body = Buffer.from('x'.repeat(10_000));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { Expect: '100-continue', 'Content-Length': body.length };
      const request = httpRequest(
        { host: '127.0.0.1', port: host.front.port, path: '/api/echo', method: 'POST', headers },
        resolve,
      );
      request.on('continue', () => request.end(body));
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(JSON.parse(await text(response))).toMatchObject({ bytes: 10_000 });
  });

  test('a body over 100 MiB is refused before it is read', async () => {
    const headers = { 'Content-Length': 104_857_601, Expect: '100-continue' };
    const response = await send({ method: 'POST', path: '/api/echo', headers });
    expect(response.statusCode).toBe(413);
    response.destroy();
  });

  test.each([
    { name: 'two slashes in front are no host', path: '//example.com/api/echo', host: undefined, status: 404 },
    { name: 'an absolute target is served', path: 'http://example.com/api/echo', host: undefined, status: 200 },
    { name: 'a Host header that makes no URL is a bad request', path: '/api/echo', host: 'a b', status: 400 },
  ])('$name', async ({ path, host: name, status }) => {
    const response = await send({ path, headers: name === undefined ? {} : { Host: name } });
    response.resume();
    expect(response.statusCode).toBe(status);
  });
});

describe('a queue-triggered function', () => {
  test('gets JSON as an object, with the metadata of the message', async () => {
    await host.storage.queue('work').send('{"bulk":[1,2]}');
    const call = await eventually(async () => {
      const found = (await calls()).find((entry) => JSON.stringify(entry).includes('[1,2]'));
      if (found === undefined) throw new Error('not called yet');
      return found;
    });
    expect(call).toEqual({
      message: { bulk: [1, 2] },
      metadata: {
        queueTrigger: { bulk: [1, 2] },
        id: 'message-1',
        dequeueCount: 1,
        popReceipt: expect.any(String),
        insertionTime: expect.stringMatching(/Z$/),
        nextVisibleTime: expect.stringMatching(/Z$/),
        expirationTime: '9999-12-31T23:59:59.999Z',
      },
    });
  });

  test('that keeps throwing sends the message to the poison queue', async () => {
    await host.storage.queue('work').send('"poison"');
    await eventually(async () => {
      expect(host.storage.queue('work-poison').messages()).toHaveLength(1);
    });
    expect(host.storage.queue('work-poison').messages()[0]?.text).toBe('"poison"');
    expect(host.storage.queue('work').messages()).toEqual([]);
  });
});

test('a timer-triggered function learns about its schedule', async () => {
  expect(await calls()).toContainEqual({
    timer: {
      isPastDue: false,
      schedule: { adjustForDST: true },
      scheduleStatus: { last: expect.any(String), next: expect.any(String), lastUpdated: expect.any(String) },
    },
  });
});

test('hooks run: at start, before and after an invocation', async () => {
  await fetch(`${host.url}/api/nothing`);
  expect(await calls()).toEqual(expect.arrayContaining(['appStart', { post: { seen: true } }]));
});

test('functions are described with what sets them off', () => {
  expect(host.functions).toEqual(
    expect.arrayContaining([
      { name: 'echo', kind: 'http', detail: '[GET,POST,PUT,HEAD] /api/echo/{id?}' },
      { name: 'open', kind: 'http', detail: '/api/open' },
      { name: 'worker', kind: 'queue', detail: 'work' },
      { name: 'ticker', kind: 'timer', detail: '0 0 0 1 1 *' },
    ]),
  );
});

test('registration is closed after start-up', async () => {
  const response = await fetch(`${host.url}/api/registersLate`);
  await expect(response.text()).resolves.toContain('Function "late" can be registered during start-up only.');
});

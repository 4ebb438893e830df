/** Calls over Node's own client, as `fetch` makes them. Against a real server: what is tried is what goes over the wire. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { createWire } from '../../cli/wire';

const ANSWERS: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
  '/echo': async (request, response) => {
    const body = await text(request);
    const { method, headers } = request;
    const { 'content-type': type, 'content-length': length, 'user-agent': agent } = headers;
    response
      .writeHead(202, { 'X-One': 'ü', 'set-cookie': ['a', 'b'] })
      .end(JSON.stringify({ method, type, length, agent, body }));
  },
  '/marked': (_, response) => response.end('\ufeff{"a":"ü"}'),
  '/elsewhere': (_, response) => response.writeHead(302, { location: '/echo' }).end(),
  '/slow': async (_, response) => {
    await wait(80);
    response.end('late');
  },
  '/silent': () => undefined,
  '/half': (_, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('half');
    setTimeout(() => response.destroy(), 10);
  },
};

let server: Server;
let base: string;
let connections = 0;

beforeAll(async () => {
  server = createServer((request, response) => void ANSWERS[request.url ?? '']?.(request, response));
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Long enough for a machine that is busy with something else. */
const TIMES = { idleMs: 30_000, connectMs: 30_000, silenceMs: 30_000 };
const ask = createWire(TIMES);
const impatient = createWire({ ...TIMES, silenceMs: 200 });

test.each([
  { name: 'text', body: 'ü', type: 'text/plain', length: '2', sent: 'ü' },
  { name: 'bytes', body: Uint8Array.of(97, 98), type: 'text/plain', length: '2', sent: 'ab' },
])('$name go as they are', async ({ body, type, length, sent }) => {
  const answer = await ask(`${base}/echo`, { method: 'PUT', body, headers: { 'content-type': type } });
  expect(await answer.json()).toEqual({ method: 'PUT', type, length, agent: 'muster', body: sent });
  expect(answer).toMatchObject({ status: 202, ok: true });
});

test('fields of a form go as a form', async () => {
  const answer = await ask(new URL(`${base}/echo`), { method: 'POST', body: new URLSearchParams({ a: 'ü b' }) });
  expect(await answer.json()).toMatchObject({
    type: expect.stringMatching(/^application\/x-www-form/),
    body: 'a=%C3%BC+b',
  });
});

test('headers are found by any spelling, and what is none is null', async () => {
  const { headers } = await ask(`${base}/echo`);
  expect([headers.get('x-one'), headers.get('X-ONE'), headers.get('x-two')]).toEqual(['ü', 'ü', null]);
});

test('a byte order mark is no part of the text', async () => {
  expect(await (await ask(`${base}/marked`)).json()).toEqual({ a: 'ü' });
});

test('nobody is sent elsewhere', async () => {
  expect(await ask(`${base}/elsewhere`)).toMatchObject({ status: 302, ok: false });
  await expect(ask(`${base}/elsewhere`, { redirect: 'error' })).rejects.toThrow(TypeError);
});

test('calls one after another go over one connection', async () => {
  const alone = createWire(TIMES);
  connections = 0;
  for (let call = 0; call < 3; call += 1) await alone(`${base}/echo`);
  expect(connections).toBe(1);
});

test('a connection that nobody used for long is not used again, and an answer may take longer', async () => {
  const forgetful = createWire({ ...TIMES, idleMs: 20 });
  connections = 0;
  expect(await (await forgetful(`${base}/slow`)).text()).toBe('late');
  await wait(150);
  await forgetful(`${base}/echo`);
  expect(connections).toBe(2);
});

test.each([
  { name: 'nothing comes', asks: impatient, path: '/silent', why: /nothing came for 0\.2 seconds/ },
  { name: 'the answer is cut off', asks: ask, path: '/half', why: /aborted/ },
])('where $name, the cause says so', async ({ asks, path, why }) => {
  const error = await asks(`${base}${path}`).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  expect((error as TypeError).cause).toMatchObject({ message: expect.stringMatching(why) });
});

test('who takes a connection and no part in its handshake is not waited for', async () => {
  const mute = createNetServer();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const asked = createWire({ ...TIMES, connectMs: 100 })(`https://127.0.0.1:${(mute.address() as AddressInfo).port}/`);
  await expect(asked).rejects.toMatchObject({ cause: { message: 'no connection in 0.1 seconds' } });
  mute.close();
});

test('where nobody listens, the cause says so', async () => {
  await expect(ask('http://127.0.0.1:1/')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('a call that is called off says by whom', async () => {
  const controller = new AbortController();
  const asked = ask(`${base}/silent`, { signal: controller.signal });
  controller.abort(new Error('Ctrl-C'));
  await expect(asked).rejects.toThrow('Ctrl-C');
  await expect(ask(`${base}/echo`, { signal: controller.signal })).rejects.toThrow('Ctrl-C');
});

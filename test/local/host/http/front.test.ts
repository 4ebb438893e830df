import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { answerEmpty, openFront } from '../../../../local/host/http/front';

test('callers are asked to come back until there is something to serve', async () => {
  const front = await openFront(0);
  const url = `http://127.0.0.1:${front.port}/`;
  const early = await fetch(url);
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);

  front.serve([
    async () => false,
    async (_, response) => {
      answerEmpty(response, 204);
      return true;
    },
  ]);
  expect((await fetch(url)).status).toBe(204);
  await front.close(0);
});

test('a port that is taken becomes the next free one', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const front = await openFront(port, 10);
  expect(front.port).toBeGreaterThan(port);
  expect(front.port).toBeLessThan(port + 10);
  await front.close(0);
  taken.close();
});

test('a port that is taken is an error when there is no choice', async () => {
  const first = await openFront(0);
  await expect(openFront(first.port)).rejects.toThrow('EADDRINUSE');
  await first.close(0);
});

test('a handler that breaks ends the connection and nothing else', async () => {
  const front = await openFront(0);
  const url = `http://127.0.0.1:${front.port}/`;
  front.serve([
    async (request, response) => {
      if (request.method === 'POST') throw new Error('broken');
      answerEmpty(response, 200);
      return true;
    },
  ]);
  await expect(fetch(url, { method: 'POST' })).rejects.toThrow('fetch failed');
  expect((await fetch(url)).status).toBe(200);
  await front.close(0);
});

test('closing cuts off what takes longer than it may', async () => {
  const front = await openFront(0);
  front.serve([() => new Promise(() => undefined)]);
  const endless = fetch(`http://127.0.0.1:${front.port}/`).then(
    () => 'answered',
    () => 'cut off',
  );
  await fetch(`http://127.0.0.1:${front.port}/`, { signal: AbortSignal.timeout(100) }).catch(() => undefined);
  await front.close(50);
  await expect(endless).resolves.toBe('cut off');
});

test('while it refuses, everybody is told why in words that Graph’s clients read', async () => {
  const front = await openFront(0);
  const url = `http://127.0.0.1:${front.port}/`;
  front.serve([
    async (_, response) => {
      answerEmpty(response, 204);
      return true;
    },
  ]);
  front.refuse('The disk is full.');
  const refused = await fetch(url, { method: 'POST', body: 'x' });
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    503,
    '10',
    { error: { code: 'serviceNotAvailable', message: 'The disk is full.' } },
  ]);
  front.refuse(undefined);
  expect((await fetch(url)).status).toBe(204);
  await front.close(0);
});

test.each([
  { name: 'that says nothing', sent: '' },
  { name: 'that stops inside its headers', sent: 'POST / HTTP/1.1\r\nHost: x\r\n' },
  { name: 'that stops inside its body', sent: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf' },
])('a connection $name is closed', async ({ sent }) => {
  const front = await openFront(0, 1, { headersMs: 50, requestMs: 100, checkEveryMs: 20 });
  front.serve([() => new Promise(() => undefined)]);
  const socket = connect(front.port, '127.0.0.1');
  socket.write(sent);
  socket.resume();
  await once(socket, 'close'); // else the test never ends
  await front.close(0);
});

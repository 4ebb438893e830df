/** One HTTP exchange against a server that answers as services do, and as they should not. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createExchange, type HttpRequest } from '../../../shared/targets/kit/http';
import { ANYWHERE, exchangeAnywhere } from '../../support/egress';
import { PRIVATE_AUTHORITY, PRIVATE_KEY } from '../../support/privateAuthority';

let answer: RequestListener;
let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
});

const ask = (given: Partial<Pick<HttpRequest, 'method' | 'body' | 'timeoutMs' | 'enoughBytes'>> = {}) =>
  exchangeAnywhere({
    method: 'GET',
    url: `${base}/path?a=b`,
    headers: { 'x-mine': '1' },
    timeoutMs: 5_000,
    whenStrange: 'WebExceptionProtocolError',
    ...given,
  });

test('what is sent arrives, and the answer comes back whole', async () => {
  answer = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('x-many', ['a', 'b']);
      response.statusCode = 201;
      const { method, url, headers } = request;
      response.end(
        JSON.stringify([method, url, headers['x-mine'], headers['content-length'], String(Buffer.concat(chunks))]),
      );
    });
  };
  const { status, headers, text } = await ask({ method: 'POST', body: 'Élodie' });
  expect([status, headers.get('x-many'), JSON.parse(text)]).toEqual([
    201,
    'a, b',
    ['POST', '/path?a=b', '1', '7', 'Élodie'],
  ]);
});

test.each([
  { name: 'compressed', encoding: 'gzip', bytes: gzipSync('{"a":"é"}') },
  { name: 'with a byte order mark', encoding: '', bytes: Buffer.from('\uFEFF{"a":"é"}') },
])('an answer is read $name', async ({ encoding, bytes }) => {
  answer = (_, response) => {
    if (encoding !== '') response.setHeader('content-encoding', encoding);
    response.end(bytes);
  };
  expect((await ask()).text).toBe('{"a":"é"}');
});

test.each<{ name: string; given: RequestListener; expected: object }>([
  {
    name: 'redirects',
    given: (_, response) => response.writeHead(302, { location: 'https://evil.example/x' }).end(),
    expected: {
      code: 'WebExceptionProtocolError',
      message: expect.stringContaining('redirects to https://evil.example'),
    },
  },
  {
    name: 'answers without end',
    given: (_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    },
    expected: { message: expect.stringContaining('more than 4 MiB') },
  },
  {
    name: 'unpacks to more than it may',
    given: (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(32 * 1024 * 1024)));
    },
    expected: { message: expect.stringContaining('more than 4 MiB') },
  },
  {
    name: 'breaks off inside the answer',
    given: (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    },
    expected: { code: 'WebExceptionProtocolError', message: expect.stringContaining('broke off') },
  },
  {
    name: 'says that it is compressed, and is not',
    given: (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end('plain');
    },
    expected: { code: 'WebExceptionProtocolError' },
  },
])('a service that $name', async ({ given, expected }) => {
  answer = given;
  await expect(ask()).rejects.toMatchObject(expected);
});

test('where only the beginning is wanted, an answer without end is no failure, and no more of it is read', async () => {
  let written = 0;
  answer = (_, response) => {
    const more = () => {
      do written += 65_536;
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  };
  expect((await ask({ enoughBytes: 70_000 })).text).toBe('x'.repeat(70_000));
  expect(written).toBeLessThan(16 * 1024 * 1024); // what the sockets hold
  answer = (_, response) => response.end('short');
  expect((await ask({ enoughBytes: 70_000 })).text).toBe('short');
});

test('a service that says nothing is given up on, and what that means for a write is said', async () => {
  answer = () => undefined;
  await expect(ask({ timeoutMs: 50 })).rejects.toMatchObject({
    code: 'Timeout',
    message: 'The service did not answer within 50 ms. Nothing was changed.',
  });
  await expect(ask({ method: 'POST', body: '{}', timeoutMs: 50 })).rejects.toMatchObject({
    message: 'The service did not answer within 50 ms. Whether the POST took effect is unknown.',
  });
});

describe('a connection that was kept, and that the service closed just now', () => {
  /** Answers the first request of every connection, and breaks off at the second. */
  const once: () => RequestListener = () => {
    const seen = new WeakSet();
    return ({ socket }, response) => {
      if (seen.has(socket)) return void socket.destroy();
      seen.add(socket);
      response.end('here');
    };
  };

  test('is no reason to fail a read', async () => {
    answer = once();
    for (let i = 0; i < 3; i += 1) expect((await ask()).text).toBe('here');
  });

  test('leaves a write in doubt: it is not sent twice', async () => {
    answer = once();
    await ask();
    await expect(ask({ method: 'POST', body: '{}' })).rejects.toMatchObject({ code: 'WebExceptionProtocolError' });
  });
});

test.each([
  { location: 'https://app.example.com/scim/v2?token=s3cret', told: 'https://app.example.com/scim/v2' },
  { location: 'https://login.example.com/?next=1', told: 'https://login.example.com' },
  { location: '/scim/v2/Users?filter=x', told: '{base}/scim/v2/Users' },
  { location: 'v2', told: '{base}/v2' },
  { location: 'http://[', told: 'another address' },
  { location: undefined, told: 'another address' },
])('a redirect to $location is told as one to $told', async ({ location, told }) => {
  answer = (_, response) => response.writeHead(307, location === undefined ? {} : { location }).end();
  await expect(ask()).rejects.toMatchObject({
    message: `The service redirects to ${told.replace('{base}', base)} (HTTP 307). Redirects are not followed; enter the final address.`,
  });
});

describe('a certificate of a private authority', () => {
  let secured: Server;
  let url: string;

  beforeAll(async () => {
    secured = createTlsServer({ cert: PRIVATE_AUTHORITY, key: PRIVATE_KEY }, (_, response) => response.end('here'));
    await new Promise<void>((done) => secured.listen(0, '127.0.0.1', done));
    url = `https://127.0.0.1:${(secured.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    secured.closeAllConnections();
    return new Promise((done) => secured.close(done));
  });

  const call = { method: 'GET', headers: {}, timeoutMs: 5_000, whenStrange: 'WebExceptionProtocolError' } as const;

  test('is believed where it is said to be', async () => {
    const trusting = createExchange({ egress: ANYWHERE, caPem: PRIVATE_AUTHORITY });
    expect(await trusting({ ...call, url })).toMatchObject({ status: 200, text: 'here' });
  });

  test('and by nobody else', async () => {
    await expect(exchangeAnywhere({ ...call, url })).rejects.toMatchObject({
      code: 'EndpointUnavailable',
      message: expect.stringContaining('certificate is not trusted'),
    });
  });
});

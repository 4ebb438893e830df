import { type HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Call, Handlers, Reply } from '../../../shared/api/http/endpoint';
import {
  badRequest,
  forbidden,
  resourceNotFound,
  tooManyRequests,
  unauthorized,
} from '../../../shared/api/http/graphError';
import { createEndpoint, type EndpointPorts } from '../../../shared/api/http/registration';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import { type Asked, httpRequest } from '../../support/httpCall';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CLIENT_REQUEST_ID = '92cd10f6-fcc3-4d61-898e-a6dd35e460ef';
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** What an endpoint answered, and what it wrote to the host's log. */
interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | undefined;
  readonly logged: readonly unknown[];
}

interface ErrorEnvelope {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly unknown[];
    readonly innerError: Readonly<Record<string, string>>;
  };
}

const PORTS: EndpointPorts = {
  verify: async () => ({ kind: 'application', appId: 'app-1', objectId: 'object-1', roles: new Set(['A.Read']) }),
  publicBaseUrl: undefined,
  ready: async () => undefined,
};

async function ask(operations: Handlers, asked: Asked = {}, ports: Partial<EndpointPorts> = {}): Promise<Answered> {
  const logged: unknown[] = [];
  const context = new InvocationContext({ logHandler: (_level, ...args) => void logged.push(...args) });
  const { handler } = createEndpoint(() => ({ ...PORTS, ...ports }))('{version}/things', operations);
  const answer = (await handler(httpRequest(asked), context)) as HttpResponseInit;
  return {
    status: answer.status,
    headers: answer.headers as Record<string, string>,
    text: answer.body as string | undefined,
    logged,
  };
}

const gives = (reply: Reply): Handlers => ({ GET: { roles: ['A.Read'], handle: async () => reply } });
const throws = (error: unknown): Handlers => ({ GET: { roles: ['A.Read'], handle: () => Promise.reject(error) } });
const envelope = ({ text }: Answered) => JSON.parse(text ?? '') as ErrorEnvelope;

test('a function is registered for every method and leaves authorization to our own tokens', () => {
  const { route, methods, authLevel } = createEndpoint(() => PORTS)('{version}/things', gives({ status: 200 }));
  expect({ route, methods, authLevel }).toEqual({
    route: '{version}/things',
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    authLevel: 'anonymous',
  });
});

describe('an answer', () => {
  test('with a body is JSON, with OData’s headers', async () => {
    const answer = await ask(gives({ status: 200, body: { value: [] } }));
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"value":[]}');
    expect(answer.headers).toMatchObject({
      'Content-Type': JSON_TYPE,
      'OData-Version': '4.0',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  test('of bytes is sent as it is, and is what its headers say', async () => {
    const bytes = new Uint8Array([31, 139]);
    const answer = await ask(gives({ status: 200, bytes, headers: { 'Content-Type': 'application/x-ndjson' } }));
    expect(answer.text).toBe(bytes);
    expect(answer.headers).toMatchObject({ 'Content-Type': 'application/x-ndjson' });
    expect(answer.headers).not.toHaveProperty('OData-Version');
  });

  test('without a body has no content type: clients read JSON where one is announced', async () => {
    const answer = await ask(gives({ status: 202, headers: { Location: 'https://muster.example/there' } }));
    expect(answer.status).toBe(202);
    expect(answer.text).toBeUndefined();
    expect(Object.keys(answer.headers).sort()).toEqual([
      'Cache-Control',
      'Content-Security-Policy',
      'Location',
      'X-Content-Type-Options',
      'client-request-id',
      'request-id',
    ]);
    expect(answer.headers.Location).toBe('https://muster.example/there');
  });

  test('null is a body', async () => {
    expect((await ask(gives({ status: 200, body: null }))).text).toBe('null');
  });
});

describe('request ids', () => {
  test('the caller’s own comes back, and ours is a new GUID each time', async () => {
    const asked = { headers: { 'client-request-id': ` ${CLIENT_REQUEST_ID} ` } };
    const [first, second] = [await ask(gives({ status: 200 }), asked), await ask(gives({ status: 200 }), asked)];
    expect(first.headers['client-request-id']).toBe(CLIENT_REQUEST_ID);
    expect(first.headers['request-id']).toMatch(GUID);
    expect(first.headers['request-id']).not.toBe(second.headers['request-id']);
  });

  test.each([
    { name: 'none', headers: {} },
    { name: 'a blank one', headers: { 'client-request-id': '  ' } },
  ])('a caller who sent $name gets one made up, and the operation knows it was not given', async ({ headers }) => {
    const calls: Call[] = [];
    const handle = async (call: Call) => {
      calls.push(call);
      return { status: 200 };
    };
    const answer = await ask({ GET: { roles: 'anonymous', handle } }, { headers });
    expect(answer.headers['client-request-id']).toMatch(GUID);
    expect(calls[0]?.clientRequestId).toBe(answer.headers['client-request-id']);
    expect(calls[0]?.givenClientRequestId).toBeUndefined();
  });
});

describe('what an operation is handed', () => {
  async function callFor(asked: Asked, ports: Partial<EndpointPorts> = {}): Promise<Call> {
    const calls: Call[] = [];
    const handle = async (call: Call) => {
      calls.push(call);
      return { status: 204 };
    };
    await ask({ GET: { roles: ['A.Read'], options: ['$filter', '$top'], handle } }, asked, ports);
    const [call] = calls;
    if (call === undefined) throw new Error('The operation was not called.');
    return call;
  }

  test('path, query, caller and ids', async () => {
    const call = await callFor({
      url: "/beta/things/7?$filter=jobid%20eq%20'a+b'&$top=1",
      params: { version: 'beta', id: '7' },
      headers: { 'client-request-id': CLIENT_REQUEST_ID },
    });
    expect(call.version).toBe('beta');
    expect(call.params).toEqual({ version: 'beta', id: '7' });
    expect(call.query.get('$filter')).toBe("jobid eq 'a b'");
    expect(call.query.get('$top')).toBe('1');
    expect(call.caller.appId).toBe('app-1');
    expect(call.givenClientRequestId).toBe(CLIENT_REQUEST_ID);
    expect(call.origin).toBe('https://muster.example');
  });

  test.each([
    { name: 'v1.0', segment: 'v1.0', version: 'v1.0' },
    { name: 'beta', segment: 'beta', version: 'beta' },
    { name: 'a version in another case', segment: 'BETA', version: 'beta' },
  ])('the version: $name', async ({ segment, version }) => {
    expect((await callFor({ params: { version: segment } })).version).toBe(version);
  });

  test('v1.0 on a route without a version', async () => {
    expect((await callFor({ params: {} })).version).toBe('v1.0');
  });

  test('the host the client knows, behind a proxy', async () => {
    const headers = { 'x-forwarded-host': 'hr.contoso.example', 'x-forwarded-proto': 'https' };
    expect((await callFor({ headers })).origin).toBe('https://hr.contoso.example');
    const { origin } = await callFor({ headers }, { publicBaseUrl: 'https://other.example' });
    expect(origin).toBe('https://other.example'); // what was configured, rather than what anybody may send
  });
});

describe('who is let in', () => {
  const verify: EndpointPorts['verify'] = async (authorization) => {
    if (authorization === null) throw unauthorized('Access token is empty.');
    return { kind: 'application', appId: 'app-1', objectId: 'object-1', roles: new Set([authorization]) };
  };
  const operations: Handlers = { GET: { roles: ['A.Read', 'B.Read'], handle: async () => ({ status: 200 }) } };

  test.each([
    { name: 'a caller with the first role', authorization: 'A.Read', status: 200 },
    { name: 'a caller with the other role', authorization: 'B.Read', status: 200 },
    { name: 'a caller with neither', authorization: 'C.Read', status: 403 },
    { name: 'a caller without a token', authorization: undefined, status: 401 },
  ])('$name: $status', async ({ authorization, status }) => {
    const headers = authorization === undefined ? {} : { authorization };
    expect((await ask(operations, { headers }, { verify })).status).toBe(status);
  });

  test('anybody, where no role is asked for, without a look at the token', async () => {
    const anonymous: Handlers = {
      GET: { roles: 'anonymous', handle: async ({ caller }) => ({ status: 200, body: caller.appId }) },
    };
    const never: EndpointPorts['verify'] = () => Promise.reject(new Error('asked'));
    expect((await ask(anonymous, {}, { verify: never })).text).toBe('""');
  });

  test.each([
    { name: 'without a token', authorization: undefined },
    { name: 'without the role', authorization: 'C.Read' },
  ])('a caller $name costs no storage call', async ({ authorization }) => {
    const ready = jest.fn(async () => undefined);
    await ask(operations, { headers: authorization === undefined ? {} : { authorization } }, { verify, ready });
    expect(ready).not.toHaveBeenCalled();
  });

  test('storage is ready before the operation begins', async () => {
    const order: string[] = [];
    const ready = async () => void order.push('ready');
    const handle = async () => {
      order.push('handle');
      return { status: 200 };
    };
    await ask({ GET: { roles: ['A.Read'], handle } }, {}, { ready });
    expect(order).toEqual(['ready', 'handle']);
  });
});

describe('methods', () => {
  const operations: Handlers = {
    GET: { roles: ['A.Read'], handle: async () => ({ status: 200, body: 'got' }) },
    POST: { roles: ['A.Read'], handle: async () => ({ status: 200, body: 'posted' }) },
  };

  test.each([
    { method: 'GET', text: '"got"' },
    { method: 'POST', text: '"posted"' },
    { method: 'HEAD', text: '"got"' }, // the host leaves the body out
  ])('$method reaches its operation', async ({ method, text }) => {
    expect((await ask(operations, { method })).text).toBe(text);
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s, which nothing serves, is answered with what is allowed',
    async (method) => {
      const answer = await ask(operations, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.Allow).toBe('GET, HEAD, POST');
      expect(envelope(answer).error).toMatchObject({
        code: 'Request_BadRequest',
        message: 'Specified HTTP method is not allowed for the request target.',
      });
    },
  );
});

describe('errors', () => {
  test('come in Graph’s envelope, with both ids and the time in UTC without a zone', async () => {
    const asked = { headers: { 'client-request-id': CLIENT_REQUEST_ID } };
    const fault = {
      code: 'MissingProperty',
      target: 'Operations[3].bulkId',
      message: 'Operations[3].bulkId must be a non-empty string.',
    };
    const answer = await ask(throws(badRequest('Invalid Data Format', [fault])), asked);
    const { error } = envelope(answer);

    expect(answer.status).toBe(400);
    expect(answer.headers['Content-Type']).toBe(JSON_TYPE);
    expect(Object.keys(error)).toEqual(['code', 'message', 'details', 'innerError']);
    expect(error).toMatchObject({ code: 'BadRequest', message: 'Invalid Data Format', details: [fault] });
    expect(error.innerError).toEqual({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      'request-id': answer.headers['request-id'],
      'client-request-id': CLIENT_REQUEST_ID,
    });
  });

  test('have no details where there are none', async () => {
    expect(envelope(await ask(throws(forbidden()))).error).not.toHaveProperty('details');
  });

  test('of the caller are not written to the log', async () => {
    expect((await ask(throws(resourceNotFound('7')))).logged).toEqual([]);
  });

  test('keep their own headers', async () => {
    const answer = await ask(throws(tooManyRequests(17)));
    expect([answer.status, answer.headers['Retry-After']]).toEqual([429, '17']);
  });

  test('an unknown version is an unknown route', async () => {
    const answer = await ask(gives({ status: 200 }), { params: { version: 'v2.0' } });
    expect([answer.status, envelope(answer).error.code]).toEqual([404, 'UnknownError']);
  });

  test('storage that does not answer asks the caller to come back', async () => {
    const down = new StoreUnavailable('table jobs: 503');
    const answer = await ask(throws(down));
    expect([answer.status, answer.headers['Retry-After']]).toEqual([503, '10']);
    expect(envelope(answer).error).toMatchObject({
      code: 'serviceNotAvailable',
      message: 'The service is temporarily unavailable. Nothing was kept; please retry.',
    });
    expect(answer.logged).toContain(down);
  });

  test('storage that cannot be made ready is the same', async () => {
    const ready = () => Promise.reject(new StoreUnavailable('table jobs: 503'));
    expect((await ask(gives({ status: 200 }), {}, { ready })).status).toBe(503);
  });

  test('a fault of our own is told to the log and not to the caller', async () => {
    const fault = new Error('password=hunter2 in row 7');
    const answer = await ask(throws(fault));
    expect(answer.status).toBe(500);
    expect(envelope(answer).error).toMatchObject({
      code: 'InternalServerError',
      message: 'An unexpected error occurred; the log names it by request-id.',
    });
    expect(answer.text).not.toContain('hunter2');
    expect(answer.logged).toContain(fault);
  });

  test('a fault of our own can be found in the log by its request-id', async () => {
    const answer = await ask(throws(new Error('broken')));
    expect(answer.logged.map(String).join(' ')).toContain(answer.headers['request-id']);
  });

  test('so is what keeps an endpoint from being put together', async () => {
    const endpoint = createEndpoint(() => {
      throw new Error('broken');
    });
    const context = new InvocationContext({ logHandler: () => undefined });
    const { handler } = endpoint('things', gives({ status: 200 }));
    expect(await handler(httpRequest(), context)).toMatchObject({ status: 500 });
  });
});

describe('pages of other origins', () => {
  const PAGE = 'https://hr.contoso.example';
  const ports = { corsOrigins: [PAGE] };
  const preflight = { method: 'OPTIONS', headers: { origin: PAGE, 'access-control-request-method': 'POST' } };
  const shown = ({ status, headers }: Answered) => [status, headers['Access-Control-Allow-Origin'], headers.Vary];

  test('may read answers, and what went wrong, where the setting names them', async () => {
    const asked = { headers: { origin: PAGE } };
    const answer = await ask(gives({ status: 200, body: {} }), asked, ports);
    expect(shown(answer)).toEqual([200, PAGE, 'Origin']);
    expect(answer.headers['Access-Control-Expose-Headers']).toContain('Location, Link, Retry-After, ETag, request-id');
    expect(shown(await ask(throws(forbidden()), asked, ports))).toEqual([403, PAGE, 'Origin']);
  });

  test('may not where it names others, or nobody', async () => {
    const asked = { headers: { origin: 'https://evil.example' } };
    expect(shown(await ask(gives({ status: 200 }), asked, ports))).toEqual([200, undefined, 'Origin']);
    expect(shown(await ask(gives({ status: 200 }), { headers: { origin: PAGE } }))).toEqual([
      200,
      undefined,
      undefined,
    ]);
  });

  test('ask beforehand, without a token, what they may send', async () => {
    const headers = { ...preflight.headers, 'access-control-request-headers': 'authorization,content-type' };
    const answer = await ask(gives({ status: 200 }), { ...preflight, headers }, ports);
    expect(shown(answer)).toEqual([204, PAGE, 'Origin']);
    expect(answer.headers).toMatchObject({
      'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
      'Access-Control-Allow-Headers': 'authorization,content-type',
    });
  });

  test('get no answer to that where the setting names nobody', async () => {
    expect(shown(await ask(gives({ status: 200 }), preflight))).toEqual([405, undefined, undefined]);
  });
});

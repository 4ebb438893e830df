import {
  badRequest,
  bodyTooLarge,
  errorBody,
  forbidden,
  GraphError,
  methodNotAllowed,
  resourceNotFound,
  serviceUnavailable,
  tooManyRequests,
  unauthorized,
  unknownRoute,
} from '../../../shared/api/http/graphError';

describe('errors as Graph words them', () => {
  test.each<{
    name: string;
    error: GraphError;
    status: number;
    code: string;
    message: string;
    headers: Record<string, string>;
  }>([
    {
      name: 'a bad request',
      error: badRequest('Invalid Data Format'),
      status: 400,
      code: 'BadRequest',
      message: 'Invalid Data Format',
      headers: {},
    },
    {
      name: 'no token',
      error: unauthorized('Access token is empty.'),
      status: 401,
      code: 'InvalidAuthenticationToken',
      message: 'Access token is empty.',
      headers: { 'WWW-Authenticate': 'Bearer' },
    },
    {
      name: 'no permission',
      error: forbidden(),
      status: 403,
      code: 'Authorization_RequestDenied',
      message: 'Insufficient privileges to complete the operation.',
      headers: {},
    },
    {
      name: 'no such object',
      error: resourceNotFound('7b1d'),
      status: 404,
      code: 'Request_ResourceNotFound',
      message: "Resource '7b1d' does not exist or one of its queried reference-property objects are not present.",
      headers: {},
    },
    {
      name: 'no such route',
      error: unknownRoute(),
      status: 404,
      code: 'UnknownError',
      message: 'No resource was found that matches the request URI.',
      headers: {},
    },
    {
      name: 'another method',
      error: methodNotAllowed(['GET', 'POST']),
      status: 405,
      code: 'Request_BadRequest',
      message: 'Specified HTTP method is not allowed for the request target.',
      headers: { Allow: 'GET, POST' },
    },
    {
      name: 'too large',
      error: bodyTooLarge(1_024),
      status: 413,
      code: 'RequestEntityTooLarge',
      message: 'The request body must not be larger than 1024 bytes.',
      headers: {},
    },
    {
      name: 'too often',
      error: tooManyRequests(5),
      status: 429,
      code: 'TooManyRequests',
      message: 'Too many requests. Please try again later.',
      headers: { 'Retry-After': '5' },
    },
    {
      name: 'down',
      error: serviceUnavailable(10),
      status: 503,
      code: 'serviceNotAvailable',
      message: 'The service is temporarily unavailable. Nothing was kept; please retry.',
      headers: { 'Retry-After': '10' },
    },
  ])('$name', ({ error, status, code, message, headers }) => {
    expect(error).toBeInstanceOf(GraphError);
    expect({ status: error.status, code: error.code, message: error.message, headers: error.headers }).toEqual({
      status,
      code,
      message,
      headers,
    });
  });

  test('the cause is kept for the log', () => {
    const cause = new Error('ECONNREFUSED');
    expect(serviceUnavailable(10, { cause }).cause).toBe(cause);
    expect(unauthorized('x', { cause }).cause).toBe(cause);
  });
});

describe('errorBody', () => {
  const now = new Date('2026-01-15T09:30:12.987Z');

  test('without details', () => {
    expect(errorBody(forbidden(), 'r-1', 'c-1', now)).toEqual({
      error: {
        code: 'Authorization_RequestDenied',
        message: 'Insufficient privileges to complete the operation.',
        innerError: { date: '2026-01-15T09:30:12', 'request-id': 'r-1', 'client-request-id': 'c-1' },
      },
    });
  });

  test('with every detail', () => {
    const details = [
      { code: 'MissingProperty', target: 'schemas', message: 'schemas must be an array.' },
      { code: 'InvalidValue', target: 'Operations[0].path', message: 'Operations[0].path must be /Users.' },
    ];
    expect(errorBody(badRequest('Invalid Data Format', details), 'r-1', 'c-1', now)).toEqual({
      error: {
        code: 'BadRequest',
        message: 'Invalid Data Format',
        details,
        innerError: { date: '2026-01-15T09:30:12', 'request-id': 'r-1', 'client-request-id': 'c-1' },
      },
    });
  });
});

describe('what is wrong with very much', () => {
  const told = (error: GraphError) =>
    (
      errorBody(error, 'r', 'c', new Date(0)) as {
        error: { message: string; details?: readonly { message: string }[] };
      }
    ).error;
  const faults = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ code: 'InvalidValue', target: `value[${n}]`, message: `fault ${n}` }));

  test.each([
    { count: 100, told: 100, last: 'fault 99' },
    { count: 101, told: 101, last: 'fault 100' },
    { count: 102, told: 101, last: '2 more faults are not listed.' },
    { count: 5_000, told: 101, last: '4900 more faults are not listed.' },
  ])('$count faults are told in $told lines', ({ count, told: lines, last }) => {
    const { details = [] } = told(badRequest('Wrong.', faults(count)));
    expect([details.length, details.at(-1)?.message]).toEqual([lines, last]);
  });

  test('a value is quoted so far that it can be found', () => {
    const value = `it's ${'x'.repeat(100_000)} "here"`;
    const message = `key must be a key, got '${value}'.`;
    const { details, ...error } = told(badRequest(message, [{ code: 'InvalidValue', target: 'key', message }]));
    expect(error.message).toBe(`key must be a key, got '${value.slice(0, 200)}…'.`);
    expect(details?.[0]?.message).toBe(error.message);
  });

  test('and so is one without quotes around it', () => {
    expect(told(badRequest(`${'x'.repeat(100_000)} is unknown`)).message).toBe(`${'x'.repeat(200)}… is unknown`);
    expect(told(badRequest('x y '.repeat(100_000))).message).toBe(`${'x y '.repeat(150)}…`);
  });
});

/** What is asked of a vendor, and what its answers mean (spec/hands.md 3.4, 3.6, 5). */
import type { FetchStep } from '../../shared/inlets/definition';
import { pickDocument, readAnswer, readToken } from '../../shared/inlets/fetching/answer';
import { authorizationOf, hostsOf, prepareNext, prepareStep, tokenRequest } from '../../shared/inlets/fetching/recipe';
import { parseInlet } from '../../shared/inlets/parse/parseInlet';
import { inlet } from './samples';

const NOW = Date.UTC(2026, 10, 29, 12);

function stepOf(preset: string, index = 0): FetchStep {
  const step = inlet(preset).fetch?.steps[index];
  if (step === undefined) throw new Error(`${preset} has no step ${index}`);
  return step;
}

function requestFor(preset: string, person: string, index = 0) {
  const { settings } = inlet(preset);
  const verdict = prepareStep(stepOf(preset, index), settings, person, { authorization: 'A' });
  return verdict.ok ? verdict.request : verdict.code;
}

describe('requests', () => {
  test('BambooHR', () => {
    expect(requestFor('bamboohr', '100')).toMatchObject({
      method: 'GET',
      url: expect.stringMatching(/^https:\/\/acme\.bamboohr\.com\/api\/v1\/employees\/100\?onlyCurrent=true&fields=/),
      headers: { accept: 'application/json', authorization: 'A' },
      body: null,
    });
  });

  test('Finch: the person in the body, as a value', () => {
    const request = requestFor('finch', 'a"}]} b');
    expect(request).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'finch-api-version': '2020-09-17' },
    });
    expect(typeof request === 'object' && request.body).toBe('{"requests":[{"individual_id":"a\\"}]} b"}]}');
  });

  test.each([
    { person: '../../x?y#z', path: '..%2F..%2Fx%3Fy%23z' },
    { person: 'a/b', path: 'a%2Fb' },
    { person: '{company}', path: '%7Bcompany%7D' },
    { person: '%2e%2e', path: '%252e%252e' },
    { person: 'é', path: '%C3%A9' },
  ])('$person is one segment', ({ person, path }) => {
    const request = requestFor('personio', person);
    expect(typeof request === 'object' && request.url).toBe(`https://api.personio.de/v2/persons/${path}`);
    expect(typeof request === 'object' && new URL(request.url).pathname).toBe(`/v2/persons/${path}`);
  });

  test.each(['', '.', '..', '\ud800'])('%j is nobody who can be asked for', (person) => {
    expect(requestFor('personio', person)).toBe('NoPerson');
  });

  test('the next page is asked of the same host only', () => {
    const request = {
      method: 'GET',
      url: 'https://api.personio.de/v2/persons/1/employments',
      headers: {},
      body: null,
    } as const;
    expect(prepareNext(request, '/v2/persons?cursor=a', {})?.url).toBe('https://api.personio.de/v2/persons?cursor=a');
    expect(prepareNext(request, 'https://evil.example.com/', {})).toBeUndefined();
    expect(prepareNext(request, 'http://api.personio.de/', {})).toBeUndefined();
    expect(prepareNext(request, 'https://', {})).toBeUndefined();
  });
});

describe('authorization', () => {
  test.each([
    { preset: 'bamboohr', expected: { authorization: `Basic ${btoa('key:x')}` } },
    { preset: 'hibob', expected: { authorization: `Basic ${btoa('SERVICE-7:key')}` } },
    { preset: 'finch', expected: { authorization: 'Bearer key' } },
    { preset: 'personio', expected: undefined },
  ])('$preset', ({ preset, expected }) => {
    const { fetch, settings } = inlet(preset);
    expect(fetch && authorizationOf(fetch.auth, settings, 'key')).toEqual(expected);
  });

  test('a token by client credentials, in the form or in the header', () => {
    const { fetch, settings } = inlet('personio');
    if (fetch?.auth.kind !== 'clientCredentials') throw new Error('Personio is asked with a token');
    expect(tokenRequest(fetch.auth, settings, 's&')).toEqual({
      method: 'POST',
      url: 'https://api.personio.de/v2/auth/token',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=papi-1&client_secret=s%26',
    });
    const basic = tokenRequest({ ...fetch.auth, send: 'basic', scope: 'a b' }, settings, 's:');
    expect(basic.body).toBe('grant_type=client_credentials&scope=a+b');
    expect(basic.headers.authorization).toBe(`Basic ${btoa('papi-1:s%3A')}`);
  });

  test.each([
    { text: '{"access_token":"t","expires_in":86400}', expected: { token: 't', expiresInSeconds: 86_400 } },
    { text: '{"access_token":"t"}', expected: { token: 't', expiresInSeconds: 300 } },
    { text: '{"access_token":"t","expires_in":-1}', expected: { token: 't', expiresInSeconds: 300 } },
    { text: '{"access_token":""}', expected: undefined },
    { text: '<html>', expected: undefined },
  ])('$text', ({ text, expected }) => {
    expect(readToken(text)).toEqual(expected);
  });
});

const answer = (
  preset: string,
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
  index = 0,
) =>
  readAnswer(
    stepOf(preset, index),
    '100',
    { status, headers: new Headers(headers), text: typeof body === 'string' ? body : JSON.stringify(body) },
    NOW,
  );

describe('answers', () => {
  test('BambooHR: days that are none', () => {
    expect(answer('bamboohr', { id: '100', terminationDate: '0000-00-00', list: ['0000-00-00', 'a'] })).toEqual({
      kind: 'document',
      document: { id: '100', terminationDate: null, list: [null, 'a'] },
      next: null,
    });
    expect(answer('bamboohr', { id: 100 })).toMatchObject({ kind: 'document' });
  });

  test('HiBob: nested, flat, or both', () => {
    const flat = {
      '/root/id': { value: '100' },
      '/work/title': { value: 'Lead' },
      '/work/reportsTo': { value: { id: '9' } },
    };
    const nested = { root: { id: '100' }, work: { title: 'Lead', reportsTo: { id: '9' } } };
    expect(answer('hibob', flat)).toEqual({ kind: 'document', document: nested, next: null });
    expect(answer('hibob', nested)).toEqual({ kind: 'document', document: nested, next: null });
    expect(
      answer('hibob', { root: { id: '100' }, '/work/title': { value: 'Lead' }, '/__proto__/x': { value: 1 } }),
    ).toMatchObject({
      document: { root: { id: '100' }, work: { title: 'Lead' } },
    });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('Personio: a page, and where the list goes on', () => {
    const page = { _data: [{ id: 'e1' }], _meta: { links: { next: { href: 'https://api.personio.de/v2/x' } } } };
    expect(answer('personio', page, 200, {}, 1)).toEqual({
      kind: 'document',
      document: [{ id: 'e1' }],
      next: 'https://api.personio.de/v2/x',
    });
  });

  test('Finch: the status of the one part of a batch', () => {
    const part = (code: number, body: unknown = { id: '100' }) => ({
      responses: [{ individual_id: '100', code, body }],
    });
    expect(answer('finch', part(200))).toMatchObject({ kind: 'document', document: { id: '100' } });
    expect(answer('finch', part(404))).toEqual({ kind: 'notFound' });
    expect(answer('finch', part(429))).toMatchObject({ kind: 'wait' });
    expect(answer('finch', part(200, null))).toEqual({
      kind: 'failed',
      message: 'The answer to "individual" has nothing at responses.0.body.',
    });
  });

  test.each([
    {
      name: 'somebody else',
      body: { id: '101' },
      expected: { kind: 'refused', message: 'The answer to "employee" is about "101" at id; "100" was asked for.' },
    },
    {
      name: 'nobody',
      body: {},
      expected: { kind: 'refused', message: 'The answer to "employee" is about nobody at id; "100" was asked for.' },
    },
    {
      name: 'a page for people',
      body: '<html>',
      expected: { kind: 'failed', message: 'The answer to "employee" is not JSON.' },
    },
    { name: 'nothing', body: '', expected: { kind: 'failed', message: 'The answer to "employee" is not JSON.' } },
    { name: 'a number', body: '7', expected: { kind: 'failed', message: 'The answer to "employee" is not JSON.' } },
  ])('$name', ({ body, expected }) => {
    expect(answer('bamboohr', body)).toEqual(expected);
  });

  const wait = (untilMs: number | null, status = 429) => ({
    kind: 'wait',
    untilMs,
    message: `The vendor answered ${status}.`,
  });

  test.each([
    { status: 404, headers: {}, expected: { kind: 'notFound' } },
    { status: 401, headers: {}, expected: { kind: 'credentials', message: 'The vendor answered 401.' } },
    { status: 403, headers: {}, expected: { kind: 'credentials', message: 'The vendor answered 403.' } },
    {
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
      expected: { kind: 'failed', message: 'The vendor answered 302. Redirects are not followed.' },
    },
    { status: 500, headers: {}, expected: { kind: 'failed', message: 'The vendor answered 500.' } },
    { status: 429, headers: {}, expected: wait(null) },
    { status: 429, headers: { 'retry-after': '90' }, expected: wait(NOW + 90_000) },
    { status: 503, headers: { 'retry-after': 'Sun, 29 Nov 2026 12:01:00 GMT' }, expected: wait(NOW + 60_000, 503) },
    { status: 429, headers: { 'retry-after': 'Sun, 29 Nov 2026 11:00:00 GMT' }, expected: wait(NOW) },
    { status: 429, headers: { 'x-ratelimit-reset': '30' }, expected: wait(NOW + 30_000) },
    { status: 429, headers: { 'x-ratelimit-reset': String(NOW / 1_000 + 45) }, expected: wait(NOW + 45_000) },
    { status: 429, headers: { 'x-ratelimit-reset': String(NOW + 1_500) }, expected: wait(NOW + 1_500) },
    { status: 429, headers: { 'x-ratelimit-reset': '2026-11-29T12:00:10Z' }, expected: wait(NOW + 10_000) },
    { status: 429, headers: { 'x-ratelimit-reset': 'later' }, expected: wait(null) },
  ])('$status $headers', ({ status, headers, expected }) => {
    expect(answer('bamboohr', '', status, headers as Record<string, string>)).toEqual(expected);
  });
});

test.each([
  {
    name: 'the one that runs',
    employments: [
      ['ENDED', '2027-01-01'],
      ['ACTIVE', '2020-01-01'],
    ],
    picked: 1,
  },
  {
    name: 'the later of two that run',
    employments: [
      ['ACTIVE', '2020-01-01'],
      ['ACTIVE', '2024-01-01'],
    ],
    picked: 1,
  },
  {
    name: 'one on leave before one to come',
    employments: [
      ['ONBOARDING', '2027-01-01'],
      ['LEAVE', '2020-01-01'],
    ],
    picked: 1,
  },
  {
    name: 'the last, where all are over',
    employments: [
      ['INACTIVE', '2024-01-01'],
      ['INACTIVE', '2020-01-01'],
    ],
    picked: 0,
  },
])('of several employments: $name', ({ employments, picked }) => {
  const elements = employments.map(([status = '', start = ''], id) => ({ id, status, employment_start_date: start }));
  expect(pickDocument(stepOf('personio', 1), elements)).toEqual(elements[picked]);
});

test('of no employment there is none', () => {
  expect(pickDocument(stepOf('personio', 1), [])).toEqual({});
});

test('the same recipe at another host, such as a sandbox of the vendor', () => {
  const definition = inlet('hibob', { fetch: { baseUrl: 'https://api.sandbox.hibob.com/' } });
  expect(definition.fetch?.steps[0]?.url).toBe('https://api.sandbox.hibob.com/v1/people/{person}');
  expect(hostsOf(definition)).toEqual(['api.sandbox.hibob.com']);
});

test('a stand-in on this computer is asked where that was allowed', () => {
  const definition = {
    name: 'a',
    preset: 'signed',
    mode: 'thin',
    effects: { '*': 'fetch' },
    fetch: { steps: [{ name: 'a', url: 'http://127.0.0.1:8080/{person}' }] },
  };
  expect(parseInlet(definition, { allowsLoopback: true }).ok).toBe(true);
  expect(
    parseInlet(
      { ...definition, fetch: { steps: [{ name: 'a', url: 'http://10.0.0.1/{person}' }] } },
      { allowsLoopback: true },
    ).ok,
  ).toBe(false);
});

import { parseBulkRequest } from '../../shared/scim/bulkRequest';
import type { Json, JsonObject } from '../../shared/scim/json';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** An operation nobody can object to; `change` replaces members, `undefined` leaves one out. */
function operation(change: Record<string, unknown> = {}): Record<string, unknown> {
  const data = { schemas: [CORE_USER, ENTERPRISE_USER], externalId: '701984' };
  return { method: 'POST', path: '/Users', bulkId: 'b-1', data, ...change };
}

function request(operations: readonly unknown[], change: Record<string, unknown> = {}): Record<string, unknown> {
  return { schemas: [BULK_REQUEST], Operations: operations, failOnErrors: null, ...change };
}

/** Each fault as `place: code, message`. */
function faultsOf(body: unknown, maxOperations = 50): readonly string[] {
  const verdict = parseBulkRequest(body, maxOperations);
  if (verdict.ok) return [];
  return verdict.faults.map(({ target, code, message }) => `${target || 'body'}: ${code}, ${message}`);
}

test('gives the operations in the order they were sent, with their data as it came', () => {
  const first = { schemas: [CORE_USER], externalId: '1', 'urn:contoso:employee': { HireDate: '2026-01-15' } };
  const second = { schemas: [CORE_USER], externalId: '2', active: 'True', title: '' };
  const body = request([operation({ bulkId: 'x', data: first }), operation({ bulkId: 'y', data: second })]);

  expect(parseBulkRequest(body, 50)).toEqual({
    ok: true,
    operations: [
      { bulkId: 'x', data: first },
      { bulkId: 'y', data: second },
    ],
  });
});

describe('tolerates what Microsoft’s own clients send', () => {
  const data = (change: Record<string, Json>): JsonObject => ({ schemas: [CORE_USER], ...change });

  test.each<{ name: string; body: unknown }>([
    { name: 'the method in lower case', body: request([operation({ method: 'post' })]) },
    { name: 'the path in lower case', body: request([operation({ path: '/users' })]) },
    { name: 'the same bulkId twice', body: request([operation(), operation()]) },
    { name: 'no enterprise URN', body: request([operation({ data: data({ externalId: '1' }) })]) },
    {
      name: 'an extension whose URN is not among the schemas',
      body: request([operation({ data: data({ 'urn:contoso:employee': { badge: 7 } }) })]),
    },
    { name: 'no externalId', body: request([operation({ data: data({}) })]) },
    { name: 'an externalId that is null', body: request([operation({ data: data({ externalId: null }) })]) },
    { name: 'an externalId that is empty', body: request([operation({ data: data({ externalId: '' }) })]) },
    { name: 'an externalId that is a number', body: request([operation({ data: data({ externalId: 701984 }) })]) },
    { name: 'attribute names in another case', body: request([operation({ data: data({ username: 'a' }) })]) },
    {
      name: 'attributes nobody knows, and values of any type',
      body: request([operation({ data: data({ x: [[1]] }) })]),
    },
    {
      name: 'the core URN in another case',
      body: request([operation({ data: { schemas: [CORE_USER.toUpperCase()] } })]),
    },
    { name: 'the bulk URN in another case', body: request([operation()], { schemas: [BULK_REQUEST.toLowerCase()] }) },
    { name: 'further URNs beside the bulk one', body: request([operation()], { schemas: ['urn:x', BULK_REQUEST] }) },
    { name: 'no failOnErrors', body: { schemas: [BULK_REQUEST], Operations: [operation()] } },
    { name: 'a failOnErrors of 1', body: request([operation()], { failOnErrors: 1 }) },
    { name: 'members nobody knows', body: request([operation({ version: 'W/"1"' })], { id: 'x' }) },
  ])('$name', ({ body }) => {
    expect(faultsOf(body)).toEqual([]);
  });
});

describe('refuses', () => {
  const METHOD = 'Operations[0].method must be POST.';
  const PATH = 'Operations[0].path must be /Users.';
  const BULK_ID = 'Operations[0].bulkId must be a non-empty string.';
  const DATA = 'Operations[0].data must be an object.';
  const NEEDS_OPERATIONS = 'Operations must be an array of at least one operation.';
  const NEEDS_BULK_URN = `schemas must be an array that contains ${BULK_REQUEST}.`;
  const NEEDS_CORE_URN = `Operations[0].data.schemas must be an array that contains ${CORE_USER}.`;

  test.each<{ name: string; body: unknown; fault: string }>([
    {
      name: 'a body that is an array',
      body: [request([operation()])],
      fault: 'body: InvalidType, The body must be a JSON object.',
    },
    { name: 'a body that is null', body: null, fault: 'body: InvalidType, The body must be a JSON object.' },
    { name: 'a body that is text', body: '{}', fault: 'body: InvalidType, The body must be a JSON object.' },
    {
      name: 'no schemas',
      body: request([operation()], { schemas: undefined }),
      fault: `schemas: MissingProperty, ${NEEDS_BULK_URN}`,
    },
    {
      name: 'schemas that are no array',
      body: request([operation()], { schemas: BULK_REQUEST }),
      fault: `schemas: InvalidType, ${NEEDS_BULK_URN}`,
    },
    {
      name: 'schemas without the bulk URN',
      body: request([operation()], { schemas: [CORE_USER, 7] }),
      fault: `schemas: InvalidValue, schemas must contain ${BULK_REQUEST}.`,
    },
    {
      name: 'no Operations',
      body: request([], { Operations: undefined }),
      fault: `Operations: MissingProperty, ${NEEDS_OPERATIONS}`,
    },
    {
      name: 'operations with a small o',
      body: { schemas: [BULK_REQUEST], operations: [operation()] },
      fault: `Operations: MissingProperty, ${NEEDS_OPERATIONS}`,
    },
    {
      name: 'Operations that are no array',
      body: request([], { Operations: { 0: operation() } }),
      fault: `Operations: InvalidType, ${NEEDS_OPERATIONS}`,
    },
    { name: 'Operations that are empty', body: request([]), fault: `Operations: InvalidType, ${NEEDS_OPERATIONS}` },
    {
      name: 'an operation that is no object',
      body: request(['POST /Users']),
      fault: 'Operations[0]: InvalidType, Operations[0] must be an object.',
    },
    {
      name: 'an operation that is null',
      body: request([null]),
      fault: 'Operations[0]: InvalidType, Operations[0] must be an object.',
    },
    {
      name: 'no method',
      body: request([operation({ method: undefined })]),
      fault: `Operations[0].method: MissingProperty, ${METHOD}`,
    },
    {
      name: 'a method that is null',
      body: request([operation({ method: null })]),
      fault: `Operations[0].method: MissingProperty, ${METHOD}`,
    },
    {
      name: 'another method than POST',
      body: request([operation({ method: 'PATCH' })]),
      fault: `Operations[0].method: InvalidValue, ${METHOD}`,
    },
    {
      name: 'no path',
      body: request([operation({ path: undefined })]),
      fault: `Operations[0].path: MissingProperty, ${PATH}`,
    },
    {
      name: 'the path of one user',
      body: request([operation({ path: '/Users/1' })]),
      fault: `Operations[0].path: InvalidValue, ${PATH}`,
    },
    {
      name: 'the path of groups',
      body: request([operation({ path: '/Groups' })]),
      fault: `Operations[0].path: InvalidValue, ${PATH}`,
    },
    {
      name: 'no bulkId',
      body: request([operation({ bulkId: undefined })]),
      fault: `Operations[0].bulkId: MissingProperty, ${BULK_ID}`,
    },
    {
      name: 'an empty bulkId',
      body: request([operation({ bulkId: '' })]),
      fault: `Operations[0].bulkId: InvalidValue, ${BULK_ID}`,
    },
    {
      name: 'a blank bulkId',
      body: request([operation({ bulkId: ' \t' })]),
      fault: `Operations[0].bulkId: InvalidValue, ${BULK_ID}`,
    },
    {
      name: 'a bulkId that is a number',
      body: request([operation({ bulkId: 1 })]),
      fault: `Operations[0].bulkId: InvalidValue, ${BULK_ID}`,
    },
    {
      name: 'no data',
      body: request([operation({ data: undefined })]),
      fault: `Operations[0].data: MissingProperty, ${DATA}`,
    },
    {
      name: 'data that is null',
      body: request([operation({ data: null })]),
      fault: `Operations[0].data: InvalidType, ${DATA}`,
    },
    {
      name: 'data that is an array',
      body: request([operation({ data: [] })]),
      fault: `Operations[0].data: InvalidType, ${DATA}`,
    },
    {
      name: 'data without schemas',
      body: request([operation({ data: { externalId: '1' } })]),
      fault: `Operations[0].data.schemas: MissingProperty, ${NEEDS_CORE_URN}`,
    },
    {
      name: 'data whose schemas are text',
      body: request([operation({ data: { schemas: CORE_USER } })]),
      fault: `Operations[0].data.schemas: InvalidType, ${NEEDS_CORE_URN}`,
    },
    {
      name: 'data without the core URN',
      body: request([operation({ data: { schemas: [ENTERPRISE_USER] } })]),
      fault: `Operations[0].data.schemas: InvalidValue, Operations[0].data.schemas must contain ${CORE_USER}.`,
    },
  ])('$name', ({ body, fault }) => {
    expect(faultsOf(body)).toEqual([fault]);
  });
});

describe('the most operations a request may carry', () => {
  const many = (count: number) => request(Array.from({ length: count }, () => operation()));

  test('are accepted', () => {
    expect(faultsOf(many(3), 3)).toEqual([]);
  });

  test('and one more is refused in a word, however many faults the operations have', () => {
    const body = request(Array.from({ length: 4 }, () => null));
    expect(faultsOf(body, 3)).toEqual([
      'Operations: TooManyOperations, Operations must hold at most 3 operations, got 4.',
    ]);
  });
});

describe('lists every fault at once', () => {
  test('each with its place, in the order of the body', () => {
    const body = request(
      [
        operation(),
        operation({ method: 'DELETE', bulkId: undefined }),
        'nothing',
        operation({ path: '/Groups', data: {} }),
      ],
      { schemas: [] },
    );
    const verdict = parseBulkRequest(body, 50);
    expect(verdict.ok ? [] : verdict.faults.map(({ code, target }) => [code, target])).toEqual([
      ['InvalidValue', 'schemas'],
      ['InvalidValue', 'Operations[1].method'],
      ['MissingProperty', 'Operations[1].bulkId'],
      ['InvalidType', 'Operations[2]'],
      ['InvalidValue', 'Operations[3].path'],
      ['MissingProperty', 'Operations[3].data.schemas'],
    ]);
  });

  test('a hundred of them, without remark', () => {
    const body = request(Array.from({ length: 100 }, () => null));
    expect(faultsOf(body, 200)).toHaveLength(100);
    expect(faultsOf(body, 200).at(-1)).toBe('Operations[99]: InvalidType, Operations[99] must be an object.');
  });

  test('but no more than a hundred, and then how many are left', () => {
    const faults = faultsOf(request(Array.from({ length: 130 }, () => null)), 200);
    expect(faults).toHaveLength(101);
    expect(faults.slice(-2)).toEqual([
      'Operations[99]: InvalidType, Operations[99] must be an object.',
      'Operations: MoreFaults, 30 more faults are not listed.',
    ]);
  });
});

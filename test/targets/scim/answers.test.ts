import { ProvisioningError } from '../../../shared/errors';
import { asUser, readList, readUser } from '../../../shared/targets/scim/answers';
import type { ScimAnswer } from '../../../shared/targets/scim/exchange';

const INCOMPATIBLE = 'SystemForCrossDomainIdentityManagementServiceIncompatible';
const SEVERAL = 'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

function answer(body: unknown, contentType = 'application/scim+json; charset=utf-8'): ScimAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status: 200, text, contentType, location: undefined, retryAfterMs: undefined };
}

function failureOf(read: () => unknown): ProvisioningError {
  try {
    read();
  } catch (error) {
    if (error instanceof ProvisioningError) return error;
  }
  throw new Error('A ProvisioningError was expected.');
}

describe('a search', () => {
  test.each([
    {
      name: 'with resources',
      body: { schemas: [LIST], totalResults: 1, Resources: [{ id: '1' }] },
      total: 1,
      count: 1,
    },
    {
      name: 'empty, without Resources, as the standard allows',
      body: { schemas: [LIST], totalResults: 0 },
      total: 0,
      count: 0,
    },
    { name: 'with members in another case', body: { totalresults: 7, resources: [{ id: '1' }] }, total: 7, count: 1 },
    { name: 'without a total', body: { Resources: [{ id: '1' }] }, total: 1, count: 1 },
    { name: 'with a total as text', body: { totalResults: '7', Resources: [{ id: '1' }] }, total: 7, count: 1 },
    { name: 'with a total of people it does not list', body: { totalResults: 3 }, total: 3, count: 0 },
  ])('is understood: $name', ({ body, total, count }) => {
    const list = readList(answer(body));
    expect(list.totalResults).toBe(total);
    expect(list.resources).toHaveLength(count);
  });

  test('may be labelled as plain JSON', () => {
    expect(readList(answer({ totalResults: 0 }, 'Application/JSON')).resources).toEqual([]);
  });

  test.each([
    { name: 'a web page', given: answer('<html>', 'text/html; charset=utf-8'), says: 'web page' },
    {
      name: 'another content type',
      given: answer({ totalResults: 0 }, 'text/plain'),
      says: 'the content type text/plain',
    },
    { name: 'no content type', given: answer('', ''), says: 'no content type' },
    { name: 'broken JSON', given: answer('{"totalResults":'), says: 'not JSON' },
    { name: 'an array', given: answer([]), says: 'not a JSON object' },
    { name: 'some other object', given: answer({ ok: true }), says: 'not a ListResponse' },
    {
      name: 'a total that is no number',
      given: answer({ totalResults: 'many' }),
      says: 'not a ListResponse',
    },
    {
      name: 'resources that are no objects',
      given: answer({ totalResults: 1, Resources: ['1'] }),
      says: 'not a ListResponse',
    },
  ])('is refused: $name', ({ given, says }) => {
    const failure = failureOf(() => readList(given));
    expect(failure.code).toBe(INCOMPATIBLE);
    expect(failure.message).toContain(`SCIM compliance issue: `);
    expect(failure.message).toContain(says);
  });

  test('a refusal keeps the shape of the answer and nobody’s data', () => {
    expect(failureOf(() => readList(answer('{"userName":"ada"}', 'text/plain'))).details).toBe(
      'HTTP 200, content type text/plain, 18 characters',
    );
  });
});

describe('one user', () => {
  test('is the resource with its id', () => {
    expect(readUser(answer({ id: '1', userName: 'ada' }))).toEqual({ id: '1', resource: { id: '1', userName: 'ada' } });
  });

  test.each([
    { name: 'several users', body: { totalResults: 2, Resources: [{ id: '1' }, { id: '2' }] }, code: SEVERAL },
    { name: 'a list of one', body: { totalResults: 1, Resources: [{ id: '1' }] }, code: INCOMPATIBLE },
    { name: 'no id', body: { userName: 'ada' }, code: INCOMPATIBLE },
    { name: 'an id that is no text', body: { id: ['7'] }, code: INCOMPATIBLE },
    { name: 'an empty id', body: { id: '' }, code: INCOMPATIBLE },
  ])('is not $name', ({ body, code }) => {
    expect(failureOf(() => readUser(answer(body))).code).toBe(code);
  });

  test.each([
    { text: '{"id": 7}', id: '7' },
    { text: '{"id" : 9007199254740993, "userName": "x"}', id: '9007199254740993' },
    { text: '{"userName": "\\"id\\": 9007199254740993", "id": "a"}', id: 'a' },
  ])('may have a number for an id, of any length: $text', ({ text, id }) => {
    expect(readUser(answer(text)).id).toBe(id);
  });

  test('without an id says so', () => {
    expect(failureOf(() => asUser({ userName: 'ada' })).message).toContain('without an id');
  });
});

import { batchBody, readBatch } from '../../../shared/targets/graph/batch';

test('a batch names its parts, their content types, and no order', () => {
  expect(
    batchBody([
      { method: 'GET', url: '/users?$filter=x' },
      { method: 'PATCH', url: '/users/1', body: { department: 'Treasury' } },
      { method: 'GET', url: '/users?$count=true', headers: { ConsistencyLevel: 'eventual' } },
      { method: 'POST', url: '/directory/deletedItems/1/restore' },
    ]),
  ).toEqual({
    requests: [
      { id: '1', method: 'GET', url: '/users?$filter=x' },
      {
        id: '2',
        method: 'PATCH',
        url: '/users/1',
        headers: { 'Content-Type': 'application/json' },
        body: { department: 'Treasury' },
      },
      { id: '3', method: 'GET', url: '/users?$count=true', headers: { ConsistencyLevel: 'eventual' } },
      { id: '4', method: 'POST', url: '/directory/deletedItems/1/restore' },
    ],
  });
});

describe('the answers of a batch', () => {
  test('are put in the order of the requests', () => {
    const [first, second] = readBatch(
      {
        responses: [
          { id: '2', status: 204, headers: { 'x-ms-resource-unit': '1' }, body: null },
          { id: '1', status: 429, headers: { 'Retry-After': 7 }, body: { error: { code: 'TooManyRequests' } } },
        ],
      },
      2,
    );
    expect(first).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } });
    expect(first).not.toBeInstanceOf(Error);
    if (first instanceof Error || second instanceof Error) throw new Error('two answers were expected');
    expect(first?.header('retry-after')).toBe('7');
    expect(second?.status).toBe(204);
    expect(second?.body).toBeUndefined();
    expect(second?.header('X-MS-Resource-Unit')).toBe('1');
    expect(second?.header('Location')).toBeUndefined();
  });

  test.each([
    { name: 'a part that is missing', body: { responses: [{ id: '2', status: 204 }] } },
    { name: 'a part without a status', body: { responses: [{ id: '1' }] } },
    { name: 'no list of answers', body: { responses: 'none' } },
    { name: 'no body', body: undefined },
  ])('$name is a failure of that request alone', ({ body }) => {
    expect(readBatch(body, 1)).toEqual([expect.objectContaining({ code: 'WebExceptionProtocolError' })]);
  });
});

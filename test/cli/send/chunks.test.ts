/** Requests are a function of the rows: the same bytes and the same ids, whoever puts them together and when. */
import { bodyHash, type Chunk, chunksOf, requestId, withoutLines } from '../../../cli/send/chunks';
import type { Person } from '../../../cli/send/people';
import { parseBulkRequest } from '../../../shared/scim/bulkRequest';
import { CORE_USER } from '../../../shared/scim/urns';

const NOBODY: ReadonlySet<number> = new Set();

function person(line: number, isLeaver = false, size = 1): Person {
  const data = { schemas: [CORE_USER], externalId: String(line), displayName: 'x'.repeat(size), active: !isLeaver };
  return { line, raw: '', faults: [], person: { key: String(line), data, isLeaver } };
}

async function chunked(
  people: readonly Person[],
  options: Partial<Parameters<typeof chunksOf>[2]> = {},
): Promise<Chunk[]> {
  const leavers = people.filter((one) => one.person?.isLeaver).length;
  async function* read() {
    yield people.slice(0, 2);
    yield people.slice(2);
  }
  const chunks: Chunk[] = [];
  for await (const chunk of chunksOf(read, leavers, { operations: 2, bytes: 10_000, without: NOBODY, ...options }))
    chunks.push(chunk);
  return chunks;
}

test('leavers go first, in requests of their own; the others follow in the order of the file', async () => {
  const people = [person(2), person(3, true), person(4), person(5), person(6, true), person(7, true)];
  expect((await chunked(people)).map(({ id, lines }) => [id, lines])).toEqual([
    ['1', [3, 6]],
    ['2', [7]],
    ['3', [2, 4]],
    ['4', [5]],
  ]);
});

test('rows that cannot be sent, or that a later one overtakes, are in none', async () => {
  const bad: Person = { line: 3, raw: '', faults: [{ code: 'NoKey', reason: '' }], person: undefined };
  const chunks = await chunked([person(2), bad, person(4)], { without: new Set([2]) });
  expect(chunks.map(({ lines }) => lines)).toEqual([[4]]);
});

test('a request has no more bytes than it may, unless one person alone has', async () => {
  const people = [person(2, false, 300), person(3, false, 300), person(4, false, 2_000)];
  const chunks = await chunked(people, { operations: 50, bytes: 1_000 });
  expect(chunks.map(({ lines }) => lines)).toEqual([[2], [3], [4]]);
  expect(Buffer.byteLength(chunks[0]?.body ?? '')).toBeLessThanOrEqual(1_000);
});

test('each is a bulk request that names its lines', async () => {
  const [chunk] = await chunked([person(2), person(3)]);
  const verdict = parseBulkRequest(JSON.parse(chunk?.body ?? ''), 50);
  expect(verdict.ok && verdict.operations.map(({ bulkId, data }) => [bulkId, data.externalId])).toEqual([
    ['L2', '2'],
    ['L3', '3'],
  ]);
});

test('what is left of a refused one is a request of its own', async () => {
  const [chunk] = await chunked([person(2), person(3), person(4)], { operations: 3 });
  const rest = chunk && withoutLines(chunk, new Set([3]));
  expect([rest?.id, rest?.lines]).toEqual(['1.1', [2, 4]]);
  expect(JSON.parse(rest?.body ?? '').Operations.map(({ bulkId }: { bulkId: string }) => bulkId)).toEqual(['L2', 'L4']);
  const less = rest && withoutLines(rest, new Set([2]));
  expect([less?.id, less?.lines]).toEqual(['1.2', [4]]);
  expect(less && withoutLines(less, new Set([4]))).toBeUndefined();
});

test('an id is a UUID of its own kind, and of run, job, request and bytes', () => {
  const body = bodyHash('{}');
  const id = requestId('nonce', 'job', '1', body);
  expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  const others = [
    requestId('other', 'job', '1', body),
    requestId('nonce', 'other', '1', body),
    requestId('nonce', 'job', '2', body),
    requestId('nonce', 'job', '1', bodyHash('[]')),
  ];
  expect(new Set([id, ...others]).size).toBe(5);
  expect(requestId('nonce', 'job', '1', bodyHash('{}'))).toBe(id);
});

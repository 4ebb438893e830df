/** Who is gone from a file, and how many may be before nothing is sent at all. */
import { oneByOne } from '../../../cli/files/batches';
import { leaversBeside, requireFew } from '../../../cli/send/leavers';
import { keyHash, type Person } from '../../../cli/send/people';

function person(line: number, key: string, isLeaver = false): Person {
  const data = { externalId: key, title: 'Guide', active: !isLeaver };
  return { line, raw: '', faults: [], person: { key, data, isLeaver } };
}

const present = (...keys: string[]) => new Map(keys.map((key, index) => [keyHash(key), index]));
const reads = (...people: Person[]) =>
  async function* () {
    yield people;
  };

test('who stands in the older file only is disabled by the last row', async () => {
  const previous = reads(person(2, 'a'), person(3, 'b'), person(4, 'c', true), {
    line: 5,
    raw: '',
    faults: [],
    person: undefined,
  });
  const leavers = await leaversBeside(present('a'), previous, undefined);
  expect(leavers.kind).toBe('rows');
  const rows = [];
  if (leavers.kind === 'rows')
    for await (const row of oneByOne(leavers.people())) rows.push([row.line, row.person?.data]);
  expect(rows).toEqual([[-3, { externalId: 'b', title: 'Guide', active: false }]]);
});

test('nobody is where all are there, or were disabled before', async () => {
  expect(await leaversBeside(present('a'), reads(person(2, 'a'), person(3, 'b', true)), undefined)).toEqual({
    kind: 'none',
  });
});

describe('more than a few stop everything', () => {
  const gone = (many: number) => Array.from({ length: many }, (_, index) => String(index));
  test.each([
    { name: 'ten of a small company may go', many: 10, known: 20, most: undefined, stops: false },
    { name: 'eleven may not', many: 11, known: 20, most: undefined, stops: true },
    { name: 'one in a hundred of a large one may', many: 50, known: 5_000, most: undefined, stops: false },
    { name: 'one more may not', many: 51, known: 5_000, most: undefined, stops: true },
    { name: 'as many as were said may', many: 600, known: 5_000, most: { rows: 600 }, stops: false },
    { name: 'none where none may', many: 1, known: 5_000, most: { percent: 0 }, stops: true },
  ])('$name', ({ many, known, most, stops }) => {
    const judge = () => requireFew(gone(many), known, most);
    if (stops)
      expect(judge).toThrow(
        expect.objectContaining({ exit: 5, code: 'TooManyLeavers', details: expect.arrayContaining(['0']) }),
      );
    else expect(judge).not.toThrow();
  });
});

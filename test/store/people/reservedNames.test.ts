import { createReservedNames, type NameWish, type ReservedNames } from '../../../shared/store/people/reservedNames';
import { shuffledTick, type WatchedTable, watchedTable } from '../../support/watchedTable';
import { seededRandom } from '../../support/world';

const NOW = Date.UTC(2026, 0, 15, 9, 30);
const HOUR = 60 * 60_000;
const wish = (anchor: string, more: Partial<NameWish> = {}): NameWish => ({
  realm: 'domain corp.example',
  attribute: 'sAMAccountName',
  value: 'b.jensen',
  jobId: 'job-1',
  anchor,
  ...more,
});

let table: WatchedTable;
let names: ReservedNames;
beforeEach(async () => {
  table = await watchedTable();
  names = createReservedNames(table);
});

const reserve = (one: NameWish, now = NOW) => names.reserve(one, now, now + HOUR);

describe('a name', () => {
  test('is promised to the first who asks, with one call', async () => {
    expect(await reserve(wish('1'))).toBe(true);
    expect(table.calls).toEqual(['insert']);
    expect(await names.isPromised(wish('1'), NOW)).toBe(true);
  });

  test('is nobody’s before anybody asked', async () => {
    expect(await names.isPromised(wish('1'), NOW)).toBe(false);
  });

  test.each([
    { name: 'somebody else', other: wish('2') },
    { name: 'somebody else, in other letters', other: wish('2', { value: 'B.Jensen' }) },
    { name: 'the same source anchor of another job', other: wish('1', { jobId: 'job-2' }) },
  ])('is not promised to $name as well', async ({ other }) => {
    await reserve(wish('1'));
    expect(await reserve(other)).toBe(false);
    expect(await names.isPromised(other, NOW)).toBe(false);
    expect(await names.isPromised(wish('1'), NOW)).toBe(true);
  });

  test.each([
    { name: 'another attribute', other: wish('2', { attribute: 'cn' }) },
    { name: 'another directory', other: wish('2', { realm: 'domain lab.example' }) },
    { name: 'another value', other: wish('2', { value: 'b.jensen2' }) },
  ])('of $name is another one', async ({ other }) => {
    await reserve(wish('1'));
    expect(await reserve(other)).toBe(true);
  });

  test('stays with whom it is promised to, and asking again renews it', async () => {
    await reserve(wish('1'));
    expect(await reserve(wish('1'), NOW + HOUR - 1)).toBe(true);
    expect(await reserve(wish('2'), NOW + HOUR)).toBe(false);
  });

  test('is free again when its time is over', async () => {
    await reserve(wish('1'));
    expect(await names.isPromised(wish('1'), NOW + HOUR)).toBe(false);
    expect(await reserve(wish('2'), NOW + HOUR)).toBe(true);
    expect(await reserve(wish('1'), NOW + HOUR)).toBe(false);
  });

  test('whose answer was lost is still the one’s who asked', async () => {
    table.failNext('insert', 'after');
    await expect(reserve(wish('1'))).rejects.toThrow('the answer was lost');
    expect(await reserve(wish('1'))).toBe(true);
    expect(await reserve(wish('2'))).toBe(false);
  });

  test('tells nothing of whose it is', async () => {
    await reserve(wish('701984'));
    expect(JSON.stringify(table.rows())).not.toMatch(/701984|jensen/);
  });
});

describe('of many who ask at the same time', () => {
  test.each(Array.from({ length: 20 }, (_, seed) => ({ seed })))(
    'exactly one gets it, new or run out (seed $seed)',
    async ({ seed }) => {
      const random = seededRandom(`names ${seed}`);
      const racing = createReservedNames(await watchedTable(shuffledTick(() => (random.bytes(1)[0] ?? 0) % 4)));
      const people = ['1', '2', '3', '4', '5'];
      for (const now of [NOW, NOW + HOUR]) {
        const got = await Promise.all(people.map((anchor) => racing.reserve(wish(anchor), now, now + HOUR)));
        expect(got.filter(Boolean)).toHaveLength(1);
        const kept = await Promise.all(people.map((anchor) => racing.isPromised(wish(anchor), now)));
        expect(kept).toEqual(got);
      }
    },
  );
});

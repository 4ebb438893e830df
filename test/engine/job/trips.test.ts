import { type Trip, toldAnew, withTrip } from '../../../shared/engine/job/trips';

const NOW = Date.UTC(2026, 0, 15);
const MINUTE = 60_000;
const trip = (cycleId: string, count: number, told = count): Trip => ({ cycleId, count, told, toldAt: NOW });

describe('what a cycle comes to', () => {
  test.each([
    { name: 'of a cycle nobody was told of is news', trips: [], count: 3, becomes: [trip('a', 3)], isNews: true },
    { name: 'may grow', trips: [trip('a', 3)], count: 5, becomes: [trip('a', 5, 3)], isNews: false },
    {
      name: 'may grow, and no other with it',
      trips: [trip('b', 9), trip('a', 3)],
      count: 5,
      becomes: [trip('b', 9), trip('a', 5, 3)],
      isNews: false,
    },
    {
      name: 'of another cycle is news',
      trips: [trip('b', 9)],
      count: 3,
      becomes: [trip('b', 9), trip('a', 3)],
      isNews: true,
    },
  ])('$name', ({ trips, count, becomes, isNews }) => {
    expect(withTrip(trips, { cycleId: 'a', count }, NOW)).toEqual({ trips: becomes, isNews });
  });

  test.each([3, 2])('is known already when it was 3 and is %i', (count) => {
    expect(withTrip([trip('a', 3)], { cycleId: 'a', count }, NOW)).toBeUndefined();
  });

  test('is remembered of so many cycles, the newest', () => {
    const many = Array.from({ length: 8 }, (_, index) => trip(`${index}`, 1));
    const trips = withTrip(many, { cycleId: 'a', count: 1 }, NOW)?.trips.map(({ cycleId }) => cycleId);
    expect(trips).toEqual(['1', '2', '3', '4', '5', '6', '7', 'a']);
  });
});

describe('that more has come', () => {
  test.each([
    { name: 'is told after five minutes', trips: [trip('a', 5, 3)], after: 5 * MINUTE, told: true },
    { name: 'is not told sooner', trips: [trip('a', 5, 3)], after: 5 * MINUTE - 1, told: false },
    { name: 'is not told when nothing has', trips: [trip('a', 5)], after: 60 * MINUTE, told: false },
    { name: 'is told of any cycle', trips: [trip('b', 9), trip('a', 5, 3)], after: 5 * MINUTE, told: true },
  ])('$name', ({ trips, after, told }) => {
    expect(toldAnew(trips, NOW + after) !== undefined).toBe(told);
  });

  test('is told once, and of all of them', () => {
    const later = NOW + 5 * MINUTE;
    const trips = toldAnew([trip('a', 5, 3), trip('b', 9), { ...trip('c', 7, 6), toldAt: NOW + MINUTE }], later);
    expect(trips).toEqual([{ ...trip('a', 5), toldAt: later }, trip('b', 9), { ...trip('c', 7), toldAt: later }]);
    expect(toldAnew(trips ?? [], later + 60 * MINUTE)).toBeUndefined();
  });
});

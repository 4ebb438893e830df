import {
  addTallies,
  minuteOf,
  NO_THROUGHPUT,
  noteSeen,
  type Seen,
  seriesOf,
  type Tally,
  type Throughput,
} from '../../../shared/engine/job/throughput';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A whole hour since the epoch. */
const NOON = 480_000 * HOUR;
const at = (minutes: number) => NOON + minutes * MINUTE;
const seen = (tallies: Readonly<Record<number, number>>): Seen =>
  new Map(
    Object.entries(tallies).map(([minute, success]) => [at(Number(minute)) / MINUTE, [success, 0, 0, 0] as Tally]),
  );
/** Minutes since noon, and hours, with the successes of each. */
const shown = ({ minutes, hours }: Throughput) => ({
  minutes: Object.fromEntries(Object.entries(minutes).map(([minute, [n]]) => [Number(minute) - at(0) / MINUTE, n])),
  hours: Object.fromEntries(Object.entries(hours).map(([hour, [n]]) => [Number(hour) - NOON / HOUR, n])),
});

test('each way to end is counted for itself, by the minute that it fell into', () => {
  expect(addTallies([1, 2, 3, 4], [10, 20, 30, 40])).toEqual([11, 22, 33, 44]);
  expect([minuteOf(at(3)), minuteOf(at(4) - 1)]).toEqual([at(3) / MINUTE, at(3) / MINUTE]);
});

describe('noteSeen', () => {
  test('takes every minute that began since, and leaves those before as they were', () => {
    const first = noteSeen(NO_THROUGHPUT, seen({ 1: 5, 2: 3 }), at(0), at(2.5));
    expect(shown(first)).toEqual({ minutes: { 1: 5, 2: 3 }, hours: { 0: 8 } });
    const second = noteSeen(first, seen({ 1: 100, 2: 4, 3: 1 }), at(1.5), at(3.5));
    expect(shown(second)).toEqual({ minutes: { 1: 5, 2: 4, 3: 1 }, hours: { 0: 10 } });
  });

  test('counts what is seen twice once', () => {
    const once = noteSeen(NO_THROUGHPUT, seen({ 1: 5 }), at(0), at(2));
    expect(noteSeen(once, seen({ 1: 5 }), at(0), at(2))).toEqual(once);
  });

  test('goes by the newest look alone where it looked', () => {
    const first = noteSeen(NO_THROUGHPUT, seen({ 1: 5, 2: 3 }), at(0), at(3));
    expect(shown(noteSeen(first, seen({ 3: 1 }), at(2), at(4)))).toEqual({ minutes: { 1: 5, 3: 1 }, hours: { 0: 6 } });
  });

  test('keeps 120 minutes and 336 hours', () => {
    const old = noteSeen(NO_THROUGHPUT, seen({ 0: 1, 1: 1 }), at(0), at(2));
    expect(shown(noteSeen(old, seen({}), at(100), at(119))).minutes).toEqual({ 0: 1, 1: 1 });
    expect(shown(noteSeen(old, seen({}), at(100), at(120))).minutes).toEqual({ 1: 1 });
    expect(shown(noteSeen(old, seen({}), at(335 * 60), at(336 * 60 - 1)))).toEqual({ minutes: {}, hours: { 0: 2 } });
    expect(shown(noteSeen(old, seen({}), at(335 * 60), at(336 * 60))).hours).toEqual({});
  });

  test('an hour stands whole when its first minutes are not kept any more', () => {
    const first = noteSeen(NO_THROUGHPUT, seen({ 0: 1, 59: 2 }), at(0), at(59));
    const second = noteSeen(first, seen({ 130: 4 }), at(110), at(130));
    expect(shown(second)).toEqual({ minutes: { 59: 2, 130: 4 }, hours: { 0: 3, 2: 4 } });
    const third = noteSeen(second, seen({ 181: 8 }), at(180), at(181));
    expect(shown(third).hours).toEqual({ 0: 3, 2: 4, 3: 8 });
  });

  test('an hour that is looked at from its middle on, and was never before, has what was seen', () => {
    expect(shown(noteSeen(NO_THROUGHPUT, seen({ 30: 7 }), at(20), at(31))).hours).toEqual({ 0: 7 });
  });

  test('after a long silence of the timer counts all that a long look finds', () => {
    const first = noteSeen(NO_THROUGHPUT, seen({ 0: 1 }), at(0), at(1));
    const later = noteSeen(first, seen({ 0: 1, 61: 2, 200: 3 }), at(0), at(240));
    expect(shown(later)).toEqual({ minutes: { 200: 3 }, hours: { 0: 1, 1: 2, 3: 3 } });
  });
});

describe('seriesOf', () => {
  const throughput = noteSeen(NO_THROUGHPUT, seen({ 0: 1, 2: 3 }), at(0), at(2));

  test('ends with the bucket that now lies in, and has a zero where nothing happened', () => {
    const { to, tallies } = seriesOf(throughput, 60, 4, at(2) + 59_999);
    expect(to).toBe(at(3));
    expect(tallies.map(([success]) => success)).toEqual([0, 1, 0, 3]);
  });

  test('moves on with the clock, whether anybody has looked since or not', () => {
    expect(seriesOf(throughput, 60, 2, at(3)).tallies.map(([success]) => success)).toEqual([3, 0]);
  });

  test('by the hour', () => {
    const { to, tallies } = seriesOf(throughput, 3600, 2, at(2));
    expect([to, tallies.map(([success]) => success)]).toEqual([NOON + HOUR, [0, 4]]);
  });
});

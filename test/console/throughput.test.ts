import { addUp, barsOf, highest, type Steps, secondsLeft, topOf, totalOf } from '../../console/rules/throughput';

const steps = (
  success: number[],
  failure: number[] = success.map(() => 0),
  toDateTime = '2026-11-30T10:00:00Z',
): Steps => {
  const none = success.map(() => 0);
  return { stepSeconds: 60, toDateTime, success, skipped: none, warning: none, failure };
};

test('a bar begins where its step does, and the last ends at the time that is told', () => {
  const bars = barsOf(steps([1, 0, 5], [0, 2, 0]));
  expect(bars.map(({ from }) => new Date(from).toISOString().slice(11, 16))).toEqual(['09:57', '09:58', '09:59']);
  expect(bars.map(({ total }) => total)).toEqual([1, 2, 5]);
  expect([totalOf(bars, 'success'), totalOf(bars, 'failure')]).toEqual([6, 2]);
  expect(highest(bars)?.total).toBe(5);
  expect(highest(barsOf(steps([0, 0])))).toBeUndefined();
});

test('jobs are added up from the newest step back', () => {
  const sum = addUp([steps([1, 2, 3]), steps([10, 20], [1, 0], '2026-11-30T10:00:30Z')]);
  expect(sum).toEqual(steps([1, 12, 23], [0, 1, 0], '2026-11-30T10:00:30Z'));
  expect(addUp([])).toBeUndefined();
});

test('steps of another length are not mixed in', () => {
  expect(addUp([steps([1]), { ...steps([9]), stepSeconds: 3600 }])?.success).toEqual([1]);
});

test.each([
  [0, 4],
  [4, 4],
  [5, 5],
  [9, 10],
  [11, 20],
  [380, 400],
  [401, 500],
  [506, 1000],
])('an axis for %d ends at %d', (most, top) => {
  expect(topOf(most)).toBe(top);
});

test('what waits takes as long as at the rate of the last whole minute, in which something must have been done', () => {
  expect(secondsLeft(steps([900, 300, 7]), 400)).toBe(80);
  expect(secondsLeft(steps([200, 7], [100, 0]), 400)).toBe(80);
  expect(secondsLeft(steps([900, 0, 7]), 400)).toBeUndefined();
  expect(secondsLeft(steps([7]), 400)).toBeUndefined();
});

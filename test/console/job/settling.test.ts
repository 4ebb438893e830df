import { settlesIn } from '../../../console/rules/job/settling';

const HELD = '2026-01-01T10:00:00.000Z';

test.each([
  ['at once, is held for all of it', '2026-01-01T10:00:00.000Z', 60],
  ['a part of a second counts as one', '2026-01-01T10:00:59.200Z', 1],
  ['when it is over, for the next round', '2026-01-01T10:01:00.000Z', 0],
  ['later, for no negative time', '2026-01-01T10:05:00.000Z', 0],
  ['by a clock that is behind, for longer', '2026-01-01T09:59:50.000Z', 70],
])('%s', (_, now, seconds) => {
  expect(settlesIn(HELD, 60, Date.parse(now))).toBe(seconds);
});

/** What instances are promised of one quota: 1,000 in 100 s, which is one each 100 ms, of which 50 are kept in reserve. */
import { promise } from '../../../../shared/targets/graph/pacing/sharedQuota';

const QUOTA = { capacity: 1_000, windowMs: 100_000 };
const NOW = 5_000_000;
const DEPTH_MS = 95_000;

/** The first after another, each behind those before. */
function promiseAll(wanted: readonly number[], fullAt?: number) {
  const grants = [];
  for (const count of wanted) {
    const promised = promise(fullAt, count, QUOTA, NOW);
    fullAt = promised.fullAt;
    grants.push(promised.grant);
  }
  return grants;
}

test('of a full quota each is promised what it wants at once, up to an eighth of what is left', () => {
  const grants = promiseAll([10, 1_000, 1_000]);
  expect(grants.map(({ count }) => count)).toEqual([10, 117, 102]);
  for (const { from, count, msEach } of grants) expect(from + count * msEach).toBeLessThanOrEqual(NOW);
});

test('of a quota that is used up each is promised a fortieth at a time, behind those before', () => {
  expect(promiseAll([50, 5, 50], NOW + DEPTH_MS)).toEqual([
    { from: NOW, count: 25, msEach: 100 },
    { from: NOW + 2_500, count: 5, msEach: 100 },
    { from: NOW + 3_000, count: 25, msEach: 100 },
  ]);
});

test('the further off the turn is, the less is promised, but never nothing', () => {
  const at = (aheadMs: number) => promise(NOW + DEPTH_MS + aheadMs, 50, QUOTA, NOW).grant.count;
  expect([10_000, 20_000, 50_000, 599_000].map(at)).toEqual([25, 12, 5, 1]);
});

test('together a hundred instances are never promised more than the quota holds but for its reserve', () => {
  const grants = promiseAll(Array.from({ length: 100 }, () => 200));
  for (const afterMs of [0, 1_000, 30_000, 60_000]) {
    const ripe = grants.map(({ from, count, msEach }) =>
      Math.min(count, Math.max(0, Math.floor((NOW + afterMs - from) / msEach))),
    );
    expect(ripe.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(950 + afterMs / 100);
  }
});

test.each([
  { name: 'a clock ten seconds ahead', fullAt: NOW + DEPTH_MS + 10_000, from: NOW + 10_000 },
  { name: 'a clock that was an hour ahead is not believed', fullAt: NOW + 3_600_000, from: NOW },
  { name: 'what is no number is not believed either', fullAt: Number.NaN, from: NOW },
  { name: 'a moment long past is a full quota', fullAt: 0, from: NOW - DEPTH_MS },
])('$name: the turn comes at $from', ({ fullAt, from }) => {
  expect(promise(fullAt, 1, QUOTA, NOW).grant.from).toBe(from);
});

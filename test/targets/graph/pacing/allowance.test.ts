import { createAllowance, quotasOf } from '../../../../shared/targets/graph/pacing/allowance';
import type { TenantSize } from '../../../../shared/targets/graph/settings';
import { graphAnswer } from '../answers';

const READ = { units: 1, writes: 0 };
const WRITE = { units: 1, writes: 1 };
const OK = graphAnswer(200);

function allowance(size: TenantSize = 'small') {
  let now = 0;
  const opened = createAllowance(quotasOf(size), () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...opened, pass };
}

test.each([
  { size: 'small', units: 3_325 },
  { size: 'medium', units: 4_750 },
  { size: 'large', units: 7_600 },
] as const)('a $size tenant gives $units resource units at once', ({ size, units }) => {
  const { waitMs } = allowance(size);
  expect(waitMs({ units, writes: 0 })).toBe(0);
  expect(waitMs({ units: units + 1, writes: 0 })).toBeGreaterThan(0);
});

test('every tenant gives 2,850 writes at once and one every 50 ms from then on', () => {
  const { waitMs, spend, learn } = allowance('large');
  const cost = { units: 2_850, writes: 2_850 };
  expect(waitMs(cost)).toBe(0);
  spend(cost);
  learn(cost, OK);
  expect(waitMs(WRITE)).toBe(50);
  expect(waitMs(READ)).toBe(0);
});

test('a share told by an answer is taken for the quota that is fuller used', () => {
  const quota = allowance();
  quota.spend({ units: 10, writes: 10 });
  quota.learn({ units: 10, writes: 10 }, graphAnswer(200, { 'x-ms-throttle-limit-percentage': '0.95' }));
  expect(quota.waitMs(WRITE)).toBe(50);
  expect(quota.waitMs(READ)).toBe(0);
  expect(quota.isTight()).toBe(true);
});

test('an answer that tells nothing changes nothing', () => {
  const quota = allowance();
  quota.spend(WRITE);
  quota.learn(WRITE, OK);
  quota.spend(WRITE);
  quota.learn(WRITE, undefined);
  expect(quota.waitMs({ units: 1, writes: 2_848 })).toBe(0);
  expect(quota.isTight()).toBe(false);
});

test('a request that cost more than the table says is paid for', () => {
  const quota = allowance();
  quota.spend(READ);
  quota.learn(READ, graphAnswer(200, { 'x-ms-resource-unit': '5' }));
  expect(quota.waitMs({ units: 3_320, writes: 0 })).toBe(0);
  expect(quota.waitMs({ units: 3_321, writes: 0 })).toBeGreaterThan(0);
});

test.each([
  { limit: 'WriteLimitExceeded', read: 0, write: 30_000 },
  { limit: 'ResourceUnitLimitExceeded', read: 30_000, write: 30_000 },
  { limit: 'CPULimitExceeded', read: 30_000, write: 30_000 },
  { limit: '', read: 30_000, write: 30_000 },
])('a refusal for "$limit" holds up what it concerns', ({ limit, read, write }) => {
  const quota = allowance();
  const headers = { 'Retry-After': '30', 'x-ms-throttle-information': limit };
  quota.spend(WRITE);
  quota.learn(WRITE, graphAnswer(429, headers));
  expect(quota.waitMs({ units: 0, writes: 0 })).toBe(read);
  expect(quota.waitMs(READ)).toBeGreaterThanOrEqual(read);
  expect(quota.waitMs(WRITE)).toBeGreaterThan(write);
});

test('a refusal that does not say for how long is taken for ten seconds', () => {
  const quota = allowance();
  quota.spend(READ);
  quota.learn(READ, graphAnswer(429));
  expect(quota.waitMs({ units: 0, writes: 0 })).toBe(10_000);
});

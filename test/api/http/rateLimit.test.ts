import { createRateLimit, UPLOAD_QUOTAS } from '../../../shared/api/http/rateLimit';
import { fakeClock } from '../../support/world';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

let clock: ReturnType<typeof fakeClock>;
beforeEach(() => {
  clock = fakeClock();
});

const three = () => createRateLimit([{ most: 3, windowMs: 10_000 }], clock);

/** Asks `count` times at once. @returns how many were let through */
function ask(limit: ReturnType<typeof three>, count: number, key = 'a'): number {
  let passed = 0;
  for (let request = 0; request < count; request += 1) if (limit.take(key) === 0) passed += 1;
  return passed;
}

test('so many requests go on at once, and the next is told how long to wait', () => {
  const limit = three();
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 0]);
  expect(limit.take('a')).toBe(10_000);
});

test('the wait is true: not a millisecond earlier', () => {
  const limit = three();
  limit.take('a');
  clock.advance(4_000);
  limit.take('a');
  limit.take('a');
  expect(limit.take('a')).toBe(6_000);
  clock.advance(5_999);
  expect(limit.take('a')).toBe(1);
  clock.advance(1);
  expect(limit.take('a')).toBe(0);
});

test('who was refused does not wait longer for having asked', () => {
  const limit = three();
  ask(limit, 50);
  clock.advance(10_000);
  expect(limit.take('a')).toBe(0);
});

test('each key has its own count', () => {
  const limit = three();
  ask(limit, 3);
  expect(limit.take('b')).toBe(0);
});

test('a key that was forgotten and one that was not are counted alike', () => {
  const limit = three();
  ask(limit, 3, 'old');
  clock.advance(9_999);
  expect(limit.take('new')).toBe(0); // the place where others are forgotten
  expect(limit.take('old')).toBe(1);
  clock.advance(1);
  expect(limit.take('another')).toBe(0);
  expect(ask(limit, 5, 'old')).toBe(3);
});

describe('the profiles for uploads', () => {
  test('off lets everything through', () => {
    expect(ask(createRateLimit(UPLOAD_QUOTAS.off, clock), 10_000)).toBe(10_000);
  });

  test('graph allows 40 in a second', () => {
    const limit = createRateLimit(UPLOAD_QUOTAS.graph, clock);
    expect(ask(limit, 100)).toBe(40);
    expect(limit.take('a')).toBe(1_000);
    clock.advance(SECOND);
    expect(ask(limit, 100)).toBe(40);
  });

  test('entra allows 40 in five seconds', () => {
    const limit = createRateLimit(UPLOAD_QUOTAS.entra, clock);
    expect(ask(limit, 100)).toBe(40);
    expect(limit.take('a')).toBe(5_000);
    clock.advance(5 * SECOND);
    expect(ask(limit, 100)).toBe(40);
  });

  test('entra allows 6,000 in 24 hours, and what is waited for then is the oldest of them', () => {
    const limit = createRateLimit(UPLOAD_QUOTAS.entra, clock);
    let passed = 0;
    for (let burst = 0; burst < 200; burst += 1) {
      passed += ask(limit, 41);
      clock.advance(5 * SECOND);
    }
    expect(passed).toBe(6_000); // 150 bursts of 40, within 750 seconds
    expect(limit.take('a')).toBe(24 * HOUR - 200 * 5 * SECOND);
    clock.advance(24 * HOUR - 200 * 5 * SECOND);
    expect(ask(limit, 41)).toBe(40);
    expect(limit.take('a')).toBe(5 * SECOND);
  });
});

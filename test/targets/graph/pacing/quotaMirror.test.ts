import { createQuotaMirror } from '../../../../shared/targets/graph/pacing/quotaMirror';

/** 1,000 in 100 s: 10 a second; 50 of them are kept in reserve. */
function mirror() {
  let now = 0;
  const opened = createQuotaMirror({ capacity: 1_000, windowMs: 100_000 }, () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...opened, pass };
}

describe('a mirrored quota', () => {
  test('gives at once what it holds, but for its reserve', () => {
    const quota = mirror();
    expect(quota.waitMs(950)).toBe(0);
    expect(quota.waitMs(951)).toBe(100);
    quota.spend(950);
    expect(quota.waitMs(1)).toBe(100);
    expect(quota.used()).toBe(0.95);
  });

  test('fills evenly, up to what it holds and no further', () => {
    const quota = mirror();
    quota.spend(950);
    quota.pass(2_000);
    expect(quota.waitMs(20)).toBe(0);
    expect(quota.waitMs(21)).toBe(100);
    quota.pass(1_000_000);
    expect(quota.waitMs(950)).toBe(0);
    expect(quota.waitMs(951)).toBe(100);
  });

  test('is lowered to what the service says is left, never raised', () => {
    const quota = mirror();
    quota.correct(0.875);
    expect(quota.waitMs(75)).toBe(0);
    expect(quota.waitMs(76)).toBe(100);
    quota.correct(0.25);
    expect(quota.waitMs(76)).toBe(100);
  });

  test('owes what was asked for beyond the limit', () => {
    const quota = mirror();
    quota.correct(1.5); // 500 too many
    expect(quota.waitMs(1)).toBe(55_100);
  });

  test('takes what is under way off what the service says is left, until it is answered', () => {
    const quota = mirror();
    quota.spend(30);
    quota.correct(0.875);
    expect(quota.waitMs(45)).toBe(0);
    expect(quota.waitMs(46)).toBe(100);
    quota.settle(30);
    quota.correct(0.9375);
    expect(quota.waitMs(12)).toBe(0);
    expect(quota.waitMs(13)).toBe(50);
  });

  test('counts what turned out dearer than thought', () => {
    const quota = mirror();
    quota.spendUnasked(100);
    expect(quota.waitMs(851)).toBe(100);
  });

  test('waits out a refusal and has nothing saved up afterwards', () => {
    const quota = mirror();
    quota.refused(20_000);
    expect(quota.waitMs(1)).toBe(20_134); // the wait, and then one at three quarters of the speed
    quota.pass(10_000);
    expect(quota.waitMs(0)).toBe(10_000);
  });

  test('fills slower after a refusal, once for all requests that were refused together, and recovers', () => {
    const quota = mirror();
    quota.refused(0);
    expect(quota.waitMs(3)).toBe(400);
    const other = mirror();
    for (const _ of [1, 2, 3]) other.refused(1_000);
    expect(other.waitMs(3)).toBe(1_400);
    other.pass(300_000);
    other.spend(950);
    expect(other.waitMs(10)).toBe(1_000);
  });

  test('never stops filling, however often it is refused', () => {
    const quota = mirror();
    for (let refusals = 0; refusals < 50; refusals += 1) quota.refused(0);
    expect(quota.waitMs(1)).toBe(800);
  });
});

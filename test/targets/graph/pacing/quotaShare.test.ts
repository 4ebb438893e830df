import { createQuotaShare } from '../../../../shared/targets/graph/pacing/quotaShare';

const START = 1_000_000;

/** Of a quota of 2,000 in 200 s: one each 100 ms. Two may be spent on credit. */
function share() {
  let now = START;
  const opened = createQuotaShare({ capacity: 2_000, windowMs: 200_000 }, () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  /** Ripens one each 100 ms from now on. */
  const add = (count: number, inMs = 0) => opened.add({ from: now + inMs, count, msEach: 100 });
  return { ...opened, pass, add };
}

test('two may be spent before anything is promised, and are made up for', () => {
  const { waitMs, spend, wanted, add, pass } = share();
  expect([waitMs(2), wanted(1), wanted(2)]).toEqual([0, 0, 2]);
  spend(2);
  expect(waitMs(1)).toBeGreaterThan(0);
  expect(wanted(3)).toBe(7); // and as much again as was spent this moment
  add(5);
  pass(500);
  expect([waitMs(5), waitMs(6)]).toEqual([0, 100]);
});

test('what is promised is spent as it ripens', () => {
  const { waitMs, spend, add, pass } = share();
  add(10, 1_000);
  expect([waitMs(2), waitMs(3), waitMs(12)]).toEqual([0, 1_100, 2_000]);
  pass(1_550);
  expect([waitMs(7), waitMs(8)]).toEqual([0, 50]);
  spend(7);
  expect(waitMs(1)).toBe(50);
});

test('the next part is asked for half a second before the last is used up, and once', () => {
  const { wanted, spend, add, pass } = share();
  add(10);
  expect(wanted(40)).toBe(0);
  pass(500);
  spend(5);
  expect(wanted(40)).toBe(40); // 35 are missing, and 5 were spent this moment
  add(10, 500);
  expect(wanted(40)).toBe(0);
});

test('who asks what would be beyond all that is promised is told by the pace of late', () => {
  const { waitMs, add, pass } = share();
  add(10, 9_000); // behind others: ten in ten seconds
  pass(10_000);
  expect(waitMs(22)).toBe(10_000);
});

test('what nobody wants is lost after ten seconds, and what is owed stays owed', () => {
  const { waitMs, spend, add, pass } = share();
  spend(2);
  add(20);
  pass(10_000);
  expect(waitMs(20)).toBe(0);
  pass(1);
  expect(waitMs(2)).toBe(0);
  expect(waitMs(3)).toBeGreaterThan(0);
  const owing = share();
  owing.spend(2);
  owing.pass(60_000);
  expect(owing.waitMs(1)).toBeGreaterThan(0);
});

test('who waits is left what was promised, however long', () => {
  const { waitMs, wanted, add, pass } = share();
  add(20);
  for (let seconds = 0; seconds < 60; seconds += 5) {
    pass(5_000);
    wanted(1);
  }
  expect(waitMs(22)).toBe(0);
});

import {
  type GuardCount,
  type GuardSettings,
  judgeDeletions,
  maySkipSettling,
} from '../../../shared/engine/job/deletionGuard';

const SETTINGS: GuardSettings = { enabled: true, mostCount: 500, mostPercent: null, settleMs: 60_000, mostAtOnce: 0 };
const COUNT: GuardCount = { done: 0, held: 0, staged: 0, linked: 10_000 };

/** Why the guard trips; `undefined` when it does not. */
function reasonOf(count: Partial<GuardCount>, settings: Partial<GuardSettings> = {}): string | undefined {
  const verdict = judgeDeletions({ ...COUNT, ...count }, { ...SETTINGS, ...settings });
  return verdict.kind === 'tripped' ? verdict.reason : undefined;
}

describe('the number of deletions in a cycle', () => {
  test.each([
    { name: 'none', done: 0, held: 0, mostCount: 500, trips: false },
    { name: 'one below the threshold', done: 0, held: 499, mostCount: 500, trips: false },
    { name: 'the threshold itself', done: 0, held: 500, mostCount: 500, trips: false },
    { name: 'one above the threshold', done: 0, held: 501, mostCount: 500, trips: true },
    { name: 'those that ran already count too', done: 300, held: 201, mostCount: 500, trips: true },
    { name: 'those that ran and those held at the threshold', done: 300, held: 200, mostCount: 500, trips: false },
    { name: 'those held back already count too', done: 0, held: 1, staged: 500, mostCount: 500, trips: true },
    {
      name: 'those held back and those held at the threshold',
      done: 1,
      held: 1,
      staged: 498,
      mostCount: 500,
      trips: false,
    },
    { name: 'none held: what ran was allowed to', done: 501, held: 0, mostCount: 500, trips: false },
    { name: 'a threshold of nought trips at the first', done: 0, held: 1, mostCount: 0, trips: true },
  ])('$name: trips $trips', ({ done, held, staged = 0, mostCount, trips }) => {
    expect(reasonOf({ done, held, staged }, { mostCount }) !== undefined).toBe(trips);
  });

  test('is no concern of a guard that is off, nor within the threshold', () => {
    expect(judgeDeletions({ ...COUNT, held: 501 }, { ...SETTINGS, enabled: false })).toEqual({ kind: 'within' });
    expect(judgeDeletions({ ...COUNT, held: 500 }, SETTINGS)).toEqual({ kind: 'within' });
  });

  test('is named with the threshold', () => {
    expect(reasonOf({ done: 100, held: 500 })).toBe(
      '600 accounts would be deleted or disabled in one cycle; the threshold is 500.',
    );
  });

  test('does not add up over cycles: 300 in each of three never trips 500', () => {
    expect([1, 2, 3].map(() => reasonOf({ done: 0, held: 300 }))).toEqual([undefined, undefined, undefined]);
  });
});

describe('the share of the people who have an account', () => {
  test.each([
    { name: 'is not looked at unless it is set', held: 499, linked: 500, mostPercent: null, trips: false },
    { name: 'may reach the threshold', held: 10, linked: 100, mostPercent: 10, trips: false },
    { name: 'may not exceed it', held: 11, linked: 100, mostPercent: 10, trips: true },
    { name: 'means nothing where nobody has an account', held: 3, linked: 0, mostPercent: 10, trips: false },
    { name: 'of nought lets nobody go', held: 1, linked: 10_000, mostPercent: 0, trips: true },
  ])('$name', ({ held, linked, mostPercent, trips }) => {
    expect(reasonOf({ held, linked }, { mostPercent }) !== undefined).toBe(trips);
  });

  test('is named with both numbers, to a tenth of a percent', () => {
    expect(reasonOf({ done: 4, held: 21, linked: 200 }, { mostPercent: 10 })).toBe(
      '25 of 200 accounts (12.5 %) would be deleted or disabled in one cycle; the threshold is 10 %.',
    );
  });

  test('stands beside the count: either one trips', () => {
    expect(reasonOf({ held: 501, linked: 1_000_000 }, { mostPercent: 10 })).toContain('the threshold is 500.');
  });
});

test('a guard that is off never trips', () => {
  expect(reasonOf({ held: 9_999 }, { enabled: false, mostPercent: 1 })).toBeUndefined();
});

describe('the settle window', () => {
  test.each([
    { name: 'is skipped by as many as may go at once', done: 0, held: 5, staged: 0, mostAtOnce: 5, skips: true },
    { name: 'is kept by one more', done: 0, held: 6, staged: 0, mostAtOnce: 5, skips: false },
    { name: 'is kept once so many have run', done: 5, held: 1, staged: 0, mostAtOnce: 5, skips: false },
    { name: 'is kept where as many are held back', done: 0, held: 1, staged: 5, mostAtOnce: 5, skips: false },
    {
      name: 'is kept by everybody unless the setting says otherwise',
      done: 0,
      held: 1,
      staged: 0,
      mostAtOnce: 0,
      skips: false,
    },
  ])('$name', ({ mostAtOnce, skips, ...count }) => {
    expect(maySkipSettling({ ...count, linked: 100 }, { ...SETTINGS, mostAtOnce })).toBe(skips);
  });
});

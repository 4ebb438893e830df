import {
  DOCUMENTED_QUARANTINE,
  type FailureCount,
  imposeQuarantine,
  isJobGivenUp,
  judgeFailures,
  keepQuarantine,
  type Quarantine,
  type QuarantineReason,
  type QuarantineSettings,
} from '../../../shared/engine/job/quarantine';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGAN = Date.UTC(2026, 0, 15, 9, 30);
const ERROR = { code: 'InvalidCredentials', message: 'No.', tenantActionable: true };

describe('judgeFailures', () => {
  function reasonOf(count: Partial<FailureCount>, settings?: QuarantineSettings): QuarantineReason | undefined {
    return judgeFailures({ failures: 0, referenceFailures: 0, successes: 0, ...count }, settings)?.reason;
  }

  test.each<{ name: string; count: Partial<FailureCount>; reason: QuarantineReason | undefined }>([
    // minimum
    { name: 'nothing is judged below 5,000 failures', count: { failures: 4_000 }, reason: undefined },
    { name: 'not even the last one below', count: { failures: 4_999 }, reason: undefined },
    {
      name: '5,000 failures are judged',
      count: { failures: 5_000 },
      reason: 'EncounteredEscrowProportionThreshold',
    },
    // proportion
    { name: '40 % may fail', count: { failures: 6_000, successes: 9_000 }, reason: undefined },
    {
      name: 'more than 40 % may not',
      count: { failures: 6_001, successes: 9_000 },
      reason: 'EncounteredEscrowProportionThreshold',
    },
    {
      name: '30,000 failed and 5,000 went well',
      count: { failures: 30_000, successes: 5_000 },
      reason: 'EncounteredEscrowProportionThreshold',
    },
    {
      name: '20,000 failed and 100,000 went well',
      count: { failures: 20_000, successes: 100_000 },
      reason: undefined,
    },
    {
      name: 'references are no part of the proportion',
      count: { failures: 5_000, referenceFailures: 20_000, successes: 7_500 },
      reason: undefined,
    },
    // count
    { name: '40,000 may fail among many', count: { failures: 40_000, successes: 60_000 }, reason: undefined },
    {
      name: '40,001 may not',
      count: { failures: 40_001, successes: 1_000_000 },
      reason: 'EncounteredBaseEscrowThreshold',
    },
    {
      name: '45,000 failed',
      count: { failures: 45_000, successes: 1_000_000 },
      reason: 'EncounteredBaseEscrowThreshold',
    },
    // total
    {
      name: '40,000 people and 20,000 managers may fail',
      count: { failures: 40_000, referenceFailures: 20_000, successes: 1_000_000 },
      reason: undefined,
    },
    {
      name: '40,000 people and 21,000 managers may not',
      count: { failures: 40_000, referenceFailures: 21_000, successes: 1_000_000 },
      reason: 'EncounteredTotalEscrowThreshold',
    },
    {
      name: 'references alone count for the total',
      count: { referenceFailures: 60_001 },
      reason: 'EncounteredTotalEscrowThreshold',
    },
    { name: 'and for nothing else', count: { referenceFailures: 60_000 }, reason: undefined },
  ])('$name: $reason', ({ count, reason }) => {
    expect(reasonOf(count)).toBe(reason);
  });

  test.each([
    {
      name: 'the total',
      count: { failures: 40_000, referenceFailures: 21_000, successes: 0 },
      message: '61000 people failed, references included; the limit is 60000.',
    },
    {
      name: 'the count',
      count: { failures: 45_000, referenceFailures: 0, successes: 0 },
      message: '45000 people failed; the limit is 40000.',
    },
    {
      name: 'the proportion',
      count: { failures: 30_000, referenceFailures: 0, successes: 5_000 },
      message: '30000 of 35000 people failed (86 %); the limit is 40 %.',
    },
  ])('says $name in numbers', ({ count, message }) => {
    expect(judgeFailures(count)?.message).toBe(message);
  });

  test('every number is a setting', () => {
    const small = {
      ...DOCUMENTED_QUARANTINE,
      leastFailures: 2,
      mostPercent: 50,
      mostFailures: 4,
      mostWithReferences: 6,
    };
    expect(reasonOf({ failures: 1 }, small)).toBeUndefined();
    expect(reasonOf({ failures: 2, successes: 2 }, small)).toBeUndefined();
    expect(reasonOf({ failures: 3, successes: 2 }, small)).toBe('EncounteredEscrowProportionThreshold');
    expect(reasonOf({ failures: 5, successes: 100 }, small)).toBe('EncounteredBaseEscrowThreshold');
    expect(reasonOf({ failures: 4, referenceFailures: 3, successes: 100 }, small)).toBe(
      'EncounteredTotalEscrowThreshold',
    );
  });
});

describe('a series', () => {
  const reasons: readonly QuarantineReason[] = [
    'EncounteredQuarantineException',
    'EncounteredBaseEscrowThreshold',
    'TooManyDeletes',
    'QuarantinedOnDemand',
    'IngestionInterrupted',
  ];
  test.each(reasons)('begins with the first reason, %s, and is looked at after six hours', (reason) => {
    expect(imposeQuarantine(null, reason, ERROR, BEGAN)).toEqual({
      reason,
      error: ERROR,
      seriesBegan: BEGAN,
      currentBegan: BEGAN,
      seriesCount: 0,
      nextAttempt: Date.UTC(2026, 0, 15, 15, 30),
    });
  });

  test('goes on under another reason', () => {
    const first = imposeQuarantine(null, 'TooManyDeletes', null, BEGAN);
    const second = imposeQuarantine(first, 'EncounteredQuarantineException', ERROR, BEGAN + HOUR);
    expect(second).toEqual({
      ...first,
      reason: 'EncounteredQuarantineException',
      error: ERROR,
      currentBegan: BEGAN + HOUR,
    });
  });

  test('is looked at after 6, 12 and 24 hours, then daily, and counts the looks', () => {
    let quarantine = imposeQuarantine(null, 'EncounteredQuarantineException', ERROR, BEGAN);
    const looks: number[] = [];
    for (let look = 0; look < 6; look += 1) {
      looks.push((quarantine.nextAttempt - BEGAN) / HOUR);
      quarantine = keepQuarantine(quarantine, quarantine.nextAttempt);
    }
    expect(looks).toEqual([6, 12, 24, 48, 72, 96]);
    expect(quarantine.seriesCount).toBe(6);
    expect(quarantine.seriesBegan).toBe(BEGAN);
    expect(quarantine.currentBegan).toBe(BEGAN + 96 * HOUR);
  });

  test.each([
    { name: 'a look that came a minute late does not move the next one', afterHours: 6 + 1 / 60, nextHours: 12 },
    { name: 'looks missed while nothing ran are not made up for', afterHours: 100, nextHours: 120 },
  ])('$name', ({ afterHours, nextHours }) => {
    const quarantine = imposeQuarantine(null, 'EncounteredQuarantineException', ERROR, BEGAN);
    expect(keepQuarantine(quarantine, BEGAN + afterHours * HOUR).nextAttempt).toBe(BEGAN + nextHours * HOUR);
  });

  test('is looked at by the settings', () => {
    const settings = { ...DOCUMENTED_QUARANTINE, ladderMs: [10_000, 30_000], dailyMs: 60_000 };
    const first = imposeQuarantine(null, 'EncounteredQuarantineException', ERROR, BEGAN, settings);
    const second = keepQuarantine(first, first.nextAttempt, settings);
    const third = keepQuarantine(second, second.nextAttempt, settings);
    expect([first, second, third].map(({ nextAttempt }) => nextAttempt - BEGAN)).toEqual([10_000, 30_000, 90_000]);
  });

  test.each([
    { name: 'a moment before four weeks it stands', elapsed: 28 * DAY - 1, expected: false },
    { name: 'after four weeks it is given up', elapsed: 28 * DAY, expected: true },
  ])('$name', ({ elapsed, expected }) => {
    const quarantine: Quarantine = imposeQuarantine(null, 'TooManyDeletes', null, BEGAN);
    expect(isJobGivenUp({ ...quarantine, currentBegan: BEGAN + elapsed }, BEGAN + elapsed)).toBe(expected);
  });
});

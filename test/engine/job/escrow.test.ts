import {
  DOCUMENTED_SCHEDULE,
  type Escrowed,
  escrowAfter,
  isPersonGivenUp,
  nextTry,
  type RetrySchedule,
} from '../../../shared/engine/job/escrow';
import type { Failure } from '../../../shared/errors';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIRST = Date.UTC(2026, 0, 15, 9, 30);

const THROTTLED: Failure = { code: 'TooManyRequests', message: 'Slow down.' };
const CONFLICT: Failure = { code: 'EntryConflict', message: 'Taken.' };
const NO_MANAGER: Failure = { code: 'ReferenceNotFound', message: 'Nobody.' };
const REFUSED: Failure = { code: 'InvalidCredentials', message: 'No.' };

/** The escrow of somebody whose first failure was at `FIRST` and who failed `attempts` times. */
const escrowed = (attempts: number): Escrowed => ({
  failure: CONFLICT,
  firstFailureAt: FIRST,
  attempts,
  nextAttempt: FIRST,
});

test('the first failure opens the escrow', () => {
  expect(escrowAfter(CONFLICT, null, FIRST)).toEqual({
    failure: CONFLICT,
    firstFailureAt: FIRST,
    attempts: 1,
    failedAt: FIRST,
    nextAttempt: Date.UTC(2026, 0, 15, 15, 30),
  });
});

test('a later failure keeps when it began, counts on and remembers the newest trouble', () => {
  const again = escrowAfter(THROTTLED, escrowed(2), FIRST + 7 * HOUR);
  expect(again).toMatchObject({ failure: THROTTLED, firstFailureAt: FIRST, attempts: 3 });
});

test.each([
  { name: 'an upload that fails is no retry', before: {}, isRetry: false, retried: undefined },
  { name: 'a retry that fails is remembered', before: {}, isRetry: true, retried: true },
  { name: 'also when an upload fails after it', before: { retried: true }, isRetry: false, retried: true },
])('$name', ({ before, isRetry, retried }) => {
  const previous = { ...escrowed(1), ...before };
  expect(escrowAfter(THROTTLED, previous, FIRST, DOCUMENTED_SCHEDULE, { isRetry }).retried).toBe(retried);
});

describe('trouble of the moment', () => {
  test.each([
    { name: 'is retried after a minute', attempts: 0, minutes: 1 },
    { name: 'then after five', attempts: 1, minutes: 5 },
    { name: 'then after forty', attempts: 2, minutes: 40 },
    { name: 'and every forty minutes from then on', attempts: 9, minutes: 40 },
  ])('$name', ({ attempts, minutes }) => {
    const now = FIRST + 3 * HOUR;
    const previous = attempts === 0 ? null : escrowed(attempts);
    expect(escrowAfter(THROTTLED, previous, now).nextAttempt).toBe(now + minutes * MINUTE);
  });

  test.each([
    { name: 'is left alone for as long as the target asks', retryAfterMs: 90 * MINUTE, minutes: 90 },
    { name: 'is not hurried by a target that asks for less', retryAfterMs: 1_000, minutes: 1 },
  ])('$name', ({ retryAfterMs, minutes }) => {
    const { nextAttempt } = escrowAfter(THROTTLED, null, FIRST, DOCUMENTED_SCHEDULE, { retryAfterMs });
    expect(nextAttempt).toBe(FIRST + minutes * MINUTE);
  });
});

describe('trouble with the data or the mapping', () => {
  test.each([
    { name: 'is retried six hours after the first failure', failedAfterHours: 0, attempts: 0, hours: 6 },
    { name: 'then twelve hours after it', failedAfterHours: 6, attempts: 1, hours: 12 },
    { name: 'then a day after it', failedAfterHours: 12, attempts: 2, hours: 24 },
    { name: 'and once a day from then on', failedAfterHours: 24, attempts: 3, hours: 48 },
    { name: 'also after weeks', failedAfterHours: 240, attempts: 12, hours: 264 },
    { name: 'a retry that came late is followed by the next rung', failedAfterHours: 7, attempts: 1, hours: 12 },
    { name: 'uploads that fail in between do not push the ladder away', failedAfterHours: 2, attempts: 40, hours: 6 },
    { name: 'nor after a day', failedAfterHours: 30, attempts: 500, hours: 48 },
  ])('$name', ({ failedAfterHours, attempts, hours }) => {
    const previous = attempts === 0 ? null : escrowed(attempts);
    const { nextAttempt } = escrowAfter(CONFLICT, previous, FIRST + failedAfterHours * HOUR);
    expect(nextAttempt).toBe(FIRST + hours * HOUR);
  });

  test('is never retried within a minute, however near the next rung is', () => {
    const now = FIRST + 6 * HOUR - 1_000;
    expect(escrowAfter(CONFLICT, escrowed(3), now).nextAttempt).toBe(now + MINUTE);
  });

  test('a reference that is not there yet climbs the same ladder', () => {
    expect(escrowAfter(NO_MANAGER, null, FIRST).nextAttempt).toBe(FIRST + 6 * HOUR);
  });

  test('who was hit by refused credentials is due as soon as the quarantine they brought ends', () => {
    expect(escrowAfter(REFUSED, null, FIRST).nextAttempt).toBe(FIRST + MINUTE);
  });
});

test.each([
  {
    name: 'when',
    failure: CONFLICT,
    said: "It is retried at 2026-01-15T09:30:00.000Z, or with the person's next upload.",
  },
  {
    name: 'that the quarantine has to end first',
    failure: REFUSED,
    said: "It is retried when the job leaves quarantine, or with the person's next upload.",
  },
])('the log says $name', ({ failure, said }) => {
  expect(nextTry({ ...escrowed(1), failure })).toBe(said);
});

test('the schedule is a setting', () => {
  const schedule: RetrySchedule = {
    transientMs: [2 * MINUTE],
    ladderMs: [10 * MINUTE, 20 * MINUTE],
    dailyMs: HOUR,
    giveUpMs: 2 * HOUR,
    throttledMs: HOUR,
  };
  const next = (failure: Failure, afterMinutes: number) =>
    (escrowAfter(failure, escrowed(1), FIRST + afterMinutes * MINUTE, schedule).nextAttempt - FIRST) / MINUTE;

  expect(next(THROTTLED, 5)).toBe(7);
  expect(next(CONFLICT, 0)).toBe(10);
  expect(next(CONFLICT, 10)).toBe(20);
  expect(next(CONFLICT, 20)).toBe(80);
  expect(next(CONFLICT, 80)).toBe(140);
  expect(isPersonGivenUp(escrowed(5), FIRST + 2 * HOUR, schedule)).toBe(true);
});

test.each([
  { name: 'somebody who fails for less than 28 days is tried again', hours: 28 * 24 - 1, expected: false },
  { name: 'after 28 days it is given up, however often it was tried', hours: 28 * 24, expected: true },
])('$name', ({ hours, expected }) => {
  expect(isPersonGivenUp(escrowed(3), FIRST + hours * HOUR)).toBe(expected);
});

import { DOCUMENTED_SCHEDULE } from '../../../shared/engine/job/escrow';
import {
  isReferenceGivenUp,
  mayTryReference,
  type RefusedReference,
  refusedAgain,
} from '../../../shared/engine/job/refusedReference';
import type { Failure } from '../../../shared/errors';

const AT = Date.UTC(2026, 0, 15, 9, 30);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FORBIDDEN: Failure = { code: 'NotPermitted', message: 'No right to write manager.' };
const SLOW: Failure = { code: 'TooManyRequests', message: 'Too busy.' };
const AWAY: Failure = { code: 'EndpointUnavailable', message: 'Not to be reached.' };

const refuse = (
  failure: Failure,
  at: number,
  previous?: RefusedReference,
  { to = 'boss', retryAfterMs }: { readonly to?: string | null; readonly retryAfterMs?: number } = {},
) => refusedAgain(failure, to, previous, at, DOCUMENTED_SCHEDULE, retryAfterMs);

describe('a reference that is refused', () => {
  test('for good is tried again after six hours, in the words of the target', () => {
    expect(refuse(FORBIDDEN, AT)).toEqual({
      code: 'NotPermitted',
      message: 'No right to write manager.',
      attempts: 1,
      firstAt: AT,
      nextAttempt: AT + 6 * HOUR,
      tries: [AT],
      to: 'boss',
    });
  });

  test('in a bad moment is tried again after a minute, then five, then forty', () => {
    const first = refuse(SLOW, AT);
    const second = refuse(SLOW, first.nextAttempt, first);
    const third = refuse(SLOW, second.nextAttempt, second);
    expect([first, second, third].map(({ nextAttempt }) => nextAttempt - AT)).toEqual([
      1 * MINUTE,
      6 * MINUTE,
      46 * MINUTE,
    ]);
  });

  test('while the target is away is tried again a minute later, or a tenth of the time for which it was refused', () => {
    const waits: number[] = [];
    let refused = refuse(AWAY, AT);
    for (let elapsed = 0; elapsed < 8 * HOUR; elapsed = refused.nextAttempt - AT) {
      const at = refused.nextAttempt;
      refused = refuse(AWAY, at, refused);
      waits.push((refused.nextAttempt - at) / MINUTE);
    }
    expect(waits.slice(0, 12)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.1, 1.21]);
    expect(Math.max(...waits)).toBe(40); // then the ladder is sooner
  });

  test('is left alone for as long as the target asks', () => {
    expect(refuse(AWAY, AT, undefined, { retryAfterMs: 3 * MINUTE }).nextAttempt).toBe(AT + 3 * MINUTE);
    expect(refuse(SLOW, AT, undefined, { retryAfterMs: 3 * MINUTE }).nextAttempt).toBe(AT + 3 * MINUTE);
  });

  test('keeps its place on the ladder between two rungs, and counts', () => {
    const first = refuse(FORBIDDEN, AT);
    const again = refuse(FORBIDDEN, AT + HOUR, first);
    expect(again).toMatchObject({ attempts: 2, firstAt: AT, nextAttempt: AT + 6 * HOUR, tries: [AT, AT + HOUR] });
    const next = refuse(FORBIDDEN, AT + 6 * HOUR, again);
    expect(next).toMatchObject({ attempts: 3, nextAttempt: AT + 12 * HOUR, tries: [AT + 6 * HOUR] });
  });

  test('begins a ladder anew for another account, but not its count of tries: it is the same call', () => {
    const first = refuse(FORBIDDEN, AT);
    const other = refuse(FORBIDDEN, AT + HOUR, first, { to: 'other' });
    expect(other).toMatchObject({ attempts: 1, firstAt: AT + HOUR, tries: [AT, AT + HOUR], to: 'other' });
  });

  test('takes the tries of the last minute along to the next rung', () => {
    const tries = [AT, AT + 6 * HOUR - MINUTE, AT + 6 * HOUR - MINUTE + 1];
    const next = refuse(FORBIDDEN, AT + 6 * HOUR, { ...refuse(FORBIDDEN, AT), tries });
    expect(next.tries).toEqual([AT + 6 * HOUR - MINUTE + 1, AT + 6 * HOUR]);
  });

  test('remembers no more tries than are counted', () => {
    const tries = [0, 1, 2, 3, 4, 5, 6, 7].map((second) => AT + second * SECOND);
    const next = refuse(FORBIDDEN, AT + MINUTE, { ...refuse(FORBIDDEN, AT), tries });
    expect(next.tries).toEqual([...tries.slice(1), AT + MINUTE]);
  });

  test('is given up after 28 days', () => {
    const first = refuse(FORBIDDEN, AT);
    expect(isReferenceGivenUp(first, AT + 28 * DAY - 1, DOCUMENTED_SCHEDULE)).toBe(false);
    expect(isReferenceGivenUp(first, AT + 28 * DAY, DOCUMENTED_SCHEDULE)).toBe(true);
  });

  test('keeps of a long story its beginning, and never half a character', () => {
    const { message } = refuse({ ...FORBIDDEN, message: '𝒳'.repeat(1_000) }, AT);
    expect([...message]).toHaveLength(400);
    expect(message.endsWith('𝒳…')).toBe(true);
    const whole = 'x'.repeat(400);
    expect(refuse({ ...FORBIDDEN, message: whole }, AT).message).toBe(whole);
  });
});

describe('a refused reference is tried', () => {
  const tried = (...minutes: number[]): RefusedReference => ({
    ...refuse(FORBIDDEN, AT),
    tries: minutes.map((minute) => AT + minute * MINUTE),
  });

  test.each([
    { name: 'not by itself before its rung', refused: tried(0), after: 6 * HOUR - 1, asked: false, may: false },
    { name: 'by itself at its rung', refused: tried(0), after: 6 * HOUR, asked: false, may: true },
    { name: 'sooner when somebody asks', refused: tried(0), after: SECOND, asked: true, may: true },
    { name: 'three times in a minute', refused: tried(0, 0.5), after: 59 * SECOND, asked: true, may: true },
    { name: 'and no fourth time', refused: tried(0, 0.4, 0.5), after: 59 * SECOND, asked: true, may: false },
    { name: 'which a minute later is no more', refused: tried(0, 0.4, 0.5), after: MINUTE, asked: true, may: true },
    { name: 'seven times on a rung', refused: tried(0, 1, 2, 3, 4, 5, 6), after: HOUR, asked: true, may: true },
    { name: 'and no ninth time', refused: tried(0, 1, 2, 3, 4, 5, 6, 7), after: HOUR, asked: true, may: false },
    { name: 'at its next rung', refused: tried(0, 1, 2, 3, 4, 5, 6, 7), after: 6 * HOUR, asked: true, may: true },
    {
      name: 'not even at its rung a fourth time in a minute',
      refused: { ...tried(0, 0.1, 0.2), nextAttempt: AT },
      after: 30 * SECOND,
      asked: false,
      may: false,
    },
  ])('$name', ({ refused, after, asked, may }) => {
    expect(mayTryReference(refused, AT + after, asked)).toBe(may);
  });
});

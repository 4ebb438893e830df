import { isGivenUp, judgeAnswer, WAITS_MS, waitMs } from '../../shared/outlets/schedule';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

test.each([
  ...[200, 201, 202, 204, 299].map((status) => ({ status, verdict: 'delivered' })),
  ...[300, 301, 302, 307, 308, 399].map((status) => ({ status, verdict: 'later' })),
  ...[400, 401, 403, 404, 405, 413, 422, 499].map((status) => ({ status, verdict: 'refused' })),
  ...[408, 409, 425, 429, 500, 501, 502, 503, 504, 599].map((status) => ({ status, verdict: 'later' })),
  { status: 410, verdict: 'gone' },
  { status: null, verdict: 'later' },
])('an answer of $status means $verdict', ({ status, verdict }) => {
  expect(judgeAnswer(status)).toBe(verdict);
});

test('the waits are those of the Standard Webhooks example', () => {
  const hours = [2, 5, 10, 14, 20, 24].map((count) => count * HOUR);
  expect(WAITS_MS).toEqual([5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...hours]);
});

test.each([
  { tries: 1, chance: 0.5, askedMs: undefined, wait: 5 * SECOND },
  { tries: 2, chance: 0, askedMs: undefined, wait: 4.5 * MINUTE },
  { tries: 2, chance: 1, askedMs: undefined, wait: 5.5 * MINUTE },
  { tries: 9, chance: 0.5, askedMs: undefined, wait: 24 * HOUR },
  { tries: 50, chance: 0.5, askedMs: undefined, wait: 24 * HOUR },
  { tries: 1, chance: 0.5, askedMs: MINUTE, wait: MINUTE },
  { tries: 2, chance: 0.5, askedMs: SECOND, wait: 5 * MINUTE },
  { tries: 1, chance: 0.5, askedMs: 48 * HOUR, wait: 24 * HOUR },
])('after try $tries by chance $chance, asked for $askedMs, it waits $wait ms', ({ tries, chance, askedMs, wait }) => {
  expect(waitMs(tries, chance, askedMs)).toBe(wait);
});

test.each([
  { verdict: 'later', tries: 9, over: false },
  { verdict: 'later', tries: 10, over: true },
  { verdict: 'refused', tries: 2, over: false },
  { verdict: 'refused', tries: 3, over: true },
] as const)('$tries tries that ended with $verdict: given up is $over', ({ verdict, tries, over }) => {
  expect(isGivenUp(verdict, tries)).toBe(over);
});

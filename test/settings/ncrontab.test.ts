import { longestPauseMs } from '../../shared/settings/ncrontab';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('longestPauseMs', () => {
  test.each([
    { schedule: '*/15 * * * * *', pause: 15_000 },
    { schedule: '*/5 * * * * *', pause: 5_000 },
    { schedule: '0,10,40 * * * * *', pause: 30_000 },
    { schedule: '*/25 * * * * *', pause: 25_000 },
    { schedule: '0 * * * * *', pause: MINUTE },
    { schedule: '30 */10 * * * *', pause: 10 * MINUTE },
    { schedule: '0 5-10 * * * *', pause: 55 * MINUTE },
    { schedule: '0 0 8-17 * * MON-FRI', pause: 15 * HOUR },
    { schedule: '0 0 3 * * *', pause: 24 * HOUR },
    { schedule: '10,50 0,59 * * * *', pause: 59 * MINUTE - 40_000 },
    { schedule: '20,50 10,40 6,9,18 * * *', pause: 12 * HOUR - 30 * MINUTE - 30_000 },
    { schedule: '* * * * * *', pause: 1_000 },
  ])('$schedule rests $pause ms at the most', ({ schedule, pause }) => {
    expect(longestPauseMs(schedule)).toBe(pause);
  });
});

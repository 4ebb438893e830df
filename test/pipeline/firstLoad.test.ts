/**
 * A first load so large that its target takes most of a day over it. At Graph's quota of writes six hours serve 430,000 people; whoever
 * was told as a failure then filled the escrows, and those quarantined a job that was doing well. Half a million people, five hundred
 * times fewer and in a twentieth of the time; `npm run long -- first-load` plays them whole. Ten messages are under way, which stands for five thousand:
 * forty instances hold a thousand, wait for less than a minute, and would not trip today.
 */
import { firstLoad } from '../support/firstLoad';

const HALF_A_MILLION = { people: 500_000, instances: 10, smaller: 500, shorter: 20 };

test('everybody gets a turn and one account, nobody fails, and nothing is quarantined', async () => {
  const loaded = await firstLoad({ ...HALF_A_MILLION, giveUpMinutes: 2_880 });
  expect(loaded).toMatchObject({
    created: 50,
    doubled: 0,
    succeeded: 50,
    failed: 0,
    poisoned: 0,
    isQuarantined: false,
  });
});

test('with the six hours of before the job stops itself: what this test is to find', async () => {
  const { created, isQuarantined } = await firstLoad({ ...HALF_A_MILLION, giveUpMinutes: 360 });
  expect(isQuarantined).toBe(true);
  expect(created).toBeLessThan(50);
});

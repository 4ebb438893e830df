/** Instances that share one quota of writes through storage, on a clock of their own, against a bucket that counts them all. */

import { createQuotaStore } from '../../../../shared/store/jobs/quotas';
import { createMemoryTable } from '../../../../shared/store/memory/memoryTable';
import { quotasOf } from '../../../../shared/targets/graph/pacing/allowance';
import { createDispatcher } from '../../../../shared/targets/graph/pacing/dispatcher';
import { createSharedAllowance } from '../../../../shared/targets/graph/pacing/sharedAllowance';
import type { SharedQuotas } from '../../../../shared/targets/graph/pacing/sharedQuota';
import { virtualClock } from '../../../support/virtualClock';
import { graphAnswer } from '../answers';

const [HELD, PER_MS] = [3_000, 3_000 / 150_000];
const MINUTE = 60_000;

async function openFleet({ changing = (store: SharedQuotas) => store } = {}) {
  const clock = virtualClock();
  const start = clock.now();
  const table = createMemoryTable('jobs', async () => {});
  await table.ensure();
  const store = createQuotaStore(table);
  let storageCalls = 0;
  const quotas = changing({
    async change(...args) {
      storageCalls += 2;
      await clock.sleep(20);
      await store.change(...args);
    },
  });
  let [left, at, served, refused] = [HELD, start, 0, 0];

  function takeOne(): boolean {
    left = Math.min(HELD, left + (clock.now() - at) * PER_MS);
    at = clock.now();
    const isServed = left >= 1;
    if (isServed) [left, served] = [left - 1, served + 1];
    else refused += 1;
    return isServed;
  }

  return {
    clock,
    tally: () => ({ served, refused, storageCalls, most: HELD + (clock.now() - start) * PER_MS }),
    /** An instance with so many requests at a time, from one moment to another. */
    async work({ from = 0, to = 3 * MINUTE, sideBySide = 20, aheadMs = 0 } = {}): Promise<number> {
      await clock.sleep(from);
      const own = { ...clock, now: () => clock.now() + aheadMs };
      const dispatcher = createDispatcher({
        clock: own,
        patienceMs: 10 * MINUTE,
        allowance: createSharedAllowance(quotasOf('small'), 'one', { clock: own, quotas }),
        transport: {
          async send(calls) {
            await clock.sleep(150);
            const answers = calls.map(() => (takeOne() ? graphAnswer(204) : graphAnswer(429, { 'Retry-After': '5' })));
            await clock.sleep(150);
            return answers;
          },
        },
      });
      let done = 0;
      const isOver = () => clock.now() - start >= to;
      const one = async () => {
        for (; !isOver(); done += 1) await dispatcher.send('job', { method: 'PATCH', url: '/users/a', body: {} });
      };
      await Promise.all(Array.from({ length: sideBySide }, one));
      return done;
    },
  };
}

/** Served of all there was; refused of all that was asked; of storage for each that was served. */
function rates({ served, refused, storageCalls, most }: ReturnType<Awaited<ReturnType<typeof openFleet>>['tally']>) {
  return { used: served / most, refused: refused / (served + refused), calls: storageCalls / served };
}

test.each([
  { name: 'one', instances: 1 },
  { name: 'forty', instances: 40 },
])('$name fill the quota and overdraw nothing', async ({ instances }) => {
  const { clock, work, tally } = await openFleet();
  const done = await clock.run(Promise.all(Array.from({ length: instances }, () => work())));
  const { used, refused, calls } = rates(tally());
  expect(used).toBeGreaterThan(0.96); // all but the reserve, over three minutes
  expect(refused).toBe(0);
  expect(calls).toBeLessThan(0.25);
  expect(Math.min(...done) / Math.max(...done)).toBeGreaterThan(0.6); // nobody starves
});

test('who is alone again has all of it, and whoever comes has a part', async () => {
  const { clock, work, tally } = await openFleet();
  const [always, between] = await clock.run(
    Promise.all([work(), ...Array.from({ length: 9 }, () => work({ from: MINUTE, to: 2 * MINUTE }))]),
  );
  expect(rates(tally())).toMatchObject({ refused: 0 });
  expect(rates(tally()).used).toBeGreaterThan(0.96);
  expect(always).toBeGreaterThan(3_000);
  expect(between).toBeGreaterThan(50);
});

test('one whose few requests come among twenty that want all is not kept waiting', async () => {
  const { clock, work } = await openFleet();
  const [lone] = await clock.run(
    Promise.all([
      work({ from: MINUTE, to: MINUTE + 1_000, sideBySide: 3 }),
      ...Array.from({ length: 20 }, () => work({ to: MINUTE + 2_000 })),
    ]),
  );
  expect(lone).toBeGreaterThanOrEqual(3);
});

test('a clock five seconds off costs its own instance or none', async () => {
  const { clock, work, tally } = await openFleet();
  const done = await clock.run(Promise.all([0, 5_000, -5_000, 0].map((aheadMs) => work({ aheadMs }))));
  expect(rates(tally()).refused).toBeLessThan(0.002);
  expect(rates(tally()).used).toBeGreaterThan(0.94);
  expect(Math.min(...done)).toBeGreaterThan(700);
});

test('storage that does not answer for a while holds up turns, and loses none', async () => {
  let isDown = false;
  const changing = (store: SharedQuotas): SharedQuotas => ({
    change: async (...args) => {
      if (isDown) throw new Error('Storage does not answer.');
      await store.change(...args);
    },
  });
  const { clock, work, tally } = await openFleet({ changing });
  const outage = async () => {
    await clock.sleep(MINUTE);
    isDown = true;
    await clock.sleep(20_000);
    isDown = false;
  };
  await clock.run(Promise.all([outage(), work(), work()]));
  expect(rates(tally())).toMatchObject({ refused: 0 });
  expect(rates(tally()).used).toBeGreaterThan(0.96);
});

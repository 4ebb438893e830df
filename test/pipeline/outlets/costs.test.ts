/** What being told of costs in the way of provisioning: nothing (spec/performance.md, B4). */
import { addOutlet, OUTLET_SETTINGS } from '../../support/outlets';
import { createWorkbench, person } from '../../support/workbench';

async function callsOf(hasOutlet: boolean): Promise<number> {
  let ticks = 0;
  const bench = await createWorkbench(OUTLET_SETTINGS, {
    tick: async () => {
      ticks += 1;
    },
  });
  if (hasOutlet) await addOutlet(bench, null);
  const people = Array.from({ length: 50 }, (_, index) => `p${index}`);
  await bench.upload(people.map((id) => person(id)));
  await bench.drain(); // what is remembered of the job is there from here on
  const before = ticks;
  await bench.upload(people.map((id) => person(id, { title: 'Tour Lead' })));
  await bench.drain();
  return ticks - before;
}

test('people of a job with an outlet cost as many storage calls as those of one without', async () => {
  const [without, told] = [await callsOf(false), await callsOf(true)];
  expect(without).toBeGreaterThan(20);
  expect(told).toBe(without);
});

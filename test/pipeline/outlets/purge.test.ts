/** How long what is kept for outlets is kept, and what goes with a job. */
import { deleteJob } from '../../../shared/pipeline/jobs/createJob';
import { pauseOutlet, removeOutlet } from '../../../shared/pipeline/outlets/changeOutlet';
import { tellOutlets } from '../../../shared/pipeline/outlets/tellOutlets';
import { purgeExpired } from '../../../shared/pipeline/supervise/purgeExpired';
import { purgeOutlets } from '../../../shared/pipeline/supervise/purgeOutlets';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { addOutlet, jobOf, OUTLET_SETTINGS, outletOf, uploadAndTell } from '../../support/outlets';
import { startReceiver, type WebhookReceiver } from '../../support/webhookReceiver';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const DAY = 24 * 60 * 60_000;

let receiver: WebhookReceiver;
let bench: Workbench;
beforeEach(async () => {
  receiver = await startReceiver();
  bench = await createWorkbench(OUTLET_SETTINGS);
  await addOutlet(bench, receiver.url);
});
afterEach(() => receiver.close());

async function count(): Promise<number> {
  const { outlet } = await outletOf(bench);
  let events = 0;
  for await (const _ of bench.services.house.outletEvents.list(outlet, {}, undefined)) events += 1;
  return events;
}
const rowsOf = (table: string, begin: string) =>
  bench.storage
    .table(table)
    .rows()
    .filter(({ rowKey }) => rowKey.startsWith(begin)).length;

test('what was sent is kept for thirty days, what is to be sent as long as it takes', async () => {
  await uploadAndTell(bench, ['1']);
  await pauseOutlet(await outletOf(bench), MUSTER, bench.services.house);
  await uploadAndTell(bench, ['2']);
  bench.clock.advance(30 * DAY);
  await purgeExpired(bench.services.house);
  expect(await count()).toBe(2);
  bench.clock.advance(1);
  await purgeExpired(bench.services.house);
  expect(await count()).toBe(1);
});

test('of more than an outlet may have open the oldest are dropped, and counted', async () => {
  await pauseOutlet(await outletOf(bench), MUSTER, bench.services.house);
  for (const id of ['1', '2', '3']) {
    await uploadAndTell(bench, [id]);
    bench.clock.advance(DAY);
  }
  await purgeOutlets(JOB_ID, 1_000, bench.services.house, 2);
  expect([await count(), (await outletOf(bench)).health.dropped]).toEqual([2, 1]);
});

test('of an outlet that is gone the events go, and pointers that nobody takes', async () => {
  await bench.upload([person('1')]);
  await bench.drain();
  await removeOutlet(await outletOf(bench), MUSTER, bench.services.house);
  expect(rowsOf('people', 'o!')).toBe(1);
  bench.clock.advance(DAY);
  await purgeExpired(bench.services.house);
  expect([rowsOf('people', 'o!'), rowsOf('outlets', 'n!'), rowsOf('outlets', 'g!')]).toEqual([0, 0, 0]);
});

test('a job that is deleted is told of no more, and its outlets go with it', async () => {
  receiver.answer = 503;
  await uploadAndTell(bench, ['1']);
  const before = receiver.received.length;
  await deleteJob(await jobOf(bench), MUSTER, bench.services.house);
  bench.clock.advance(DAY);
  await tellOutlets(bench.services.house);
  expect(receiver.received).toHaveLength(before);
  await purgeExpired(bench.services.house);
  expect(bench.storage.table('outlets').rows()).toEqual([]);
});

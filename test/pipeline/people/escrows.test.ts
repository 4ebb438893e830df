import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { DAY, HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });

/** Attempts so far, the first one included. */
const attempts = async (externalId: string) => (await scenes.log(externalId)).length;

/** When, in whole minutes after the first failure, the person is tried again; the timer goes round at every `stepMs`. */
async function retriesOf(externalId: string, untilMs: number, stepMs: number): Promise<readonly number[]> {
  const began = bench.clock.now();
  const tried: number[] = [];
  for (let at = stepMs; at <= untilMs; at += stepMs) {
    const before = await attempts(externalId);
    bench.clock.advance(began + at - bench.clock.now() - 15_000);
    await bench.supervise();
    if ((await attempts(externalId)) > before) tried.push(at / MINUTE);
  }
  return tried;
}

const hours = (minutes: readonly number[]) => minutes.map((minute) => minute / 60);

test('trouble with the data climbs the ladder: 6, 12 and 24 hours after the first failure, then daily', async () => {
  await scenes.provision(failing('1'));
  expect(hours(await retriesOf('1', 4 * DAY, HOUR))).toEqual([6, 12, 24, 48, 72, 96]);
});

test('trouble of the moment is retried after 1, 5 and 40 minutes, counted from each failure', async () => {
  const outage = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
  const create = jest.spyOn(bench.services.directory, 'create').mockRejectedValue(outage);
  await scenes.provision(person('1'));
  expect(await retriesOf('1', 50 * MINUTE, MINUTE)).toEqual([1, 6, 46]);
  create.mockRestore();
  await scenes.pass(40 * MINUTE);
  expect((await scenes.log('1'))[0]).toBe('1 create success');
});

test('a retry that succeeds ends the escrow, and the account is there', async () => {
  const refused = new ProvisioningError('EntryConflict', 'Taken.');
  jest.spyOn(bench.services.directory, 'create').mockRejectedValueOnce(refused);
  await scenes.provision(person('1'));
  expect(await scenes.listed('escrow')).toEqual(['1']);
  await scenes.pass(6 * HOUR);
  expect(await scenes.log('1')).toEqual(['1 create success', '1 create failure']);
  expect(await scenes.listed('escrow')).toEqual([]);
  expect((await bench.log('1'))[0]?.entry.attempt).toBe(2);
});

test('an upload takes the place of the escrow', async () => {
  await scenes.provision(failing('1'));
  await scenes.provision(person('1'));
  expect(await scenes.log('1')).toEqual(['1 create success', '1 create failure']);
  await scenes.pass(7 * HOUR);
  expect(await attempts('1')).toBe(2);
});

test('a held deletion that a restart purges leaves alone what has failed since: that is retried', async () => {
  bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '1' });
  scenes = scenesOf(bench);
  await scenes.provision(person('1'));
  await scenes.changeJob({ generation: { links: 1, escrows: 0 } });
  await scenes.provision(person('1', { active: false })); // found again, and held
  const outage = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
  jest.spyOn(bench.services.directory, 'find').mockRejectedValueOnce(outage);
  await scenes.provision(person('1', { title: 'Stays' }));
  await scenes.changeJob({ purgeBelow: 4 });
  await bench.supervise(2);
  await scenes.pass(5 * MINUTE);
  const purged = '1 other skipped';
  expect(await scenes.log('1')).toEqual(['1 update success', purged, '1 other failure', '1 create success']);
  const [account] = await bench.services.directory.find('employeeId', '1', 1);
  expect(account?.properties).toMatchObject({ accountEnabled: true, jobTitle: 'Stays' });
});

test('an evaluation that fails before the account is seen is made up for by the retry that came with it', async () => {
  await scenes.provision(person('1', { title: 'Guide' }));
  const [account] = await bench.services.directory.find('employeeId', '1', 1);
  await bench.services.directory.update(account?.id ?? '', { jobTitle: 'As no schema says' });
  const outage = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
  jest.spyOn(bench.services.directory, 'read').mockRejectedValueOnce(outage);
  const errand = { kind: 'errand', jobId: JOB_ID, cycleId: 'cycle', anchors: ['1'], work: null } as const;
  bench.clock.advance(MINUTE);
  const messages = (['reevaluate', 'retry'] as const).map((kind) => ({ ...errand, errand: kind }));
  await processMessages(JOB_ID, messages, bench.services.house);
  expect((await scenes.log('1')).slice(0, 2)).toEqual(['1 update success', '1 other failure']);
  expect(await bench.services.directory.find('employeeId', '1', 1)).toMatchObject([
    { properties: { jobTitle: 'Guide' } },
  ]);
});

test('an upload that fails again keeps when it began', async () => {
  await scenes.provision(failing('1'));
  bench.clock.advance(5 * HOUR);
  await scenes.provision(failing('1'));
  expect(hours(await retriesOf('1', 20 * HOUR, HOUR))).toEqual([1, 7, 19]); // 6, 12 and 24 hours after the first failure
});

test('after four weeks it is dropped, the log says so, and the job goes on', async () => {
  await scenes.provision(failing('1'));
  const tried = hours(await retriesOf('1', 31 * DAY, 6 * HOUR));
  expect(tried.at(-1)).toBe(28 * 24);
  expect(await scenes.listed('escrow')).toEqual([]);
  expect((await bench.log('1'))[0]?.entry.error?.reason).toContain('retried no more; upload the person again');
  expect(await scenes.job()).toMatchObject({ state: 'Active', quarantine: null });
  await scenes.provision(person('1'));
  expect((await scenes.log('1'))[0]).toBe('1 create success');
});

test('the status counts who is escrowed, and no longer who is not', async () => {
  await scenes.provision(failing('1'), failing('2'));
  await bench.supervise(2);
  const counted = async () =>
    (await bench.services.house.intake.readStatus((await scenes.job()).id)).completed.escrowed;
  expect(await counted()).toBe(2);
  await scenes.provision(person('1'));
  await bench.supervise(2);
  expect(await counted()).toBe(1);
});

test('what is under way is not sent again by the next round', async () => {
  await scenes.provision(failing('1'));
  await bench.supervise(2);
  bench.clock.advance(6 * HOUR);
  for (let round = 0; round < 3; round += 1) {
    bench.clock.advance(15_000);
    await superviseJobs(bench.services.house); // nobody works on the queue meanwhile
  }
  expect(await bench.storage.queue(OPERATIONS_QUEUE).approximateCount()).toBe(1);
});

test('the schedule is a setting', async () => {
  bench = await createWorkbench({
    ESCROW_LADDER_MINUTES: '10,30',
    ESCROW_REPEAT_MINUTES: '60',
    ESCROW_GIVE_UP_MINUTES: '120',
  });
  scenes = scenesOf(bench);
  await scenes.provision(failing('1'));
  expect(await retriesOf('1', 4 * HOUR, 10 * MINUTE)).toEqual([10, 30, 90, 150]);
  expect(await scenes.listed('escrow')).toEqual([]);
});

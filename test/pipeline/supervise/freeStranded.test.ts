/** When an outage is over nobody waits for the next rung of the ladder. */
import { ProvisioningError } from '../../../shared/errors';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const AWAY = new ProvisioningError('EndpointUnavailable', 'The service cannot be reached (ECONNREFUSED).');

let bench: Workbench;
let scenes: Scenes;
/** What the target says to whatever is asked of it; to writes alone; to what is about somebody. */
let trouble: { all?: ProvisioningError | undefined; writes?: ProvisioningError | undefined; of?: string | undefined };
let writes: number;

beforeEach(async () => {
  trouble = {};
  writes = 0;
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    if (trouble.all !== undefined) throw trouble.all;
    return read();
  };
  const writing = async <T>(about: string, write: () => Promise<T>): Promise<T> => {
    writes += 1;
    if (trouble.writes !== undefined) throw trouble.writes;
    if (trouble.of !== undefined && about.includes(trouble.of)) throw AWAY;
    return reading(write);
  };
  const troubled: Partial<Target> = {
    testConnection: (attribute) => reading(() => target.testConnection(attribute)),
    find: (...asked) => reading(() => target.find(...asked)),
    read: (...asked) => reading(() => target.read(...asked)),
    create: (attributes, key) => writing(String(attributes.employeeId), () => target.create(attributes, key)),
    update: (anchor, changes) => writing(anchor, () => target.update(anchor, changes)),
  };
  bench = await createWorkbench({}, { target: { ...target, ...troubled } });
  scenes = scenesOf(bench);
});

/** Rounds of the timer, 15 seconds apart. */
const pass = (ms: number) => bench.supervise(ms / 15_000);
const newest = async (id: string) => (await scenes.log(id))[0];

test('an outage of half an hour: everybody is through within a minute of its end', async () => {
  trouble.all = AWAY;
  await scenes.provision(person('1'), person('2'));
  await pass(20 * MINUTE);
  await scenes.provision(person('3'));
  await pass(10 * MINUTE);
  expect(await scenes.listed('stranded')).toEqual(['1', '2', '3']);
  trouble.all = undefined;
  await pass(MINUTE);
  expect([await newest('1'), await newest('2'), await newest('3')]).toEqual([
    '1 create success',
    '2 create success',
    '3 create success',
  ]);
  expect(await scenes.listed('stranded')).toEqual([]);
});

test('who has just failed is left alone for a minute', async () => {
  trouble.all = AWAY;
  await scenes.provision(person('1'));
  await pass(15_000);
  trouble.all = undefined;
  await pass(30_000);
  expect(await scenes.log('1')).toEqual(['1 other failure']);
  await pass(15_000);
  expect(await newest('1')).toBe('1 create success');
});

test('however many operations failed in it', async () => {
  trouble.all = AWAY;
  for (let count = 0; count < 20; count += 1) await scenes.provision(person('1', { title: `Title ${count}` }));
  await pass(5 * MINUTE);
  trouble.all = undefined;
  await pass(MINUTE);
  expect(await newest('1')).toBe('1 create success');
});

test('where only writes fail, the first who gets through frees the others', async () => {
  trouble.writes = new ProvisioningError('InternalServerError', 'Read only for now (HTTP 503).');
  await scenes.provision(person('1'), person('2'));
  await pass(10 * MINUTE);
  trouble.writes = undefined;
  await pass(10 * MINUTE);
  expect(await newest('1')).toBe('1 create failure'); // the next rung is forty minutes off
  await scenes.provision(person('3'));
  await pass(30_000);
  expect([await newest('1'), await newest('2')]).toEqual(['1 create success', '2 create success']);
});

test('an outage that no round of the timer sees ends for everybody, too', async () => {
  trouble.all = AWAY;
  for (const title of ['First', 'Second', 'Third']) await scenes.provision(person('1', { title }));
  trouble.all = undefined;
  await pass(1.25 * MINUTE);
  expect(await newest('1')).toBe('1 create success');
});

test('also one of minutes, in which uploads of somebody went on failing', async () => {
  trouble.all = AWAY;
  for (const title of ['First', 'Second', 'Third']) {
    await scenes.provision(person('1', { title }));
    bench.clock.advance(1.5 * MINUTE); // the timer does not get to it
  }
  trouble.all = undefined;
  await pass(1.25 * MINUTE);
  expect(await newest('1')).toBe('1 create success');
});

test('who was tried again in vain by a target that says it is there waits for the ladder', async () => {
  trouble.writes = new ProvisioningError('InternalServerError', 'Read only for now (HTTP 503).');
  await scenes.provision(person('1'));
  await pass(5.5 * MINUTE);
  expect(await scenes.log('1')).toEqual(['1 create failure', '1 create failure']); // after a minute, and next five after that
});

test('what is named and in no queue, because a worker died in between, keeps nobody waiting', async () => {
  trouble.all = AWAY;
  await scenes.provision(person('1'));
  await pass(5 * MINUTE);
  await bench.services.house.intake.beginWork(JOB_ID, ['retry-lost'], 'cycle', bench.clock.now());
  trouble.all = undefined;
  await pass(MINUTE);
  expect(await newest('1')).toBe('1 create success');
});

test('who fails while others get through is tried less and less soon', async () => {
  trouble.of = 'bad';
  await scenes.provision(person('bad'));
  const tried: number[] = [];
  for (let minute = 1; minute <= 90; minute += 1) {
    const before = (await scenes.log('bad')).length;
    await scenes.provision(person(`good${minute}`));
    await pass(MINUTE);
    if ((await scenes.log('bad')).length > before) tried.push(minute);
  }
  expect(tried.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const pauses = tried.map((minute, index) => minute - (tried[index - 1] ?? 0));
  expect(pauses.slice(-3)).toEqual([7, 7, 8]);
});

test('in stretches that begin small, the next when the last is through', async () => {
  trouble.all = AWAY;
  const people = Array.from({ length: 250 }, (_, index) => person(`p${index}`));
  for (let from = 0; from < people.length; from += 50) await scenes.provision(...people.slice(from, from + 50));
  await pass(10 * MINUTE);
  trouble.all = undefined;
  writes = 0;
  const through: number[] = [];
  const round = async () => {
    await pass(15_000);
    through.push(writes);
  };
  await round();
  bench.clock.advance(15_000);
  await superviseJobs(bench.services.house); // nobody works on what is sent
  bench.clock.advance(15_000);
  await superviseJobs(bench.services.house);
  await bench.drain();
  through.push(writes);
  for (let count = 0; count < 3; count += 1) await round();
  expect(through).toEqual([100, 250, 250, 250, 250]);
  expect(await scenes.listed('escrow')).toEqual([]);
});

test('that it goes away again in between stops it', async () => {
  trouble.all = AWAY;
  const people = Array.from({ length: 150 }, (_, index) => person(`p${index}`));
  for (let from = 0; from < people.length; from += 50) await scenes.provision(...people.slice(from, from + 50));
  await pass(10 * MINUTE);
  trouble.all = undefined;
  await pass(15_000);
  expect((await scenes.listed('stranded')).length).toBe(50);
  trouble.all = AWAY;
  await scenes.provision(person('new'));
  const { length } = await scenes.log();
  await pass(5 * MINUTE);
  expect((await scenes.log()).length - length).toBeLessThanOrEqual(2); // the new one alone, on the ladder
});

test('a quarantine that is lifted frees whom it had left waiting', async () => {
  trouble.all = new ProvisioningError('InvalidCredentials', 'The password is wrong.');
  await scenes.provision(person('1'));
  expect((await scenes.job()).quarantine).not.toBeNull();
  bench.clock.advance(2 * MINUTE);
  trouble.all = undefined;
  await scenes.restart('QuarantineState');
  await pass(MINUTE);
  expect(await newest('1')).toBe('1 create success');
});

test('those whose data is refused go by the ladder', async () => {
  await scenes.provision(person('1', { userName: 'user1@elsewhere.example' }));
  await scenes.provision(person('2'));
  await pass(30 * MINUTE);
  expect(await scenes.log('1')).toEqual(['1 create failure']);
  expect(await scenes.listed('stranded')).toEqual([]);
});

test('of a job whose agents are away nobody is freed', async () => {
  trouble.all = AWAY;
  await scenes.provision(person('1'));
  await pass(10 * MINUTE);
  const { house } = bench.services;
  const list = jest.spyOn(house.intake, 'beginWork');
  trouble.all = undefined;
  await scenes.changeSettings({ IsSynchronizationAgentRequired: 'True' });
  await house.intake.changeStatus(JOB_ID, (found) => ({
    ...found,
    unreachableSince: 0,
    targetBackAt: bench.clock.now(),
  }));
  await pass(MINUTE);
  expect(list).not.toHaveBeenCalled();
});

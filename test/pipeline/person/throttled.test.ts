/** What becomes of people whose target throttles: they wait for their turn, and are not told as failures. */

import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { forgetful } from '../../support/forgetful';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
/** Waits that the target asks for with the next writes, milliseconds; `undefined`: it states none. Or what else it says. */
let breaks: (number | undefined | ProvisioningError)[];
let writes: number;

beforeEach(async () => {
  const { directory, random } = await openTestDirectory();
  const target = forgetful(createDirectoryTarget(directory, random));
  breaks = [];
  writes = 0;
  const throttling = async <T>(write: () => Promise<T>): Promise<T> => {
    writes += 1;
    if (breaks.length === 0) return write();
    const retryAfterMs = breaks.shift();
    if (retryAfterMs instanceof ProvisioningError) throw retryAfterMs;
    const options = retryAfterMs === undefined ? {} : { retryAfterMs };
    throw new ProvisioningError('TooManyRequests', 'The target wants a break.', options);
  };
  const throttled: Partial<Target> = {
    create: (attributes, key) => throttling(() => target.create(attributes, key)),
    update: (anchor, changes) => throttling(() => target.update(anchor, changes)),
  };
  bench = await createWorkbench(
    { DELETION_SETTLE_SECONDS: '0', THROTTLED_GIVE_UP_MINUTES: '360' },
    { target: { ...target, ...throttled } },
  );
  scenes = scenesOf(bench);
});

const queued = () => bench.storage.queue(OPERATIONS_QUEUE).messages().length;

async function later(ms: number): Promise<void> {
  bench.clock.advance(ms);
  await bench.drain();
}

test('a create that is throttled waits as long as is asked, without an entry, and then succeeds with one', async () => {
  breaks = [20_000];
  await scenes.provision(person('1'));
  expect(await scenes.log('1')).toEqual([]);
  expect(await scenes.listed('escrow')).toEqual([]);
  expect((await scenes.person('1')).claim).toBeNull();
  await later(19_000);
  expect(writes).toBe(1);
  await later(1_000);
  expect(await scenes.log('1')).toEqual(['1 create success']);
  expect(await scenes.isRunning()).toBe(true);
  await bench.supervise(2);
  expect(await scenes.isRunning()).toBe(false);
});

test('half a minute is waited where no time is stated', async () => {
  breaks = [undefined];
  await scenes.provision(person('1'));
  await later(29_000);
  expect(writes).toBe(1);
  await later(1_000);
  expect(await scenes.log('1')).toEqual(['1 create success']);
});

test('people of one upload who are put off together travel together', async () => {
  const people = Array.from({ length: 40 }, (_, n) => person(`p${n}`));
  breaks = people.map(() => 5_000);
  await scenes.provision(...people);
  expect(queued()).toBe(1);
  await later(5_000);
  expect((await scenes.log()).filter((entry) => entry.endsWith('create success'))).toHaveLength(40);
});

test('what comes later for the same person waits behind it, and the newest data stands', async () => {
  breaks = [10_000];
  await scenes.provision(person('1', { title: 'First' }), person('1', { title: 'Second' }));
  expect(await scenes.log('1')).toEqual([]);
  await later(10_000);
  expect(await scenes.log('1')).toEqual(['1 update success', '1 create success']);
});

test('data that comes meanwhile overtakes it, and it is told as superseded', async () => {
  breaks = [10_000];
  await scenes.provision(person('1', { title: 'First' }));
  await scenes.provision(person('1', { title: 'Second' }));
  await later(10_000);
  expect(await scenes.log('1')).toEqual(['1 other skipped', '1 create success']);
});

describe('the retry of somebody who failed', () => {
  /** Somebody whose retry is due, and throttled for a minute, then again for two. */
  async function dueAndThrottled(): Promise<void> {
    const down = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
    breaks = [down, 60_000, 120_000];
    await scenes.provision(person('1'));
    bench.clock.advance(60_000);
    await bench.supervise();
  }

  test('waits for its turn in the person’s row, without an entry and without a message', async () => {
    await dueAndThrottled();
    expect(writes).toBe(2);
    expect(await scenes.log('1')).toEqual(['1 create failure']);
    expect((await scenes.person('1')).escrow).toMatchObject({
      failure: { code: 'EndpointUnavailable' },
      attempts: 1,
      nextAttempt: bench.clock.now() + 60_000,
      turnSince: bench.clock.now(),
    });
    expect([await scenes.listed('stranded'), queued(), await scenes.isRunning()]).toEqual([[], 0, true]);
    await bench.supervise(3);
    expect([writes, await scenes.isRunning()]).toEqual([2, false]);
  });

  test('keeps nobody else’s retry waiting, and succeeds when its turn comes', async () => {
    await dueAndThrottled();
    await bench.supervise(4);
    expect(writes).toBe(3);
    const down = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
    breaks = [down];
    await scenes.provision(person('2'));
    await bench.supervise(4);
    expect(await scenes.log('2')).toEqual(['2 create success', '2 create failure']);
    await bench.supervise(4);
    expect(await scenes.log('1')).toEqual(['1 create success', '1 create failure']);
    expect((await scenes.person('1')).escrow).toBeNull();
  });

  test('that gets no turn within six hours is told as a failure, and begins anew', async () => {
    await dueAndThrottled();
    breaks = Array.from({ length: 8 }, () => HOUR);
    let hours = 0;
    for (; (await scenes.log('1')).length === 1; hours += 1) {
      bench.clock.advance(HOUR);
      await bench.supervise();
    }
    expect(hours).toBe(5); // the next turn would come after six
    const [failed] = await bench.log('1');
    expect(failed?.entry).toMatchObject({ attempt: 2, error: { code: 'TooManyRequests' } });
    expect((await scenes.person('1')).escrow).not.toHaveProperty('turnSince');
  });
});

test('who does not get a turn within six hours is told as a failure, and retried', async () => {
  breaks = Array.from({ length: 7 }, () => HOUR);
  await scenes.provision(person('1'));
  for (let round = 0; round < 5; round += 1) await later(HOUR);
  expect(await scenes.log('1')).toEqual([]);
  await later(HOUR);
  const [failed] = await bench.log('1');
  expect(failed?.entry.error).toMatchObject({ code: 'TooManyRequests' });
  expect(failed?.entry.error?.reason).toContain('It is retried at');
  expect(await scenes.listed('escrow')).toEqual(['1']);
});

test('a break longer than that is told at once', async () => {
  breaks = [7 * HOUR];
  await scenes.provision(person('1'));
  expect(await scenes.log('1')).toEqual(['1 create failure']);
});

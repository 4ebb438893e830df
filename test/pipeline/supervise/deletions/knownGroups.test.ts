/** What lets a held deletion go: its own group and no other, and nothing newer that waits of the person. */
import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../../../shared/composition/services';
import { readMessage } from '../../../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../../../shared/pipeline/supervise/superviseJobs';
import type { MemoryQueue } from '../../../../shared/store/memory/memoryQueue';
import { type Scenes, scenesOf } from '../../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../../support/workbench';

const leaver = (externalId: string) => person(externalId, { active: false });

let bench: Workbench;
let scenes: Scenes;

async function open(settings: Record<string, string> = {}): Promise<void> {
  bench = await createWorkbench(settings);
  scenes = scenesOf(bench);
  await scenes.provision(person('1'), person('2'));
  await bench.supervise(8); // its cycle is over
}

const ordinary = () => bench.storage.queue(OPERATIONS_QUEUE);
const first = () => bench.storage.queue(OPERATIONS_FIRST_QUEUE);

/** @param most messages; all that are there, unless it is said */
async function work(queue: MemoryQueue, most = 32): Promise<void> {
  for (const message of await queue.receive(most, 600)) {
    await bench.services.gatherer.submit(readMessage(message.text));
    await queue.remove(message);
  }
}

/** The timer alone goes round, a quarter of a minute at a time, and only the first lane is worked on. */
async function pass(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    bench.clock.advance(15_000);
    await superviseJobs(bench.services.house);
    await work(first());
  }
}

test('a termination does not wait for the creations of its own upload', async () => {
  await open();
  await bench.upload([person('new'), leaver('1')]);
  await work(first());
  await pass(5);
  expect(await scenes.enabled('1')).toBe(false);
  expect(ordinary().messages()).toHaveLength(1);
});

test('what an upload sent ahead is let go when all of it is known', async () => {
  await open({ OPERATIONS_PER_MESSAGE: '1' });
  await bench.upload([leaver('1'), leaver('2')]);
  const [late] = await first().receive(1, 3_600);
  await work(first());
  const [held] = await scenes.listed('held');
  await pass(6);
  expect(await scenes.enabled(String(held))).toBe(true);
  await bench.services.gatherer.submit(readMessage(late?.text));
  await pass(1);
  expect(await scenes.enabled(String(held))).toBe(false);
});

test('whoever was sent again waits for that, wherever it waits, and is not disabled when it says so', async () => {
  await open();
  await scenes.provision(leaver('1'), leaver('2'));
  await bench.upload([person('1', { title: 'Back' })]);
  await pass(6);
  expect([await scenes.enabled('1'), await scenes.enabled('2')]).toEqual([true, false]);
  await work(ordinary());
  await pass(6);
  expect([await scenes.enabled('1'), await scenes.listed('held')]).toEqual([true, []]);
});

test('as many as a cycle may take away at once wait for no window, and one more waits with all that are left', async () => {
  await open({ DELETIONS_AT_ONCE: '1' });
  await scenes.provision(leaver('1'));
  expect(await scenes.enabled('1')).toBe(false);
  await scenes.provision(leaver('2')); // of the same cycle, which only the timer ends
  await pass(1);
  expect(await scenes.enabled('2')).toBe(true);
  await pass(5);
  expect(await scenes.enabled('2')).toBe(false);
});

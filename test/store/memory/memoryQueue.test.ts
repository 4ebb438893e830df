import { StoreConflict } from '../../../shared/store/contract/table';
import { createMemoryQueue } from '../../../shared/store/memory/memoryQueue';

/** The contract suite covers what a queue does in real time; here it runs on a clock of its own, to the millisecond. */
describe('a queue in memory on a clock of its own', () => {
  async function setUp() {
    const clock = { time: 1_774_000_000_500, now: () => clock.time };
    const queue = createMemoryQueue('q', clock, () => Promise.resolve());
    await queue.ensure();
    return { clock, queue };
  }

  test('a message comes back when its time is up and not a millisecond before', async () => {
    const { clock, queue } = await setUp();
    await queue.send('{}');
    await queue.receive(1, 30);
    clock.time += 29_999;
    expect(await queue.receive(1, 30)).toEqual([]);
    clock.time += 1;
    expect(await queue.receive(1, 30)).toMatchObject([{ dequeueCount: 2 }]);
  });

  test('a delayed message appears when its delay is over and not a millisecond before', async () => {
    const { clock, queue } = await setUp();
    await queue.send('{}', { delaySeconds: 5 });
    clock.time += 4_999;
    expect(await queue.receive(1, 30)).toEqual([]);
    clock.time += 1;
    expect(await queue.receive(1, 30)).toHaveLength(1);
  });

  test('an extension counts from now', async () => {
    const { clock, queue } = await setUp();
    await queue.send('{}');
    const [held] = await queue.receive(1, 30);
    clock.time += 20_000;
    if (held) await queue.extend(held, 30);
    clock.time += 29_999;
    expect(await queue.receive(1, 30)).toEqual([]);
    clock.time += 1;
    expect(await queue.receive(1, 30)).toHaveLength(1);
  });

  test('a message that came back goes behind those that became visible before it', async () => {
    const { clock, queue } = await setUp();
    await queue.send('first');
    await queue.receive(1, 10);
    clock.time += 1_000;
    await queue.send('second');
    clock.time += 10_000;
    expect((await queue.receive(32, 30)).map((message) => message.text)).toEqual(['second', 'first']);
  });

  test('says to the second when it took a message', async () => {
    const { queue } = await setUp();
    await queue.send('{}');
    expect(await queue.receive(1, 30)).toMatchObject([{ insertedAt: 1_774_000_000_000 }]);
  });

  test('has nothing happened before the first step of a call, and is unanswered until the second', async () => {
    const waiting: (() => void)[] = [];
    const queue = createMemoryQueue('q', { now: () => 0 }, () => new Promise((resolve) => waiting.push(resolve)));
    const step = async () => {
      waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const ensuring = queue.ensure();
    await step();
    await step();
    await ensuring;
    let answered = false;
    const sending = queue.send('{}').then(() => {
      answered = true;
    });
    expect(queue.messages()).toEqual([]);
    await step();
    expect(queue.messages()).toMatchObject([{ text: '{}', dequeueCount: 0 }]);
    expect(answered).toBe(false);
    await step();
    await sending;
  });

  test('a receipt from before the delivery does not hold the message', async () => {
    const { queue } = await setUp();
    await queue.send('{}');
    const [seen] = queue.messages();
    const [held] = await queue.receive(1, 30);
    expect(seen?.id).toBe(held?.id);
    if (seen) await expect(queue.remove(seen)).rejects.toBeInstanceOf(StoreConflict);
  });
});

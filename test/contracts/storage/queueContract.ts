/** What every `Queue` promises, run against the twin and against a real emulator, both on real time. */
import type { Queue, QueueMessage } from '../../../shared/store/contract/queue';
import { StoreConflict, StoreLimitExceeded, StoreUnavailable } from '../../../shared/store/contract/table';
import { eventually } from '../../support/eventually';

/** @param open a queue of its own for each name; not created yet */
export function describeQueueContract(open: (name: string) => Queue): void {
  let queues = 0;
  let queue: Queue;

  beforeEach(async () => {
    queues += 1;
    queue = open(`contract-${queues}`);
    await queue.ensure();
  });

  const receiveOne = async (visibilitySeconds = 30): Promise<QueueMessage> => {
    const [message] = await queue.receive(1, visibilitySeconds);
    if (message === undefined) throw new Error('expected a message to be waiting');
    return message;
  };
  const waitForOne = (): Promise<QueueMessage> => eventually(() => receiveOne());

  describe('a message', () => {
    test('ensuring a queue twice is fine and keeps its messages', async () => {
      await queue.send('{}');
      await queue.ensure();
      expect(await queue.approximateCount()).toBe(1);
    });

    test.each([
      '{"name":"O\'Brien <é> & 中文 😀","tabs":"\\t\\r\\n"}',
      '[1,2]',
      '"text"',
      '  spaces  ',
      ']]>',
      '&amp;',
      'plain',
      '\u2028 \u007f',
    ])('comes back as it was sent: %j', async (text) => {
      await queue.send(text);
      expect((await receiveOne()).text).toBe(text);
    });

    test('of exactly 64 KiB comes back whole', async () => {
      const text = `"${'é'.repeat(32 * 1024 - 1)}"`;
      await queue.send(text);
      expect((await receiveOne()).text).toBe(text);
    });

    test('put as base64 of JSON is read as the JSON', async () => {
      await queue.send(Buffer.from('{"jobId":"é"}').toString('base64'));
      expect((await receiveOne()).text).toBe('{"jobId":"é"}');
    });

    test('says when it was taken, to the second, and that this is its first delivery', async () => {
      const before = Date.now();
      await queue.send('{}');
      const after = Date.now();
      const message = await receiveOne();
      expect(message.insertedAt).toBeGreaterThan(before - 1000);
      expect(message.insertedAt).toBeLessThanOrEqual(after);
      expect(message.dequeueCount).toBe(1);
    });

    test.each<{ name: string; text: string }>([
      { name: 'over 64 KiB', text: 'x'.repeat(64 * 1024 + 1) },
      { name: 'over 64 KiB as UTF-8', text: 'é'.repeat(32 * 1024 + 1) },
      { name: 'with a control character', text: 'a\u0000b' },
      { name: 'with a line break', text: 'a\nb' },
      { name: 'with half a surrogate pair', text: 'a\ud800' },
    ])('$name is refused and not sent', async ({ text }) => {
      await expect(queue.send(text)).rejects.toBeInstanceOf(StoreLimitExceeded);
      expect(await queue.approximateCount()).toBe(0);
    });
  });

  describe('receiving', () => {
    test('from an empty queue gives nothing', async () => {
      expect(await queue.receive(32, 30)).toEqual([]);
    });

    test('gives the oldest first, at most as many as asked, each to one receiver', async () => {
      for (const text of ['1', '2', '3', '4', '5']) await queue.send(text);
      const first = await queue.receive(2, 30);
      const second = await queue.receive(32, 30);
      expect(first.map((message) => message.text)).toEqual(['1', '2']);
      expect(second.map((message) => message.text)).toEqual(['3', '4', '5']);
      expect(await queue.receive(32, 30)).toEqual([]);
      expect(await queue.approximateCount()).toBe(5);
    });

    test('gives 32 at once, and no more may be asked for', async () => {
      for (let count = 0; count < 33; count += 1) await queue.send('{}');
      expect(await queue.receive(32, 30)).toHaveLength(32);
      expect(await queue.receive(1, 30)).toHaveLength(1);
      for (const max of [0, 33]) await expect(queue.receive(max, 30)).rejects.toThrow(RangeError);
    });

    test('gives a message again when its time is up, counted, with another receipt', async () => {
      await queue.send('{}');
      const first = await receiveOne(1);
      expect(await queue.receive(1, 30)).toEqual([]);
      const second = await waitForOne();
      expect(second).toMatchObject({ id: first.id, text: '{}', dequeueCount: 2, insertedAt: first.insertedAt });
      expect(second.popReceipt).not.toBe(first.popReceipt);
    });

    test('does not give a delayed message before its time', async () => {
      await queue.send('late', { delaySeconds: 1 });
      await queue.send('now');
      expect((await queue.receive(32, 30)).map((message) => message.text)).toEqual(['now']);
      expect((await waitForOne()).text).toBe('late');
    });

    test.each([0, 33, 1.5])('refuses to take %d messages', async (max) => {
      await expect(queue.receive(max, 30)).rejects.toThrow(RangeError);
    });

    test.each([0, 604_801, 1.5])('refuses to hide messages for %d seconds', async (seconds) => {
      await expect(queue.receive(1, seconds)).rejects.toThrow(RangeError);
    });

    test.each([-1, 604_801, 0.5])('refuses to delay a message for %d seconds', async (delaySeconds) => {
      await expect(queue.send('{}', { delaySeconds })).rejects.toThrow(RangeError);
    });
  });

  describe('extending', () => {
    test('keeps a message hidden from now on and changes its receipt', async () => {
      await queue.send('{}');
      const held = await receiveOne(1);
      const extended = await queue.extend(held, 30);
      expect(extended).toEqual({ ...held, popReceipt: expect.any(String) });
      expect(extended.popReceipt).not.toBe(held.popReceipt);
      // A second message, delayed by two seconds, shows that the first one's second is long over.
      await queue.send('mark', { delaySeconds: 2 });
      expect((await waitForOne()).text).toBe('mark');
      await queue.remove(extended);
    });

    test('by no seconds gives the message back at once', async () => {
      await queue.send('{}');
      const held = await receiveOne();
      await queue.extend(held, 0);
      expect(await waitForOne()).toMatchObject({ id: held.id, dequeueCount: 2 });
    });

    test('with the receipt of an earlier extension is a conflict', async () => {
      await queue.send('{}');
      const held = await receiveOne();
      const extended = await queue.extend(held, 30);
      await expect(queue.extend(held, 30)).rejects.toBeInstanceOf(StoreConflict);
      await queue.remove(await queue.extend(extended, 30));
    });

    test('a message that somebody else received meanwhile is a conflict', async () => {
      await queue.send('{}');
      const held = await receiveOne(1);
      await waitForOne();
      await expect(queue.extend(held, 30)).rejects.toBeInstanceOf(StoreConflict);
    });

    test('a message that is gone is a conflict', async () => {
      await queue.send('{}');
      const held = await receiveOne();
      await queue.remove(held);
      await expect(queue.extend(held, 30)).rejects.toBeInstanceOf(StoreConflict);
    });

    test.each([-1, 604_801, 1.5])('refuses %d seconds', async (seconds) => {
      await queue.send('{}');
      await expect(queue.extend(await receiveOne(), seconds)).rejects.toThrow(RangeError);
    });
  });

  describe('removing', () => {
    test('takes the message for good; once more is fine', async () => {
      await queue.send('{}');
      const held = await receiveOne();
      await queue.remove(held);
      await queue.remove(held);
      expect(await queue.approximateCount()).toBe(0);
    });

    test('works after the time is up, as long as nobody else received the message', async () => {
      await queue.send('{}');
      const held = await receiveOne(1);
      // Looking whether the message is back would receive it; a delayed one in another queue shows that time is up.
      const clock = open(`clock-${queues}`);
      await clock.ensure();
      await clock.send('{}', { delaySeconds: 2 });
      await eventually(async () => expect(await clock.receive(1, 30)).toHaveLength(1));
      await queue.remove(held);
      expect(await queue.approximateCount()).toBe(0);
    });

    test('with a receipt from before an extension is a conflict and leaves the message', async () => {
      await queue.send('{}');
      const held = await receiveOne();
      const extended = await queue.extend(held, 30);
      await expect(queue.remove(held)).rejects.toBeInstanceOf(StoreConflict);
      expect(await queue.approximateCount()).toBe(1);
      await queue.remove(extended);
      expect(await queue.approximateCount()).toBe(0);
    });

    test('a message that somebody else holds by now is a conflict and leaves it to them', async () => {
      await queue.send('{}');
      const held = await receiveOne(1);
      const theirs = await waitForOne();
      await expect(queue.remove(held)).rejects.toBeInstanceOf(StoreConflict);
      await queue.remove(theirs);
      expect(await queue.approximateCount()).toBe(0);
    });
  });

  test('a queue that was not created is reported as unavailable', async () => {
    const missing = open('missing');
    await expect(missing.send('{}')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.receive(1, 30)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.approximateCount()).rejects.toBeInstanceOf(StoreUnavailable);
  });
}

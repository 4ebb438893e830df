import type { InvocationRequest } from '../../../../local/host/core/contract';
import { hold } from '../../../../local/host/queue/heldMessage';
import { toInvocationRequest } from '../../../../local/host/queue/messageData';
import { type QueueListener, startQueueListener } from '../../../../local/host/queue/queueListener';
import { createMemoryQueue, type MemoryQueue } from '../../../../shared/store/memory/memoryQueue';
import { ManualClock, settle } from '../../support/manualClock';
import { RecordingLogger } from '../../support/recordingLogger';

const HOLD_SECONDS = 20;

const clock = new ManualClock();
const logger = new RecordingLogger();
const noTick = () => Promise.resolve();

let queue: MemoryQueue;
let poisonQueue: MemoryQueue;
let listener: QueueListener | undefined;

beforeEach(async () => {
  queue = createMemoryQueue('operations', clock, noTick);
  poisonQueue = createMemoryQueue('operations-poison', clock, noTick);
  await queue.ensure();
  logger.lines.length = 0;
});

afterEach(() => listener?.stop());

async function listen(run: (request: InvocationRequest) => Promise<void>, withPoisonQueue = true): Promise<void> {
  listener = await startQueueListener({
    queueName: 'operations',
    queue,
    poisonQueue: withPoisonQueue ? poisonQueue : undefined,
    settings: {
      batchSize: 4,
      newBatchThreshold: 2,
      maxDequeueCount: 3,
      visibilityTimeoutMs: 5_000,
      maxPollingIntervalMs: 1_000,
    },
    holdSeconds: HOLD_SECONDS,
    handle: (message, visibleAt) => run(toInvocationRequest('data', message, visibleAt)),
    clock,
    logger,
  });
}

/** Functions that run until they are told to finish. */
function latches() {
  const finishers: (() => void)[] = [];
  return {
    run: () => new Promise<void>((resolve) => finishers.push(resolve)),
    started: () => finishers.length,
    finish: (index: number) => finishers[index]?.(),
    finishAll: () => {
      for (const finish of finishers) finish();
    },
  };
}

test('a message reaches the function with its text and metadata, and is removed when the function returns', async () => {
  const requests: InvocationRequest[] = [];
  await queue.send('{"bulk":1}');
  await listen(async (request) => {
    requests.push(request);
  });
  await settle();

  expect(requests).toEqual([
    {
      inputData: [{ name: 'data', data: { string: '{"bulk":1}' } }],
      triggerMetadata: {
        QueueTrigger: { string: '{"bulk":1}' },
        Id: { string: 'message-1' },
        DequeueCount: { int: 1 },
        PopReceipt: { string: 'receipt-2' },
        InsertionTime: { json: '"2026-01-15T09:30:00.000Z"' },
        NextVisibleTime: { json: '"2026-01-15T09:30:20.000Z"' },
        ExpirationTime: { json: '"9999-12-31T23:59:59.999Z"' },
      },
    },
  ]);
  expect(queue.messages()).toEqual([]);
});

test('the queue is made when it is missing', async () => {
  queue = createMemoryQueue('operations', clock, noTick);
  await listen(async () => undefined);
  await expect(queue.approximateCount()).resolves.toBe(0);
});

test('a new batch is asked for when no more than the threshold are in work', async () => {
  const work = latches();
  for (let index = 0; index < 10; index += 1) await queue.send(`${index}`);
  await listen(work.run);
  await settle();
  expect(work.started()).toBe(4);

  work.finish(0);
  await settle();
  expect(work.started()).toBe(4); // three still run

  work.finish(1);
  await settle();
  expect(work.started()).toBe(8); // two ran, and four came on top
  work.finishAll();
  await settle();
  work.finishAll();
});

test('an empty queue is looked at less and less often, and soon after work was seen', async () => {
  const receives: number[] = [];
  const receive = queue.receive;
  queue.receive = (max, visibilitySeconds) => {
    receives.push(clock.now());
    return receive(max, visibilitySeconds);
  };
  const startedAt = clock.now();
  await listen(async () => undefined);
  await clock.advance(3_600);
  expect(receives.map((at) => at - startedAt)).toEqual([0, 50, 150, 350, 750, 1_550, 2_550, 3_550]);

  await queue.send('work');
  receives.length = 0;
  await clock.advance(1_200);
  // 4,550: the message is found; at once again, for there may be more; then from 50 ms upwards.
  expect(receives.map((at) => at - startedAt)).toEqual([4_550, 4_550, 4_600, 4_700]);
});

test('a message stays hidden for as long as its function runs', async () => {
  const work = latches();
  await queue.send('long');
  await listen(work.run);
  await clock.advance(HOLD_SECONDS * 1_000 * 10);
  expect(work.started()).toBe(1);

  work.finishAll();
  await settle();
  expect(queue.messages()).toEqual([]);
});

test('a failed message comes back after the visibility timeout', async () => {
  const counts: unknown[] = [];
  await queue.send('fails once');
  await listen(async ({ triggerMetadata }) => {
    counts.push(triggerMetadata.DequeueCount?.int);
    if (counts.length === 1) throw new Error('not yet');
  });
  await clock.advance(4_900);
  expect(counts).toEqual([1]);
  await clock.advance(1_200);
  expect(counts).toEqual([1, 2]);
  expect(queue.messages()).toEqual([]);
});

test('after its last try a message goes to the poison queue as it was', async () => {
  let tries = 0;
  await queue.send('{"bad":true}');
  await listen(async () => {
    tries += 1;
    throw new Error('never');
  });
  await clock.advance(20_000);

  expect(tries).toBe(3);
  expect(queue.messages()).toEqual([]);
  expect(poisonQueue.messages().map(({ text }) => text)).toEqual(['{"bad":true}']);
  expect(logger.messages('warn')).toEqual(["Queue 'operations': a message was moved to the poison queue"]);
});

test('a message whose tries were used up by crashes goes to the poison queue unseen', async () => {
  let tries = 0;
  await queue.send('kills');
  for (let crash = 0; crash < 3; crash += 1) {
    await queue.receive(1, 1);
    await clock.advance(1_000);
  }
  await listen(async () => {
    tries += 1;
  });
  await settle();
  expect(tries).toBe(0);
  expect(poisonQueue.messages()).toHaveLength(1);
});

test('a poison queue has no poison queue: its message is tried three times, a hold apart, and stays', async () => {
  const tries: number[] = [];
  const startedAt = clock.now();
  await queue.send('beyond help');
  await listen(async () => {
    tries.push(clock.now() - startedAt);
    throw new Error('never');
  }, false);
  await clock.advance(200_000);
  // A hold of 20 s, and up to a second until the queue is looked at again.
  expect(tries.map((at) => Math.floor(at / 1_000))).toEqual([0, 20, 41]);
  expect(queue.messages()).toHaveLength(1);
});

test('neighbours of a failing message are processed', async () => {
  const done: unknown[] = [];
  await queue.send('bad');
  await queue.send('good');
  await listen(async ({ inputData }) => {
    if (inputData[0]?.data.string === 'bad') throw new Error('bad');
    done.push(inputData[0]?.data.string);
  });
  await settle();
  expect(done).toEqual(['good']);
});

test('stopping takes on nothing more and waits for the work under way', async () => {
  const work = latches();
  await queue.send('under way');
  await listen(work.run);
  await settle();

  let stopped = false;
  const stopping = listener?.stop().then(() => {
    stopped = true;
  });
  await queue.send('too late');
  await clock.advance(5_000);
  expect(stopped).toBe(false);

  work.finishAll();
  await stopping;
  expect(queue.messages().map(({ text }) => text)).toEqual(['too late']);
});

test('a queue that cannot be read is tried again, and the outage told once', async () => {
  const receive = queue.receive;
  queue.receive = async () => {
    throw new Error('connection refused');
  };
  let seen = 0;
  await queue.send('patience');
  await listen(async () => {
    seen += 1;
  });
  await clock.advance(200);
  expect(logger.messages('warn')).toEqual(["Queue 'operations' could not be read"]);

  queue.receive = receive;
  await clock.advance(1_000);
  expect(seen).toBe(1);
  expect(logger.messages('info')).toEqual(["Queue 'operations' can be read again"]);
});

test('a message that was lost to somebody else while it was worked on is left alone', async () => {
  const work = latches();
  await queue.send('contended');
  await listen(work.run);
  await settle();
  const [held] = queue.messages();
  if (held === undefined) throw new Error('the message is gone');
  await queue.extend(held, 600); // somebody else has it now

  await clock.advance(6_000);
  work.finishAll();
  await settle();
  expect(logger.messages('warn')).toEqual([
    "Queue 'operations': a message could not be kept hidden",
    "Queue 'operations': a message could not be settled and will come back",
  ]);
  expect(queue.messages()).toHaveLength(1);
});

test('a message whose function is abandoned comes back when its hold has run out', async () => {
  const work = latches();
  await queue.send('abandoned');
  await listen(work.run);
  await settle();
  listener?.abandon();
  await clock.advance(HOLD_SECONDS * 1_000 + 1_000);
  expect(work.started()).toBe(2);
  work.finishAll();
});

describe('a message that goes to the poison queue', () => {
  test('stays where it is while the poison queue does not take it: none is lost', async () => {
    poisonQueue = { ...poisonQueue, send: () => Promise.reject(new Error('Storage is away.')) };
    await queue.send('{"bad":true}');
    await listen(() => Promise.reject(new Error('It is bad.')));
    for (let round = 0; round < 10; round += 1) {
      clock.advance(10_000);
      await settle();
    }
    expect(queue.messages().map(({ text }) => text)).toEqual(['{"bad":true}']);
  });

  test('is there already when its removal fails: it may come twice', async () => {
    queue = { ...queue, remove: () => Promise.reject(new Error('Storage is away.')) };
    await queue.send('{"bad":true}');
    await listen(() => Promise.reject(new Error('It is bad.')));
    for (let round = 0; round < 10; round += 1) {
      clock.advance(10_000);
      await settle();
    }
    expect(poisonQueue.messages()[0]?.text).toBe('{"bad":true}');
  });
});

test('a message that is let go while it is prolonged is removed by the receipt that counts then', async () => {
  await queue.send('a');
  const [message] = await queue.receive(1, HOLD_SECONDS);
  if (message === undefined) throw new Error('There was no message.');
  let prolong = (): void => undefined;
  const under = new Promise<void>((resolve) => {
    prolong = resolve;
  });
  const extend: typeof queue.extend = async (...args) => {
    await under;
    return queue.extend(...args);
  };
  const held = hold({ ...queue, extend }, message, HOLD_SECONDS, clock, () => undefined);
  await clock.advance((HOLD_SECONDS / 2) * 1_000);
  const letGo = held.letGo();
  prolong();
  await queue.remove(await letGo);
  expect(queue.messages()).toEqual([]);
});

/**
 * Feeds one queue-triggered function as the Functions host does. The life of a message:
 *
 * received (hidden) -> invoked -> removed                        the function returned
 *                              -> hidden for visibilityTimeout   it threw, tries are left
 *                              -> poison queue, removed          it threw, that was the last try
 * received -> poison queue, removed                              its tries were used up by processes that died
 *
 * A poison queue has no poison queue of its own. A message of it that fails stays hidden until its hold has run out,
 * and when its tries are used up it stays where it is.
 */
import type { Clock } from '../../../shared/ports';
import type { Queue, QueueMessage } from '../../../shared/store/queue';
import type { Invoke } from '../core/invoke';
import type { QueueSettings } from '../hostJson';
import { describeError, type HostLog } from '../hostLog';
import type { Listener } from '../listener';
import type { TriggeredFunction } from '../triggers';
import { createBackOff } from './backOff';
import { type HeldMessage, hold } from './heldMessage';
import { toInvocationRequest } from './messageData';

export interface QueueListenerOptions {
  readonly trigger: TriggeredFunction;
  readonly queueName: string;
  readonly queue: Queue;
  /** Absent when the queue is a poison queue itself. */
  readonly poisonQueue: Queue | undefined;
  readonly settings: QueueSettings;
  /** How long a message stays hidden without being prolonged: what a crash costs. */
  readonly holdSeconds: number;
  readonly invoke: Invoke;
  readonly clock: Clock;
  readonly log: HostLog;
}

export interface QueueListener extends Listener {
  /** Lets go of the messages whose functions are still running: they come back when their hold has run out. */
  abandon(): void;
}

/** Creates the queue when it is missing, then polls it until stopped. */
export async function startQueueListener(options: QueueListenerOptions): Promise<QueueListener> {
  const { queue, settings, holdSeconds, clock, log, queueName } = options;
  await queue.ensure();
  const stopping = new AbortController();
  const backOff = createBackOff(settings.maxPollingIntervalMs);
  const running = new Set<Promise<void>>();
  const held = new Set<HeldMessage>();

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      while (running.size > settings.newBatchThreshold) await Promise.race(running);
      const messages = await receive();
      if (messages.length === 0) await pause(backOff.next());
      else backOff.reset();
      for (const message of messages) {
        const work = processMessage(options, message, held).finally(() => running.delete(work));
        running.add(work);
      }
    }
  }

  async function receive(): Promise<readonly QueueMessage[]> {
    if (stopping.signal.aborted) return [];
    try {
      return await queue.receive(settings.batchSize, holdSeconds);
    } catch (error) {
      log.host('warn', `Queue '${queueName}' could not be read`, { error: describeError(error) });
      return [];
    }
  }

  async function pause(delayMs: number): Promise<void> {
    await clock.sleep(delayMs, stopping.signal).catch(() => undefined); // stopped meanwhile
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
      await Promise.all(running);
    },
    abandon() {
      for (const message of held) void message.letGo();
    },
  };
}

/** Never rejects: what fails is logged, and the message comes back when its hold runs out. */
async function processMessage(
  options: QueueListenerOptions,
  message: QueueMessage,
  held: Set<HeldMessage>,
): Promise<void> {
  const { queueName, log } = options;
  try {
    if (message.dequeueCount > options.settings.maxDequeueCount) await poison(options, message);
    else await attempt(options, message, held);
  } catch (error) {
    const fields = { messageId: message.id, error: describeError(error) };
    log.host('warn', `Queue '${queueName}': a message could not be settled and will come back`, fields);
  }
}

async function attempt(options: QueueListenerOptions, message: QueueMessage, held: Set<HeldMessage>): Promise<void> {
  const { trigger, queue, queueName, settings, holdSeconds, clock, log } = options;
  const hidden = hold(queue, message, holdSeconds, clock, (error) => {
    const fields = { messageId: message.id, error: describeError(error) };
    log.host('warn', `Queue '${queueName}': a message could not be kept hidden`, fields);
  });
  held.add(hidden);
  const request = toInvocationRequest(trigger.bindingName, message, clock.now() + holdSeconds * 1000);
  const succeeded = await options.invoke(trigger.fn, request).then(
    () => true,
    () => false, // invoke has logged it
  );
  held.delete(hidden);
  const current = await hidden.letGo();
  if (succeeded) await queue.remove(current);
  else if (message.dequeueCount >= settings.maxDequeueCount) await poison(options, current);
  else if (options.poisonQueue !== undefined) {
    await queue.extend(current, Math.ceil(settings.visibilityTimeoutMs / 1000));
  }
}

/** Sent first, removed second: a crash between the two doubles a poison message and loses none. */
async function poison(options: QueueListenerOptions, message: QueueMessage): Promise<void> {
  const { queue, poisonQueue, queueName, log } = options;
  const fields = { messageId: message.id, dequeueCount: message.dequeueCount };
  if (poisonQueue === undefined) {
    log.host('warn', `Queue '${queueName}': a message has used up its tries and stays`, fields);
    return;
  }
  await poisonQueue.ensure();
  await poisonQueue.send(message.text);
  await queue.remove(message);
  log.host('warn', `Queue '${queueName}': a message was moved to the poison queue`, fields);
}

/**
 * Hands the messages of a queue on as the Functions host does: to a function, or to an agent's own work. The life of a
 * message:
 *
 * received (hidden) -> handled -> removed                        the handler returned
 *                              -> hidden for visibilityTimeout   it threw, tries are left
 *                              -> poison queue, removed          it threw, that was the last try
 * received -> poison queue, removed                              its tries were used up by processes that died
 *
 * A poison queue has no poison queue of its own. A message of it that fails stays hidden until its hold has run out,
 * and when its tries are used up it stays where it is.
 */
import type { Clock, Logger } from '../../../shared/ports';
import type { Queue, QueueMessage } from '../../../shared/store/contract/queue';
import type { QueueSettings } from '../hostJson';
import { describeError } from '../hostLog';
import type { Listener } from '../listener';
import { createBackOff } from './backOff';
import { type HeldMessage, hold } from './heldMessage';

export interface QueueListenerOptions {
  readonly queueName: string;
  readonly queue: Queue;
  /** Absent when the queue is a poison queue itself. */
  readonly poisonQueue: Queue | undefined;
  readonly settings: QueueSettings;
  /** How long a message stays hidden without being prolonged: what a crash costs. */
  readonly holdSeconds: number;
  /**
   * Works on a message; rejects when it is to come back. What went wrong is the handler's to log.
   * @param visibleAt when the message would come back by itself, milliseconds since the epoch
   */
  handle(message: QueueMessage, visibleAt: number): Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface QueueListener extends Listener {
  /** Lets go of the messages that are still worked on: they come back when their hold has run out. */
  abandon(): void;
}

/** Creates the queue when it is missing, then polls it until stopped. */
export async function startQueueListener(options: QueueListenerOptions): Promise<QueueListener> {
  const { queue, settings, holdSeconds, clock, logger, queueName } = options;
  await queue.ensure();
  const stopping = new AbortController();
  const backOff = createBackOff(settings.maxPollingIntervalMs);
  const running = new Set<Promise<void>>();
  const held = new Set<HeldMessage>();
  let isAway = false;

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
      const messages = await queue.receive(settings.batchSize, holdSeconds);
      if (isAway) logger.info(`Queue '${queueName}' can be read again`);
      isAway = false;
      return messages;
    } catch (error) {
      if (!isAway) logger.warn(`Queue '${queueName}' could not be read`, { error: String(error) });
      isAway = true; // told once: an outage may last for hours
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
  const { queueName, logger } = options;
  try {
    if (message.dequeueCount > options.settings.maxDequeueCount) await poison(options, message);
    else await attempt(options, message, held);
  } catch (error) {
    const fields = { messageId: message.id, error: describeError(error) };
    logger.warn(`Queue '${queueName}': a message could not be settled and will come back`, fields);
  }
}

async function attempt(options: QueueListenerOptions, message: QueueMessage, held: Set<HeldMessage>): Promise<void> {
  const { queue, queueName, settings, holdSeconds, clock, logger } = options;
  const hidden = hold(queue, message, holdSeconds, clock, (error) => {
    const fields = { messageId: message.id, error: describeError(error) };
    logger.warn(`Queue '${queueName}': a message could not be kept hidden`, fields);
  });
  held.add(hidden);
  const succeeded = await options.handle(message, clock.now() + holdSeconds * 1000).then(
    () => true,
    () => false, // the handler has logged it
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
  const { queue, poisonQueue, queueName, logger } = options;
  const fields = { messageId: message.id, dequeueCount: message.dequeueCount };
  if (poisonQueue === undefined) {
    logger.warn(`Queue '${queueName}': a message has used up its tries and stays`, fields);
    return;
  }
  await poisonQueue.ensure();
  await poisonQueue.send(message.text);
  await queue.remove(message);
  logger.warn(`Queue '${queueName}': a message was moved to the poison queue`, fields);
}

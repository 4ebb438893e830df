/**
 * An agent's work on the messages of its job, taken from the queues that the service made for its agents. Several agents
 * read the same queues: each takes what it can, and what one leaves behind when it dies comes to another.
 */

import type { Services } from '../../shared/composition/services';
import { isRunByAgents } from '../../shared/pipeline/jobSettings';
import { handlePoison } from '../../shared/pipeline/people/handlePoison';
import { agentQueueNames } from '../../shared/pipeline/queue/jobQueues';
import { readMessage } from '../../shared/pipeline/queue/messages';
import type { Clock, Logger } from '../../shared/ports';
import type { Storage } from '../../shared/store/azure/connection';
import type { Queue, QueueMessage } from '../../shared/store/contract/queue';
import { StoreUnavailable } from '../../shared/store/contract/table';
import type { QueueSettings } from '../host/hostJson';
import { describeError } from '../host/hostLog';
import { type QueueListener, type QueueListenerOptions, startQueueListener } from '../host/queue/queueListener';
import { repeat } from './repeat';

export interface MessageWorkParts {
  readonly jobId: string;
  readonly services: Services;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MessageWork {
  /** Takes no more messages; resolves when those in hand are done. */
  stop(): Promise<void>;
  /** Lets go of those in hand: they come to another agent when their hold has run out. */
  abandon(): void;
}

/** How long messages of an agent that died stay hidden from the others. */
const HOLD_SECONDS = 20;
/** As the deployed host has it (host.json): who runs the work must not decide how it is gathered. */
export const AGENT_QUEUE = {
  batchSize: 16,
  newBatchThreshold: 8,
  maxDequeueCount: 5,
  visibilityTimeoutMs: 5_000,
  maxPollingIntervalMs: 1_000,
} as const satisfies QueueSettings;
/** How often to look whether the job is the agents' by now, and to tell how the work gets on. */
const LOOK_MS = 5_000;
const TELL_MS = 30_000;

export function startMessageWork(parts: MessageWorkParts): MessageWork {
  const { jobId, services, clock, logger } = parts;
  const listeners: QueueListener[] = [];
  const count = { done: 0, failed: 0 };
  let isTold = false;

  const handle = (work: (text: string) => Promise<void>) => async (message: QueueMessage) => {
    try {
      await work(message.text);
      count.done += 1;
    } catch (error) {
      count.failed += 1;
      logger.error('A message failed', { dequeueCount: message.dequeueCount, error: told(error) });
      throw error;
    }
  };

  async function begin(): Promise<number> {
    const job = (await services.house.jobs.get(jobId))?.value;
    if (job?.hasAgentQueues !== true) {
      if (!isTold) logger.warn('The job is not run by agents: set IsSynchronizationAgentRequired to True; waiting');
      isTold = true;
      return LOOK_MS;
    }
    if (!isRunByAgents(job)) logger.warn('The service does the work of the job: messages that come here go back to it');
    const { operations, poison, operationsFirst, poisonFirst } = agentQueueNames(jobId);
    await listenTo(operationsFirst, poisonFirst);
    await listenTo(operations, poison);
    logger.info('Working on the messages of the job', { queue: operations });
    return TELL_MS;
  }

  async function listenTo(name: string, poison: string): Promise<void> {
    const [queue, poisonQueue] = [open(name, parts), open(poison, parts)];
    const common = {
      settings: AGENT_QUEUE,
      holdSeconds: HOLD_SECONDS,
      clock,
      logger,
    } satisfies Partial<QueueListenerOptions>;
    listeners.push(
      await startQueueListener({
        ...common,
        queueName: name,
        queue,
        poisonQueue,
        handle: handle((text) => services.gatherer.submit(readMessage(text))),
      }),
      await startQueueListener({
        ...common,
        queueName: poison,
        queue: poisonQueue,
        poisonQueue: undefined,
        handle: handle((text) => handlePoison(text, services.house)),
      }),
    );
  }

  const rounds = repeat({
    what: 'The work on messages',
    afterFailureMs: LOOK_MS,
    clock,
    logger,
    async round() {
      if (listeners.length === 0) return begin();
      if (count.done + count.failed > 0) logger.info('Messages worked on', { done: count.done, failed: count.failed });
      Object.assign(count, { done: 0, failed: 0 });
      return TELL_MS;
    },
  });
  return {
    async stop() {
      await rounds.stop();
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
    abandon() {
      for (const listener of listeners) listener.abandon();
    },
  };
}

/** Of storage that is away nobody needs to know which line noticed. */
function told(error: unknown): string {
  return error instanceof StoreUnavailable ? error.message : describeError(error);
}

/** The service made the queues; an agent's access need not allow making any. */
function open(name: string, { storage }: MessageWorkParts): Queue {
  return { ...storage.queue(name), ensure: async () => undefined };
}

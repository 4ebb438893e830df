/**
 * A worker's side of a queue, as the Functions host does it: a few messages at a time, kept hidden while they are worked
 * on, tried again a few times, and then moved to the poison queue.
 */
import type { Clock } from '../../shared/ports';
import type { Queue, QueueMessage } from '../../shared/store/contract/queue';
import type { Chance } from './chance';

export interface Listening {
  readonly queue: Queue;
  /** Absent: messages that fail come back for ever. */
  readonly poison: Queue | undefined;
  readonly clock: Clock;
  readonly chance: Chance;
  handle(text: string): Promise<void>;
  tell(what: string): void;
  /** How long an empty queue is left alone at most. */
  longestPollMs(): number;
  /** Told of what this worker holds, by its message and its latest receipt. */
  holding: Map<string, QueueMessage>;
  /** A planted fault: the message is deleted before it is worked on. */
  readonly removesFirst: boolean;
}

const BATCH = 4;
const NEW_BATCH_BELOW = 3;
const MOST_TRIES = 5;
const HOLD_SECONDS = 30;
const RETRY_SECONDS = 5;

/** Never returns: it ends with its process. */
export async function listen(listening: Listening): Promise<never> {
  const { queue, clock, chance } = listening;
  const running = new Set<Promise<void>>();
  for (;;) {
    while (running.size >= NEW_BATCH_BELOW) await Promise.race(running);
    const messages = await queue.receive(BATCH, HOLD_SECONDS).catch((): readonly QueueMessage[] => []);
    if (messages.length === 0) await clock.sleep(chance.between(500, listening.longestPollMs()));
    for (const message of messages) {
      const work = attend(message, listening).finally(() => running.delete(work));
      running.add(work);
    }
  }
}

/** Never rejects: what goes wrong with the queue brings the message back when its hold runs out. */
async function attend(message: QueueMessage, listening: Listening): Promise<void> {
  listening.holding.set(message.id, message);
  try {
    await attempt(message, listening);
  } catch (error) {
    listening.tell(`${message.id} could not be settled: ${String(error)}`);
  } finally {
    listening.holding.delete(message.id);
  }
}

async function attempt(message: QueueMessage, listening: Listening): Promise<void> {
  const { queue, poison, removesFirst } = listening;
  if (removesFirst) await queue.remove(message);
  if (poison !== undefined && message.dequeueCount > MOST_TRIES) return bury(message, poison, listening);
  const letGo = removesFirst ? async () => message : hold(message, listening);
  const failure = await listening.handle(message.text).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const held = await letGo();
  if (failure === undefined) return queue.remove(held);
  listening.tell(`${message.id} failed: ${failure}`);
  if (poison !== undefined && message.dequeueCount >= MOST_TRIES) return bury(held, poison, listening);
  await queue.extend(held, RETRY_SECONDS);
}

async function bury(message: QueueMessage, poison: Queue, { queue }: Listening): Promise<void> {
  await poison.send(message.text);
  await queue.remove(message);
}

/** @returns ends the hold, and gives the message with the receipt that counts now */
function hold(message: QueueMessage, { queue, clock, holding, tell }: Listening): () => Promise<QueueMessage> {
  const stopping = new AbortController();
  let current = message;
  async function keep(): Promise<void> {
    for (;;) {
      try {
        await clock.sleep((HOLD_SECONDS * 1_000) / 4, stopping.signal);
      } catch {
        return; // let go
      }
      try {
        current = await queue.extend(current, HOLD_SECONDS);
        holding.set(message.id, current);
      } catch (error) {
        tell(`${message.id} could not be kept hidden: ${String(error)}`);
        return;
      }
    }
  }
  const keeping = keep();
  return async () => {
    stopping.abort();
    await keeping;
    return current;
  };
}

/**
 * A storage queue in memory, true to the service in what the pipeline relies on: a received message is hidden and comes
 * back by itself when its time is up, each delivery and each extension changes its pop receipt, and only the latest
 * receipt counts. Ids and receipts are counted; time comes from the clock handed in. Held to the same contract suite as
 * `azureQueue.ts`.
 */
import type { Clock } from '../../ports';
import { checkMessage, checkVisibility, checkWhole } from '../contract/limits';
import { readMessageText } from '../contract/messageText';
import type { Queue, QueueMessage } from '../contract/queue';
import { StoreConflict, StoreUnavailable } from '../contract/table';
import type { Tick } from './memoryTable';

export interface MemoryQueue extends Queue {
  /** Every message in the queue, hidden ones included, oldest first, at this very moment: for checks, without a tick. */
  messages(): QueueMessage[];
}

interface Stored {
  readonly sequence: number;
  readonly text: string;
  readonly insertedAt: number;
  visibleAt: number;
  popReceipt: string;
  dequeueCount: number;
}

export function createMemoryQueue(name: string, clock: Pick<Clock, 'now'>, tick: Tick): MemoryQueue {
  const messages = new Map<string, Stored>();
  let exists = false;
  let sent = 0;
  let receipts = 0;

  /** Runs one storage call: tick, effect, tick. The effect itself is never interrupted. */
  async function call<T>(effect: (now: number) => T): Promise<T> {
    await tick();
    if (!exists) throw new StoreUnavailable(`queue ${name} does not exist`);
    const result = effect(clock.now());
    await tick();
    return result;
  }

  function hide(stored: Stored, now: number, seconds: number): void {
    stored.visibleAt = now + seconds * 1000;
    stored.popReceipt = `receipt-${++receipts}`;
  }

  return {
    async ensure() {
      await tick();
      exists = true;
      await tick();
    },

    async send(text, options = {}) {
      const delaySeconds = options.delaySeconds ?? 0;
      checkMessage(text);
      checkVisibility('delaySeconds', delaySeconds, 0);
      await call((now) => {
        const sequence = ++sent;
        messages.set(`message-${sequence}`, {
          sequence,
          text,
          insertedAt: wholeSecond(now),
          visibleAt: now + delaySeconds * 1000,
          popReceipt: `receipt-${++receipts}`,
          dequeueCount: 0,
        });
      });
    },

    async receive(max, visibilitySeconds) {
      checkWhole('max', max, 1, 32);
      checkVisibility('visibilitySeconds', visibilitySeconds, 1);
      return call((now) => {
        const waiting = [...messages].filter(([, stored]) => stored.visibleAt <= now);
        waiting.sort(([, a], [, b]) => a.visibleAt - b.visibleAt || a.sequence - b.sequence);
        return waiting.slice(0, max).map(([id, stored]) => {
          hide(stored, now, visibilitySeconds);
          stored.dequeueCount += 1;
          return toMessage(id, stored);
        });
      });
    },

    async extend(message, visibilitySeconds) {
      checkVisibility('visibilitySeconds', visibilitySeconds, 0);
      return call((now) => {
        const stored = messages.get(message.id);
        if (stored === undefined) throw new StoreConflict(`message ${message.id} is gone`, 0);
        if (stored.popReceipt !== message.popReceipt) throw heldByAnother(message);
        hide(stored, now, visibilitySeconds);
        return { ...message, popReceipt: stored.popReceipt };
      });
    },

    async remove(message) {
      await call(() => {
        const stored = messages.get(message.id);
        if (stored !== undefined && stored.popReceipt !== message.popReceipt) throw heldByAnother(message);
        messages.delete(message.id);
      });
    },

    async hasVisible() {
      return call((now) => [...messages.values()].some(({ visibleAt }) => visibleAt <= now));
    },

    async approximateCount() {
      return call(() => messages.size);
    },

    messages() {
      return [...messages].map(([id, stored]) => toMessage(id, stored));
    },
  };
}

function toMessage(id: string, stored: Stored): QueueMessage {
  const { text, dequeueCount, insertedAt, popReceipt } = stored;
  return { id, text: readMessageText(text), dequeueCount, insertedAt, popReceipt };
}

function heldByAnother(message: QueueMessage): StoreConflict {
  return new StoreConflict(`message ${message.id} is held by somebody else`, 0);
}

/** The service states the time of insertion in an HTTP date, which has no milliseconds. */
function wholeSecond(now: number): number {
  return Math.floor(now / 1000) * 1000;
}

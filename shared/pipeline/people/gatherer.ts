/**
 * Messages that are delivered at the same time, worked on together. The Functions trigger hands over one message an
 * invocation but runs many invocations in one worker; gathered, they share reads and transactions, and no two of them
 * race for one person.
 *
 * While messages of a job are worked on, those that arrive wait and form the next batch, so batches grow with the load
 * and a lone message waits for nobody.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message } from '../queue/messages';
import type { Refused } from './processMessages';

export interface Gatherer {
  /** Resolves when the message is done; rejects when it must be delivered again. */
  submit(message: Message): Promise<void>;
}

interface Waiting {
  readonly message: Message;
  /** Runs work as part of the invocation that the message came with: of the one that began to drain nothing may be left. */
  inItsInvocation<T>(work: () => T): T;
  resolve(): void;
  reject(error: unknown): void;
}

const NOTHING_REFUSED: Refused = new Map();

/** More in one go would not make it cheaper, but the first would wait longer for the last. */
const MOST_MESSAGES = 64;

/** @param breathe a pause in which invocations started together can all submit */
export function createGatherer(
  work: (jobId: string, messages: readonly Message[]) => Promise<Refused>,
  breathe: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve)),
): Gatherer {
  const waiting = new Map<string, Waiting[]>();
  const busy = new Set<string>();

  async function drain(jobId: string): Promise<void> {
    if (busy.has(jobId)) return;
    busy.add(jobId);
    try {
      await breathe();
      for (let batch = next(jobId); batch.length > 0; batch = next(jobId)) await runBatch(jobId, batch);
    } finally {
      busy.delete(jobId);
    }
  }

  function next(jobId: string): Waiting[] {
    const all = waiting.get(jobId) ?? [];
    waiting.set(jobId, all.slice(MOST_MESSAGES));
    return all.slice(0, MOST_MESSAGES);
  }

  async function runBatch(jobId: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const messages = batch.map(({ message }) => message);
      const [first] = batch;
      const refused = (await first?.inItsInvocation(() => work(jobId, messages))) ?? NOTHING_REFUSED;
      for (const { message, resolve, reject } of batch) {
        const reason = refused.get(message);
        if (reason === undefined) resolve();
        else reject(reason);
      }
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) return only?.reject(error);
      // One of them may be the culprit; alone, the others get through (I6). What was committed is recognised and left.
      for (const one of batch) await runBatch(jobId, [one]);
    }
  }

  return {
    submit(message) {
      return new Promise<void>((resolve, reject) => {
        const all = waiting.get(message.jobId) ?? [];
        waiting.set(message.jobId, [
          ...all,
          { message, inItsInvocation: AsyncLocalStorage.snapshot(), resolve, reject },
        ]);
        void drain(message.jobId);
      });
    },
  };
}

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

export interface Gatherer<M = Message> {
  /** Resolves when the message is done; rejects when it must be delivered again. */
  submit(message: M): Promise<void>;
}

interface Waiting<M> {
  readonly message: M;
  /** Runs work as part of the invocation that the message came with: of the one that began to drain nothing may be left. */
  inItsInvocation<T>(work: () => T): T;
  resolve(): void;
  reject(error: unknown): void;
}

const NOTHING_REFUSED = new Map<never, never>();

/** More in one go would not make it cheaper, but the first would wait longer for the last. */
const MOST_MESSAGES = 64;

/**
 * @param breathe a pause in which invocations started together can all submit
 * @param laneOf what is worked on together: messages of one job, unless told otherwise
 */
export function createGatherer<M extends Pick<Message, 'jobId'> = Message>(
  work: (lane: string, messages: readonly M[]) => Promise<ReadonlyMap<M, unknown>>,
  breathe: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve)),
  laneOf: (message: M) => string = ({ jobId }) => jobId,
): Gatherer<M> {
  const waiting = new Map<string, Waiting<M>[]>();
  const busy = new Set<string>();

  async function drain(lane: string): Promise<void> {
    if (busy.has(lane)) return;
    busy.add(lane);
    try {
      await breathe();
      for (let batch = next(lane); batch.length > 0; batch = next(lane)) await runBatch(lane, batch);
    } finally {
      busy.delete(lane);
    }
  }

  function next(lane: string): Waiting<M>[] {
    const all = waiting.get(lane) ?? [];
    waiting.set(lane, all.slice(MOST_MESSAGES));
    return all.slice(0, MOST_MESSAGES);
  }

  async function runBatch(lane: string, batch: readonly Waiting<M>[]): Promise<void> {
    try {
      const messages = batch.map(({ message }) => message);
      const [first] = batch;
      const refused = (await first?.inItsInvocation(() => work(lane, messages))) ?? NOTHING_REFUSED;
      for (const { message, resolve, reject } of batch) {
        const reason = refused.get(message);
        if (reason === undefined) resolve();
        else reject(reason);
      }
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) return only?.reject(error);
      // One of them may be the culprit; alone, the others get through (I6). What was committed is recognised and left.
      for (const one of batch) await runBatch(lane, [one]);
    }
  }

  return {
    submit(message) {
      const lane = laneOf(message);
      return new Promise<void>((resolve, reject) => {
        const all = waiting.get(lane) ?? [];
        waiting.set(lane, [...all, { message, inItsInvocation: AsyncLocalStorage.snapshot(), resolve, reject }]);
        void drain(lane);
      });
    },
  };
}

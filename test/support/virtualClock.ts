/**
 * A clock that stands still while anything is being done and jumps to the next sleeper when nothing is: hours of pacing
 * run in moments, and the same way every time. It counts whole milliseconds. Only for work that waits for nothing but this clock.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../shared/ports';

export interface VirtualClock extends Clock {
  /** Runs until the work is done. @returns what it gives */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

export function virtualClock(start = Date.parse('2026-01-15T09:30:00Z')): VirtualClock {
  let now = start;
  let order = 0;
  const sleepers: Sleeper[] = [];

  function next(): Sleeper | undefined {
    let first = 0;
    for (const [index, { at, order: rank }] of sleepers.entries()) {
      const best = sleepers[first];
      if (best && (at < best.at || (at === best.at && rank < best.order))) first = index;
    }
    return sleepers.splice(first, 1)[0];
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        order += 1;
        const cut = () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason);
        };
        const wake = () => {
          signal?.removeEventListener('abort', cut);
          resolve();
        };
        const sleeper = { at: now + Math.ceil(Math.max(0, ms)), order, wake };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', cut, { once: true });
      }),
    async run(work) {
      let done = false;
      const finished = work.finally(() => {
        done = true;
      });
      finished.catch(() => undefined);
      for (;;) {
        await turn(); // every promise that can settle has settled
        if (done) return finished;
        const sleeper = next();
        if (sleeper === undefined) throw new Error('The work waits for something that is not the clock.');
        now = sleeper.at;
        sleeper.wake();
      }
    },
  };
}

/**
 * The clock of an agent, whose machine may be many minutes off: storage tells the time with each answer, in whole seconds,
 * as the service does, and the agent goes by that (`storageClock.ts`).
 */
import type { Clock } from '../../shared/ports';
import type { Storage } from '../../shared/store/azure/connection';
import { createStorageClock, type StorageClock } from '../../shared/store/contract/storageClock';
import type { Scheduler } from './scheduler';

export interface AgentTime {
  readonly clock: Clock;
  /** The machine's own. */
  readonly machine: Clock;
  readonly storage: Storage;
}

/** @param skewMs how far the machine's clock is ahead of true time */
export function agentTime(storage: Storage, skewMs: number, scheduler: Scheduler): AgentTime {
  const machine: Clock = { now: () => scheduler.now + skewMs, sleep: (ms, signal) => scheduler.sleep(ms, signal) };
  const clock = createStorageClock(machine);
  const telling = <T extends object>(thing: T): T => tellingTime(thing, clock, scheduler);
  return {
    clock,
    machine,
    storage: { table: (name) => telling(storage.table(name)), queue: (name) => telling(storage.queue(name)) },
  };
}

/** The same with word of the time in each answer; lists, which come in pages, tell nothing here. */
function tellingTime<T extends object>(thing: T, clock: StorageClock, { clock: truth }: Scheduler): T {
  return new Proxy(thing, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const hear = clock.asking();
        const answer: unknown = Reflect.apply(method, target, args);
        if (answer instanceof Promise) answer.then(tell, tell);
        return answer;
        function tell(): void {
          hear(Math.floor(truth.now() / 1_000) * 1_000);
        }
      };
    },
  });
}

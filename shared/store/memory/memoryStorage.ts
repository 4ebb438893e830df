/** A storage account in memory, for tests and the simulation: one clock and one scheduler for all its tables and queues. */
import type { Clock } from '../../ports';
import type { Storage } from '../azure/connection';
import { checkQueueName, checkTableName } from '../contract/limits';
import { createMemoryQueue, type MemoryQueue } from './memoryQueue';
import { createMemoryTable, type MemoryTable, type Tick, type Watch } from './memoryTable';

export interface MemoryStorageOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Awaited before and after each effect; when absent, other work gets its turn and that is all. */
  readonly tick?: Tick;
  /** Tables by name whose writes are told. */
  readonly watch?: Readonly<Record<string, Watch>>;
}

export interface MemoryStorage extends Storage {
  table(name: string): MemoryTable;
  queue(name: string): MemoryQueue;
}

export function createMemoryStorage({
  clock,
  tick = () => Promise.resolve(),
  watch = {},
}: MemoryStorageOptions): MemoryStorage {
  const tables = new Map<string, MemoryTable>();
  const queues = new Map<string, MemoryQueue>();
  return {
    table(name) {
      checkTableName(name);
      const table = tables.get(name) ?? createMemoryTable(name, tick, { clock, watch: watch[name] });
      tables.set(name, table);
      return table;
    },
    queue(name) {
      checkQueueName(name);
      const queue = queues.get(name) ?? createMemoryQueue(name, clock, tick);
      queues.set(name, queue);
      return queue;
    },
  };
}

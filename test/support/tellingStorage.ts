/** Storage in memory that tells each of its effects, in order, so that a test can say which must come before which. */
import { keysOf } from '../../shared/store/contract/entity';
import type { MemoryQueue } from '../../shared/store/memory/memoryQueue';
import type { MemoryStorage } from '../../shared/store/memory/memoryStorage';
import type { MemoryTable } from '../../shared/store/memory/memoryTable';

export interface TellingStorage extends MemoryStorage {
  /** `jobs remove job!… parked!…`, `operations send`, and a line for each action of a transaction. */
  readonly effects: string[];
}

interface Keys {
  readonly partitionKey: string;
  readonly rowKey: string;
}

export function tellingStorage(storage: MemoryStorage): TellingStorage {
  const effects: string[] = [];

  function tellingTable(name: string): MemoryTable {
    const table = storage.table(name);
    const tell = (kind: string, { partitionKey, rowKey }: Keys) =>
      void effects.push(`${name} ${kind} ${partitionKey} ${rowKey}`);
    return {
      ...table,
      async insert(entity) {
        const etag = await table.insert(entity);
        tell('insert', entity);
        return etag;
      },
      async upsert(entity) {
        const etag = await table.upsert(entity);
        tell('upsert', entity);
        return etag;
      },
      async replace(entity, version) {
        const etag = await table.replace(entity, version);
        tell('replace', entity);
        return etag;
      },
      async remove(...args) {
        await table.remove(...args);
        tell('remove', { partitionKey: args[0], rowKey: args[1] });
      },
      async transact(actions) {
        const etags = await table.transact(actions);
        for (const action of actions) tell(action.kind, keysOf(action));
        return etags;
      },
    };
  }

  function tellingQueue(name: string): MemoryQueue {
    const queue = storage.queue(name);
    return {
      ...queue,
      async send(...args) {
        await queue.send(...args);
        effects.push(`${name} send`);
      },
      async remove(message) {
        await queue.remove(message);
        effects.push(`${name} remove`);
      },
    };
  }

  return { table: tellingTable, queue: tellingQueue, effects };
}

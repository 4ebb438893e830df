/** Faults in how messages are handled. */
import { ProvisioningError } from '../../../shared/errors';
import { StoreUnavailable, type Table } from '../../../shared/store/contract/table';
import type { Target } from '../../../shared/targets/target';
import { type PlantedFault, untouched } from './plantedFault';
import { isIndex, poisoning, replacing, rowKeyOf, sending, transacting } from './rows';
import { deadly, strangers } from './weathers';

/** Every call fails as if the storage were gone. */
function withoutMercy(target: Target): Target {
  const harsh =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      try {
        return await call(...args);
      } catch (error) {
        if (error instanceof ProvisioningError) throw new StoreUnavailable(error.message);
        throw error;
      }
    };
  return { ...target, create: harsh(target.create), update: harsh(target.update) };
}

/** The operations of an upload are gone as soon as they are read. */
function removedWhenRead(table: Table): Table {
  return {
    ...table,
    async *query(range) {
      const rows = [];
      for await (const row of table.query(range)) rows.push(row);
      for (const { partitionKey, rowKey } of rows) {
        if (range.from?.startsWith('payload!')) await table.remove(partitionKey, rowKey);
      }
      yield* rows;
    },
  };
}

export const QUEUE_FAULTS: readonly PlantedFault[] = [
  { ...untouched, name: 'removed-first', what: 'a message is deleted before it is worked on', removesFirst: true },
  {
    ...untouched,
    name: 'poison-dropped',
    what: 'a message that failed every try is thrown away',
    storage: (storage) => poisoning(storage, async () => undefined),
  },
  {
    ...untouched,
    name: 'postponed-dropped',
    firstLook: 95,
    what: "an operation that has to wait for somebody else's claim is not put back into the queue",
    storage: (storage) =>
      sending(storage, async (queue, text, options) => {
        const isPostponed = (options?.delaySeconds ?? 0) > 0 && text.includes('"kind":"operations"');
        if (!isPostponed) await queue.send(text, options);
      }),
  },
  {
    ...untouched,
    name: 'payload-removed-first',
    what: 'the operations of an upload are removed before they are worked on',
    weather: (weather) => ({ ...weather, staged: true, crashes: 0.01 }),
    storage: (storage) => replacing(storage, { jobs: removedWhenRead }),
  },
  {
    ...untouched,
    name: 'one-for-all',
    firstLook: 5,
    weather: deadly,
    what: "one person's trouble fails the whole message",
    target: withoutMercy,
  },
  {
    ...untouched,
    name: 'waiting-forgotten',
    firstLook: 16,
    what: 'those who wait for an account are not told of it, and the timer does not know of them',
    weather: strangers,
    storage: (storage) =>
      sending(
        replacing(storage, {
          people: (table) =>
            transacting(table, async (actions) => {
              const etags = await table.transact(actions.filter((action) => !rowKeyOf(action).startsWith('w!')));
              return alignedWith(actions, etags);
            }),
        }),
        async (queue, text, options) => {
          if (!text.includes('"errand":"resolveWaiting"')) await queue.send(text, options);
        },
      ),
  },
];

/** Index rows come after their people, so the etags of people stay in front of where they were. */
function alignedWith(actions: Parameters<Table['transact']>[0], etags: readonly string[]): readonly string[] {
  let next = 0;
  return actions.map((action) => (isIndex(action) && rowKeyOf(action).startsWith('w!') ? '' : (etags[next++] ?? '')));
}

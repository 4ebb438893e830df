/** Faults in how references are kept, tried again and found. */
import type { Queue, QueueMessage } from '../../../shared/store/contract/queue';
import type { Table, TableAction } from '../../../shared/store/contract/table';
import { type PlantedFault, untouched } from './plantedFault';
import { replacing, rowKeyOf, transacting, withState } from './rows';
import { refusing, restaffed } from './weathers';

/** What the target said to a reference is not kept: it waits as if its person had no account. */
function forgetting(action: TableAction): TableAction {
  if (action.kind !== 'remove' && rowKeyOf(action).startsWith('w!'))
    return { ...action, entity: { ...action.entity, dueAt: 0 } };
  return withState(action, (state) => ({ ...state, waiting: unrefused(state.waiting) }));
}

function unrefused(waiting: unknown): unknown {
  if (Array.isArray(waiting)) return waiting.map(unrefused);
  if (typeof waiting !== 'object' || waiting === null) return waiting;
  const { refused: _, ...others } = waiting as { readonly refused?: unknown };
  return others;
}

/** A look at references that is done is to be done again. */
function looping(queue: Queue): Queue {
  const texts = new Map<string, string>();
  return {
    ...queue,
    async receive(max, visibilitySeconds) {
      const messages = await queue.receive(max, visibilitySeconds);
      for (const { id, text } of messages) texts.set(id, text);
      return messages;
    },
    async remove(message: QueueMessage) {
      const text = texts.get(message.id);
      if (text?.includes('"errand":"resolveWaiting"')) await queue.send(text, { delaySeconds: 5 });
      return queue.remove(message);
    },
  };
}

/** Nobody is found who refers to anybody. */
function withoutReferrers(table: Table): Table {
  return {
    ...table,
    async *query(range) {
      if (!range.from?.startsWith('m!')) yield* table.query(range);
    },
  };
}

export const REFERENCE_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'refusal-forgotten',
    what: 'a reference that is always refused is tried whenever somebody looks',
    profile: 'references',
    weather: refusing,
    within: 60,
    storage: (storage) =>
      replacing(storage, {
        people: (table) => transacting(table, (actions) => table.transact(actions.map(forgetting))),
      }),
  },
  {
    ...untouched,
    name: 'reference-loops',
    what: 'a look at references begins another one when it is done',
    profile: 'references',
    weather: refusing,
    within: 60,
    firstLook: 27,
    storage: (storage) => replacing(storage, {}, { operations: looping }),
  },
  {
    ...untouched,
    name: 'referrers-untold',
    what: 'whose manager has another account is not told',
    profile: 'references',
    weather: restaffed,
    within: 100,
    firstLook: 5,
    storage: (storage) => replacing(storage, { people: withoutReferrers }),
  },
];

/** Faults in how outlets are told. */
import type { WritebackState } from '../../../shared/outlets/writeback/state';
import type { Row, TableAction } from '../../../shared/store/contract/table';
import { packInto, unpackFrom } from '../../../shared/store/rows/packing';
import type { Weather } from '../weather';
import { type PlantedFault, untouched } from './plantedFault';
import { reading, replacing, rowKeyOf, transacting } from './rows';

const isPointer = (action: TableAction) => rowKeyOf(action).startsWith('o!');

/** A receiver that takes everything, and little else that goes wrong. */
const told = (weather: Weather): Weather => ({
  ...weather,
  people: 3,
  uploadsAClient: 4,
  oversized: false,
  sickRow: false,
});

export const TOLD_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'deliver-before-commit',
    what: 'the word to outlets goes out before what it is about is committed',
    profile: 'told',
    within: 20,
    firstLook: 5,
    weather: (weather) => ({ ...told(weather), workers: 3, clients: 2, crashes: 0.01 }),
    storage: (storage, { scheduler }) =>
      replacing(storage, {
        people: (table) =>
          transacting(table, async (actions) => {
            const pointers = actions.filter(isPointer);
            if (pointers.length > 0) {
              await table.transact(pointers);
              await scheduler.sleep(8_000); // a worker that is slow just then
            }
            const etags = await table.transact(actions.filter((action) => !isPointer(action)));
            return [...etags, ...pointers.map(() => '')]; // pointers come last
          }),
      }),
  },
  {
    ...untouched,
    name: 'lose-pointer',
    what: 'what is committed does not say that outlets are to be told of it',
    profile: 'told',
    within: 20,
    weather: told,
    storage: (storage, { chance }) =>
      replacing(storage, {
        people: (table) =>
          transacting(table, async (actions) => {
            const isLost = chance.happens(0.3);
            const kept = isLost ? actions.filter((action) => !isPointer(action)) : actions;
            const etags = await table.transact(kept);
            return [...etags, ...actions.slice(kept.length).map(() => '')];
          }),
      }),
  },
  {
    ...untouched,
    name: 'write-unchanged',
    what: 'what was written back is not remembered, and written once more with whatever changes',
    profile: 'told',
    within: 20,
    firstLook: 2,
    weather: told,
    storage: (storage) => replacing(storage, { outlets: (table) => reading(table, withoutMemory) }),
  },
  {
    ...untouched,
    name: 'mark-before-sync',
    what: 'HR says that it took what it fetched before that is in its file, and dies in between',
    profile: 'told',
    within: 20,
    firstLook: 2,
    weather: told,
    marksFirst: true,
  },
];

function withoutMemory(row: Row): Row {
  if (!row.rowKey.startsWith('w!')) return row;
  const state = unpackFrom('state', row.properties) as WritebackState;
  return { ...row, properties: { ...row.properties, ...packInto('state', { ...state, written: {}, recent: [] }) } };
}

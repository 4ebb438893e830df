/** Faults in what is known of people, and in what flows of it: in a person's row as Muster reads it, or writes it. */
import type { Row } from '../../../shared/store/contract/table';
import { readPacked } from './packed';
import { type PlantedFault, untouched } from './plantedFault';
import { isCommit, reading, readState, replacing, transacting, withState } from './rows';
import { parted, partedLeavers } from './weathers';

const inParts: PlantedFault = { ...untouched, profile: 'parts', weather: parted };

/** The table of people read with other eyes. */
const peopleRead = (change: (row: Row) => Row): Pick<PlantedFault, 'storage'> => ({
  storage: (storage) => replacing(storage, { people: (table) => reading(table, change) }),
});

/** A later operation of somebody whose deletion is held ends that, and does nothing else about it. */
const dropsHeld: PlantedFault['storage'] = (storage) =>
  replacing(storage, {
    people: (table) =>
      transacting(table, (actions) => {
        const forget = (state: Readonly<Record<string, unknown>>) =>
          isOvertakenHold(state) ? { ...state, held: null } : state;
        return table.transact(isCommit(actions) ? actions.map((action) => withState(action, forget)) : actions);
      }),
  });

function isOvertakenHold({ held, logged }: Readonly<Record<string, unknown>>): boolean {
  const { operation } = (held ?? {}) as { readonly operation?: { readonly sequence: number } | null };
  const last = (logged as readonly number[]).at(-1);
  return operation != null && last !== undefined && last > operation.sequence;
}

export const RECORD_FAULTS: readonly PlantedFault[] = [
  {
    ...inParts,
    name: 'merged-as-processed',
    what: 'what is worked on last counts, whatever its number',
    within: 40,
    ...peopleRead((row) =>
      readPacked(
        readState(row, (state) => ({ ...state, sequence: 0 })),
        ({ data, notes: { older: _, ...notes } }) => ({ data, notes }),
      ),
    ),
  },
  {
    ...inParts,
    name: 'numbers-forgotten',
    what: 'it is not remembered which operation said what: all that is known is as new as the newest',
    within: 40,
    ...peopleRead((row) => readPacked(row, ({ data, notes: { older: _, ...notes } }) => ({ data, notes }))),
  },
  {
    ...inParts,
    name: 'nothing-hides',
    firstLook: 14,
    what: '`name: null` is not remembered, so that a member said before it comes back when it is late',
    within: 200,
    ...peopleRead((row) =>
      readPacked(row, ({ data: { name, ...data }, notes }) => ({
        data: name === null ? data : { ...data, name },
        notes,
      })),
    ),
  },
  {
    ...inParts,
    name: 'debts-forgotten',
    what: 'what an operation named that failed is not tried again with the next',
    within: 100,
    ...peopleRead((row) => readPacked(row, ({ data, notes }) => ({ data, notes: { ...notes, owed: [] } }))),
  },
  {
    ...inParts,
    name: 'held-dropped',
    what: 'a part that follows a held disable drops it',
    weather: partedLeavers,
    within: 100,
    storage: dropsHeld,
  },
];

/** Faults in what is known of people, and in what flows of it: in a person's row as Muster reads it, or writes it. */
import type { Entity, Row, TableAction } from '../../../shared/store/contract/table';
import { packInto } from '../../../shared/store/rows/packing';
import { readPacked } from './packed';
import { type PlantedFault, untouched } from './plantedFault';
import { isCommit, isPerson, reading, readState, replacing, transacting, withState } from './rows';
import { parted, partedLeavers } from './weathers';

const inParts: PlantedFault = { ...untouched, profile: 'parts', weather: parted };

/** The table of people read with other eyes. */
const peopleRead = (change: (row: Row) => Row): Pick<PlantedFault, 'storage'> => ({
  storage: (storage) => replacing(storage, { people: (table) => reading(table, change) }),
});

/** A later operation of somebody whose deletion is held takes its place as if it had been carried out. */
const dropsHeld: PlantedFault['storage'] = (storage) =>
  replacing(storage, {
    people: (table) =>
      transacting(table, async (actions) => {
        if (!isCommit(actions)) return table.transact(actions);
        const written = actions.map(async (action): Promise<TableAction> => {
          if (!isPerson(action) || action.kind === 'remove') return action;
          const before = await table.get(action.entity.partitionKey, action.entity.rowKey);
          const held = before && heldIn(JSON.parse(String(before.properties.state)) as State);
          return held === undefined ? action : withState(action, (state) => forgetting(state, held));
        });
        return table.transact(await Promise.all(written));
      }),
  });

type State = Readonly<Record<string, unknown>>;

function forgetting(state: State, held: number): State {
  const now = heldIn(state);
  if (now === undefined || now <= held) return state;
  return { ...state, held: null, logged: [...(state.logged as readonly number[]), now] };
}

/** The number of the operation that asked for the deletion. */
function heldIn({ held }: State): number | undefined {
  return (held as { readonly operation?: { readonly sequence: number } | null } | null)?.operation?.sequence;
}

/**
 * What an older release wrote is packed; what is written over it is text. The packed columns are left standing beside it, and
 * whoever reads takes them for the record.
 */
const bothColumns: PlantedFault['storage'] = (storage) =>
  replacing(storage, {
    people: (table) =>
      reading(
        transacting(table, async (actions) => {
          const written = actions.map(async (action): Promise<TableAction> => {
            if (!isPerson(action) || (action.kind !== 'insert' && action.kind !== 'replace')) return action;
            const { entity } = action;
            if (action.kind === 'insert') return { kind: 'insert', entity: asOlder(entity) };
            const before = await table.get(entity.partitionKey, entity.rowKey);
            const { data0 } = before?.properties ?? {};
            return { ...action, entity: { ...entity, data0 } };
          });
          return table.transact(await Promise.all(written));
        }),
        (row) => {
          const { dataText: _, ...older } = row.properties;
          return row.properties.data0 === undefined ? row : { ...row, properties: older };
        },
      ),
  });

function asOlder({ dataText, ...entity }: Entity): Entity {
  return typeof dataText === 'string'
    ? ({ ...entity, ...packInto('data', JSON.parse(dataText)) } as Entity)
    : (entity as Entity);
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
    firstLook: 6,
    what: 'what an operation named that failed is not tried again with the next',
    within: 100,
    ...peopleRead((row) => readPacked(row, ({ data, notes }) => ({ data, notes: { ...notes, owed: [] } }))),
  },
  {
    ...untouched,
    name: 'data-both-columns',
    what: 'a record is written as text beside what an older release packed, which is read first',
    within: 20,
    storage: bothColumns,
  },
  {
    ...inParts,
    name: 'held-dropped',
    firstLook: 14,
    what: 'a part that follows a held disable drops it',
    weather: partedLeavers,
    within: 100,
    storage: dropsHeld,
  },
];

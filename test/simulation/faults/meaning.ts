/** Faults in what a record is read for, and in what flows of it into an account. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../../shared/scim/json';
import type { Storage } from '../../../shared/store/azure/connection';
import type { Table, TableAction } from '../../../shared/store/contract/table';
import { type Packed, packedIn, readPacked, recordOf } from './packed';
import { type PlantedFault, untouched } from './plantedFault';
import { isPerson, reading, readState, replacing, rowKeyOf, transacting, withState } from './rows';
import { filtering, forgetting, handed, leavingByHand, rehiring, repeating, scoping } from './weathers';

const ofRecords: PlantedFault = { ...untouched, profile: 'records' };

const peopleAs = (change: (table: Table) => Table): PlantedFault['storage'] => {
  return (storage: Storage) => replacing(storage, { people: change });
};

/** What people's rows were last written with, by row. */
type Memory = Map<string, Packed>;

/** Every person's row is written with its packed part changed. `undefined` leaves it as it is. */
function writing(
  table: Table,
  change: (written: Packed | undefined, before: Packed | undefined, action: TableAction) => Packed | undefined,
): Table {
  const memory: Memory = new Map();
  return transacting(table, (actions) => {
    const changed = actions.map((action) => {
      if (action.kind === 'remove' || !isPerson(action)) return action;
      const written = packedIn(action.entity);
      const before = memory.get(rowKeyOf(action));
      const next = change(written, before, action);
      const packed = next ?? written;
      if (packed !== undefined) memory.set(rowKeyOf(action), packed);
      return next === undefined ? action : { ...action, entity: { ...action.entity, ...recordOf(next) } };
    });
    return table.transact(changed);
  });
}

export const MEANING_FAULTS: readonly PlantedFault[] = [
  {
    ...ofRecords,
    name: 'unmentioned-flows',
    what: 'an upload writes what it does not speak of',
    weather: handed,
    within: 60,
    storage: peopleAs((table) =>
      reading(table, (row) => readPacked(row, ({ data, notes }) => ({ data, notes: { ...notes, owed: 'all' } }))),
    ),
  },
  {
    ...ofRecords,
    name: 'release-flows-all',
    firstLook: 13,
    what: 'what is released writes more than the held operation named',
    weather: leavingByHand,
    within: 150,
    storage: peopleAs((table) =>
      reading(table, (row) =>
        readPacked(row, ({ data, notes }, state) => {
          const { held } = JSON.parse(state) as { readonly held: object | null };
          return { data, notes: held === null ? notes : { ...notes, owed: 'all' } };
        }),
      ),
    ),
  },
  {
    ...ofRecords,
    name: 'owner-unasked',
    what: 'it is not looked at whose number a linked account carries',
    weather: rehiring,
    within: 20,
    target: (target) => ({
      ...target,
      async read(...asked) {
        const account = await target.read(...asked);
        if (account === undefined) return undefined;
        const { employeeId: _, ...attributes } = account.attributes;
        return { ...account, attributes };
      },
    }),
  },
  {
    ...ofRecords,
    name: 'returns-forgotten',
    firstLook: 15,
    what: 'it is not remembered who was out of scope: who comes back gets only what the upload names',
    weather: scoping,
    within: 60,
    storage: peopleAs((table) => reading(table, (row) => readState(row, (state) => ({ ...state, outOfScope: false })))),
  },
  {
    ...ofRecords,
    name: 'omission-unmerged',
    what: 'what an upload leaves out under open gates is not merged: a restart brings the value back',
    weather: (weather) => ({ ...weather, openGates: true }),
    within: 30,
    storage: peopleAs((table) =>
      writing(table, (written, before) => {
        const value = before?.data.timezone;
        if (written?.data.timezone !== null || typeof value !== 'string') return undefined;
        return { ...written, data: { ...written.data, timezone: value } };
      }),
    ),
  },
  {
    ...ofRecords,
    name: 'filter-sees-parts',
    firstLook: 17,
    what: 'the input filter sees what an upload names, not what is known',
    weather: filtering,
    within: 60,
    storage: peopleAs((table) => unseen(table, 'locale')),
  },
  {
    ...ofRecords,
    name: 'numbers-in-data',
    what: 'the number of the newest operation lies in the data, which is written anew with every one',
    weather: repeating,
    within: 20,
    storage: peopleAs((table) =>
      writing(table, (written, before, action) => {
        const packed = written ?? before;
        if (packed === undefined || action.kind === 'remove') return undefined;
        const { sequence } = JSON.parse(String(action.entity.state)) as { readonly sequence: number };
        return { data: packed.data, notes: { ...packed.notes, ...{ sequence } } };
      }),
    ),
  },
  {
    ...ofRecords,
    name: 'forgotten-revived',
    firstLook: 9,
    what: 'with somebody who is forgotten it is forgotten what was answered: what comes late revives the person',
    weather: forgetting,
    within: 100,
    storage: peopleAs((table) => {
      const known = new Set<string>();
      return transacting(table, (actions) =>
        table.transact(
          actions.map((action) => {
            if (action.kind === 'remove' || !isPerson(action)) return action;
            const isForgetting = action.kind === 'replace' && packedIn(action.entity) === undefined;
            if (!isForgetting) known.add(rowKeyOf(action));
            if (!isForgetting || !known.has(rowKeyOf(action))) return action;
            return withState(action, (state) => ({ ...state, logged: [], sequence: 0 }));
          }),
        ),
      );
    }),
  },
];

/** Read without this entry; what was kept of it is written again with whatever is written. */
function unseen(table: Table, name: string): Table {
  const without = ({ [name]: _, ...data }: JsonObject): JsonObject => data;
  const blind = reading(table, (row) => readPacked(row, ({ data, notes }) => ({ data: without(data), notes })));
  const restoring = writing(table, (written, before) => {
    const value = before?.data[name];
    if (written === undefined || written.data[name] !== undefined || value === undefined) return undefined;
    const data = { ...written.data, [name]: value };
    return isDeepStrictEqual(data, written.data) ? undefined : { ...written, data };
  });
  return { ...blind, transact: restoring.transact };
}

/** Faults in what becomes of webhooks. */
import type { TableAction } from '../../../shared/store/contract/table';
import type { Weather } from '../weather';
import { calm } from '../weather';
import { type PlantedFault, untouched } from './plantedFault';
import { reading, replacing, rowKeyOf, transacting, unconditionally } from './rows';

/** Word of events is lost, and nothing else goes wrong. */
const losing = (weather: Weather): Weather => ({ ...calm(weather), lostMessages: 0.5, webhooks: 8 });

/** Several workers at what an HR system says of one person again and again. */
const busy = (weather: Weather): Weather => ({
  ...calm(weather),
  workers: 3,
  people: 1,
  skewMs: 0,
  doubledMessages: 0.5,
  webhooks: 10,
});

const isFence = (action: TableAction) => rowKeyOf(action).startsWith('in!');

export const INLET_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'open-work-dropped',
    profile: 'inlets',
    what: 'an event is kept without its place among the open ones, and its message is lost',
    weather: losing,
    storage: (storage) =>
      replacing(storage, {
        inlets: (table) =>
          transacting(table, (actions) =>
            table.transact(actions.filter((action) => !rowKeyOf(action).startsWith('q!'))),
          ),
      }),
  },
  {
    ...untouched,
    name: 'fence-skipped',
    firstLook: 7,
    profile: 'inlets',
    what: 'people are accepted whatever was accepted since they were fetched',
    weather: busy,
    storage: (storage) =>
      replacing(storage, {
        jobs: (table) =>
          transacting(table, (actions) =>
            table.transact(actions.map((action) => (isFence(action) ? unconditionally(action) : action))),
          ),
      }),
  },
  {
    ...untouched,
    name: 'event-swallowed',
    firstLook: 7,
    profile: 'inlets',
    what: 'an event that came while the person was fetched counts as held by that fetch',
    weather: busy,
    storage: (storage) =>
      replacing(storage, {
        jobs: (table) =>
          reading(table, (row) => {
            const { fetchedFrom } = row.properties;
            if (!row.rowKey.startsWith('in!') || typeof fetchedFrom !== 'number') return row;
            return { ...row, properties: { ...row.properties, fetchedFrom: fetchedFrom + 10_000 } };
          }),
      }),
  },
];

/** Faults in the deletion guard, and in what an administrator asks for. */
import type { Storage } from '../../../shared/store/azure/connection';
import type { Row } from '../../../shared/store/contract/table';
import { type PlantedFault, untouched } from './plantedFault';
import { isPack, isPerson, reading, replacing, sending, transacting } from './rows';
import { administered, backAndForth, longWinded, trickling } from './weathers';

const guarded: PlantedFault = { ...untouched, profile: 'guard16' };

const administrators: PlantedFault = { ...untouched, weather: administered };

/** Messages of the operations queue, in other words. */
function worded(storage: Storage, reword: (text: string) => string): Storage {
  return sending(storage, (queue, text, options) => queue.send(reword(text), options));
}

const LATE = { delaySeconds: 100 };

const withoutSince = (text: string) => {
  const { since: _, ...message } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(message);
};

type Json = Readonly<Record<string, unknown>>;

/** A row of the job read otherwise. */
function rowRead(storage: Storage, rowKey: string, change: (value: Json) => Json): Storage {
  const altered = (row: Row): Row => {
    if (row.rowKey !== rowKey) return row;
    const json = JSON.stringify(change(JSON.parse(String(row.properties.json)) as Json));
    return { ...row, properties: { ...row.properties, json } };
  };
  return replacing(storage, { jobs: (table) => reading(table, altered) });
}

const jobRead = (storage: Storage, change: Json) => rowRead(storage, 'job', (job) => ({ ...job, ...change }));

export const GUARD_FAULTS: readonly PlantedFault[] = [
  {
    ...guarded,
    name: 'released-early',
    what: 'a held deletion runs without waiting for what else the cycle holds',
    within: 100,
    settings: (settings) => ({ ...settings, guardSettleMs: 0 }),
  },
  {
    ...guarded,
    name: 'done-uncounted',
    weather: trickling,
    what: 'what a cycle has deleted already does not count',
    within: 400,
    storage: (storage) =>
      replacing(storage, {
        people: (table) => reading(table, (row) => ({ ...row, properties: { ...row.properties, deprovisioned: 0 } })),
      }),
  },
  {
    ...guarded,
    name: 'staged-uncounted',
    firstLook: 31,
    weather: longWinded,
    what: 'what a cycle has held back already does not count',
    within: 60,
    storage: (storage) =>
      replacing(storage, {
        people: (table) =>
          reading(table, (row) =>
            row.properties.staged === true ? { ...row, properties: { ...row.properties, cycleId: 'another' } } : row,
          ),
      }),
  },
  {
    ...guarded,
    name: 'verdict-unnamed',
    firstLook: 7,
    what: 'a late word from the guard runs whatever is held by then',
    within: 400,
    weather: backAndForth,
    storage: (storage) =>
      sending(storage, async (queue, text, options) => {
        await queue.send(withoutSince(text), options);
        // Once more, and late: that is any queue's right.
        if (text.includes('"errand":"release"')) await queue.send(withoutSince(text), LATE);
      }),
  },
  {
    ...guarded,
    name: 'staged-runs',
    firstLook: 4,
    weather: trickling,
    what: 'what the guard has staged may be run by an earlier word of its own',
    within: 400,
    storage: (storage) => worded(storage, (text) => text.replace('"errand":"release"', '"errand":"allow"')),
  },
  {
    ...guarded,
    name: 'rejection-allows',
    firstLook: 5,
    profile: 'slow16',
    what: 'a deletion that an administrator rejects runs',
    within: 60,
    storage: (storage) => worded(storage, (text) => text.replace('"errand":"reject"', '"errand":"allow"')),
  },
  {
    ...guarded,
    name: 'staged-untold',
    firstLook: 15,
    what: 'a deletion is staged without an entry',
    within: 100,
    storage: (storage) =>
      replacing(storage, {
        people: (table) =>
          transacting(table, (actions) => {
            const stages = actions.some((action) => isPerson(action) && stateOf(action).includes('"staged":true'));
            return table.transact(stages ? actions.filter((action) => !isPack(action)) : actions);
          }),
      }),
  },
  {
    ...administrators,
    name: 'parked-dropped',
    firstLook: 47,
    what: 'messages of a paused job are thrown away',
    within: 100,
    storage: (storage) =>
      replacing(storage, {
        jobs: (table) => ({
          ...table,
          upsert: async (entity) => (entity.rowKey.startsWith('parked!') ? '' : table.upsert(entity)),
        }),
      }),
  },
  {
    ...administrators,
    name: 'purges-too-much',
    what: 'a restart purges what comes after it, too',
    within: 100,
    storage: (storage) => jobRead(storage, { purgeBelow: 1_000_000 }),
  },
  {
    ...administrators,
    name: 'purges-too-little',
    firstLook: 75,
    what: 'a restart keeps what was waiting',
    within: 400,
    storage: (storage) => jobRead(storage, { purgeBelow: 0 }),
  },
  {
    ...administrators,
    name: 'restart-forgotten',
    what: 'what a restart should do when the cycle has ended is not done',
    within: 100,
    storage: (storage) => jobRead(storage, { restartWhenIdle: null }),
  },
];

function stateOf(action: Parameters<typeof isPerson>[0]): string {
  return action.kind === 'remove' ? '' : String(action.entity.state);
}

/** Faults in the lane of those who are to lose access, and in what lets their deletions go. */
import { type OperationsMessage, readMessage, writeMessage } from '../../../shared/pipeline/queue/messages';
import type { Entity, Row, TableAction } from '../../../shared/store/contract/table';
import { packInto, unpackFrom } from '../../../shared/store/rows/packing';
import type { AcceptedOperation } from '../../../shared/store/uploads/intake';
import { type PlantedFault, untouched } from './plantedFault';
import { isPerson, reading, replacing, sending, transacting } from './rows';
import { corrected, partedLeavers, trickling } from './weathers';

const guarded: PlantedFault = { ...untouched, profile: 'guard16' };

/** The index of what is held, as the guard reads it. */
function aloneInItsCycle(row: Row): Row {
  const { ahead, cycleId, sequence } = row.properties;
  if (ahead !== true || cycleId === undefined || sequence === undefined) return row;
  return { ...row, properties: { ...row.properties, cycleId: `lane-${sequence}` } };
}

/** Receipts that are read many at a time say something else of their operations. */
const receipts = (
  change: (operations: readonly AcceptedOperation[]) => readonly AcceptedOperation[],
): PlantedFault['storage'] => {
  const altered = (row: Row): Row => {
    const operations = row.rowKey.startsWith('upload!') ? unpackFrom('operations', row.properties) : undefined;
    if (operations === undefined) return row;
    const written = packInto('operations', change(operations as AcceptedOperation[])) as Row['properties'];
    return { ...row, properties: { ...row.properties, ...written } };
  };
  return (storage) =>
    replacing(storage, {
      jobs: (table) => ({
        ...table,
        async *query(range) {
          for await (const row of table.query(range)) yield altered(row);
        },
      }),
    });
};

/** An operation that a newer one has overtaken gets its entry, and nothing of it is taken in. */
const dropsLate: PlantedFault['storage'] = (storage) =>
  replacing(storage, {
    people: (table) =>
      transacting(table, async (actions) => {
        const written = actions.map(async (action): Promise<TableAction> => {
          if (action.kind !== 'replace' || !isPerson(action) || !isOvertaken(action.entity)) return action;
          const before = await table.get(action.entity.partitionKey, action.entity.rowKey);
          const { dataText, data0 } = before?.properties ?? {};
          const kept = { ...(dataText !== undefined && { dataText }), ...(data0 !== undefined && { data0 }) };
          return { ...action, entity: { ...action.entity, ...kept } as Entity };
        });
        return table.transact(await Promise.all(written));
      }),
  });

function isOvertaken({ state }: Entity): boolean {
  const { logged } = JSON.parse(String(state)) as { readonly logged: readonly number[] };
  return (logged.at(-1) ?? 0) < Math.max(...logged);
}

/** Only what a person's upload says last goes ahead; what it says before that goes the ordinary way. */
const torn: PlantedFault['storage'] = (storage) =>
  sending(storage, async (queue, text, options) => {
    const message = text.includes('"kind":"operations"') ? (readMessage(text) as OperationsMessage) : undefined;
    const operations = message?.operations ?? [];
    const isLast = ({ anchor, sequence }: (typeof operations)[number]) =>
      !operations.some((other) => other.anchor === anchor && other.sequence > sequence);
    const earlier = operations.filter((one) => one.ahead === true && !isLast(one));
    if (message === undefined || earlier.length === 0) return queue.send(text, options);
    const { ahead: _, ...plain } = message;
    const back = earlier.map(({ ahead: __, ...operation }) => operation);
    await storage.queue('operations').send(writeMessage({ ...plain, operations: back }), options);
    await queue.send(writeMessage({ ...message, operations: operations.filter(isLast) }), options);
  });

export const LANE_FAULTS: readonly PlantedFault[] = [
  {
    ...guarded,
    name: 'first-lane-uncounted',
    what: 'what is held of the first lane is judged as if it were a cycle of its own each',
    weather: trickling,
    within: 400,
    storage: (storage) => replacing(storage, { people: (table) => reading(table, aloneInItsCycle) }),
  },
  {
    ...guarded,
    name: 'judged-in-parts',
    firstLook: 13,
    what: 'a held deletion runs while others of its upload are still to be answered',
    weather: (weather) => ({
      ...trickling(weather),
      operationsAnUpload: 4,
      deletionThreshold: 100,
      crashes: 0.005,
      leavers: 0.4,
    }),
    within: 200,
    storage: receipts((operations) => operations.slice(0, 1)),
  },
  {
    ...guarded,
    name: 'at-once-uncounted',
    what: 'one may go at once, and it is not counted how many do',
    weather: (weather) => ({ ...trickling(weather), deletionThreshold: 100, deletionsAtOnce: 1 }),
    within: 100,
    settings: (settings) => ({ ...settings, deletionsAtOnce: 1_000 }),
  },
  {
    ...untouched,
    name: 'overtaken-create-loses-attributes',
    profile: 'parts',
    what: 'of somebody who is to lose access, what an older operation says is not taken in',
    weather: partedLeavers,
    within: 100,
    storage: dropsLate,
  },
  {
    ...guarded,
    name: 'correction-behind-load',
    firstLook: 7,
    what: 'a held deletion runs although a newer operation of the person waits',
    weather: corrected,
    within: 200,
    storage: receipts((operations) => operations.map((operation) => ({ ...operation, anchor: null }))),
  },
  {
    ...guarded,
    name: 'torn-person',
    what: 'what an upload says of a person is divided among the lanes',
    within: 100,
    storage: torn,
  },
  {
    ...guarded,
    name: 'release-in-ordinary-lane',
    what: 'what lets a held deletion go waits behind creations',
    within: 100,
    storage: (storage) =>
      sending(storage, (queue, text, options) => {
        const isRelease = text.includes('"errand":"release"');
        return (isRelease ? storage.queue('operations') : queue).send(text, options);
      }),
  },
];

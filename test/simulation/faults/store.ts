/** Faults in how people are read and written. */
import { StoreConflict, StoreUnavailable, type Table, type TableAction } from '../../../shared/store/contract/table';
import { forgetful } from '../../support/forgetful';
import { isSick } from '../tooSmall';
import { type PlantedFault, untouched } from './plantedFault';
import {
  isCommit,
  isIndex,
  isPack,
  isPerson,
  reading,
  readState,
  replacing,
  rowKeyOf,
  transacting,
  unconditionally,
  withState,
} from './rows';
import { crowded, deadly, leavingTogether, newcomers, sickly } from './weathers';

/** A transaction on its way. */
type Sending = (actions: readonly TableAction[]) => Promise<readonly string[]>;

/** The table of people with its transactions going another way. */
function people(
  name: string,
  what: string,
  weather: PlantedFault['weather'],
  transact: (actions: readonly TableAction[], send: Sending) => Promise<readonly string[]>,
): PlantedFault {
  return {
    ...untouched,
    name,
    what,
    weather,
    storage: (storage) =>
      replacing(storage, {
        people: (table) => transacting(table, (actions) => transact(actions, (some) => table.transact(some))),
      }),
  };
}

/** Rows are written where a claim would be, and say nothing of it. */
const unclaimed = (actions: readonly TableAction[], send: Sending) =>
  send(
    isCommit(actions) ? actions : actions.map((action) => withState(action, (state) => ({ ...state, claim: null }))),
  );

/** The table of people read with other eyes. */
function peopleRead(
  name: string,
  what: string,
  weather: PlantedFault['weather'],
  change: (state: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): PlantedFault {
  return {
    ...untouched,
    name,
    what,
    weather,
    storage: (storage) => replacing(storage, { people: (table) => reading(table, (row) => readState(row, change)) }),
  };
}

/** Claims matter where the target does not itself see to it that a person is created once. */
const ofClaims = (fault: PlantedFault): PlantedFault => ({ ...fault, target: forgetful });

/** Etags in the order of the actions, from two transactions of which the second has the rest. */
async function inTwo(
  actions: readonly TableAction[],
  isFirst: (action: TableAction) => boolean,
  send: (actions: readonly TableAction[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const first = actions.filter(isFirst);
  const second = actions.filter((action) => !isFirst(action));
  const etags = new Map<TableAction, string>();
  for (const part of [first, second]) {
    const written = part.length === 0 ? [] : await send(part);
    for (const [index, action] of part.entries()) etags.set(action, written[index] ?? '');
  }
  return actions.map((action) => etags.get(action) ?? '');
}

/** Whoever was once written beside somebody whom storage refuses is refused as well. */
function refusingAll(table: Table): Table {
  const tainted = new Set<string>();
  return transacting(table, async (actions) => {
    const rows = actions.filter(isPerson).map(rowKeyOf);
    if (rows.some((row) => tainted.has(row)) || actions.some(isSick)) {
      for (const row of rows) tainted.add(row);
      throw new StoreUnavailable('the service answers 500');
    }
    return table.transact(actions);
  });
}

export const STORE_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'one-row-for-all',
    firstLook: 6,
    what: 'whoever is written beside a row that storage refuses is refused with it',
    weather: sickly,
    storage: (storage) => replacing(storage, { people: refusingAll }),
  },
  {
    ...untouched,
    name: 'refused-untold',
    what: 'what storage refuses to the end is told nobody',
    weather: sickly,
    storage: (storage) =>
      replacing(storage, {
        people: (table) =>
          transacting(table, async (actions) =>
            actions.every(isPack) ? actions.map(() => '') : table.transact(actions),
          ),
      }),
  },
  {
    ...untouched,
    name: 'names-unguarded',
    what: 'a picked name is promised to whoever asks',
    weather: newcomers,
    storage: (storage) =>
      replacing(storage, { names: (table) => ({ ...table, insert: (entity) => table.upsert(entity) }) }),
  },
  ofClaims(people('no-claim', 'accounts are created without a claim', newcomers, unclaimed)),
  ofClaims(
    peopleRead('claim-ignored', "somebody else's claim is not looked at", newcomers, (state) => ({
      ...state,
      claim: null,
    })),
  ),
  ofClaims(
    peopleRead('claim-for-ever', 'a claim outlives its worker', deadly, (state) => ({
      ...state,
      claim: state.claim === null ? null : { ...(state.claim as object), until: Number.MAX_SAFE_INTEGER },
    })),
  ),
  { ...people('disabled-unclaimed', 'access is taken away without a claim', leavingTogether, unclaimed), firstLook: 6 },
  people('no-etag', 'people are committed whatever version is there', crowded, (actions, send) =>
    send(isCommit(actions) ? actions.map((action) => (isPack(action) ? action : unconditionally(action))) : actions),
  ),
  people('log-before-commit', 'the log is written before the people it is about', crowded, (actions, send) =>
    inTwo(actions, isPack, send),
  ),
  {
    ...people('log-after-commit', 'the log is written after the people it is about', crowded, (actions, send) =>
      inTwo(actions, (action) => !isPack(action), send),
    ),
    firstLook: 49,
  },
  {
    ...people('index-after-commit', 'what finds an escrow again is written after it', deadly, (actions, send) =>
      inTwo(actions, (action) => !isIndex(action) || action.kind === 'remove', send),
    ),
    firstLook: 105,
  },
  peopleRead('logged-forgotten', 'a redelivered operation is not recognised', crowded, (state) => ({
    ...state,
    logged: [],
  })),
  peopleRead(
    'order-ignored',
    'data is applied in the order it arrives, not in which it was accepted',
    crowded,
    (state) => ({
      ...state,
      sequence: 0,
    }),
  ),
  {
    ...untouched,
    name: 'loser-steps-aside',
    firstLook: 6,
    weather: crowded,
    what: 'a worker that lost the race writes its entry and does not look whether it has overwritten newer data',
    storage: (storage) =>
      replacing(storage, {
        people: (table) =>
          transacting(table, async (actions) => {
            try {
              return await table.transact(actions);
            } catch (error) {
              const loser =
                error instanceof StoreConflict && isCommit(actions) ? actions[error.index ?? -1] : undefined;
              if (loser === undefined || !isPerson(loser) || loser.kind === 'remove') throw error;
              const mine = JSON.parse(String(loser.entity.state)) as { sequence: number; logged: number[] };
              const row = await table.get(loser.entity.partitionKey, rowKeyOf(loser));
              const theirs = row && (JSON.parse(String(row.properties.state)) as typeof mine);
              if (row === undefined || theirs === undefined || theirs.sequence <= mine.sequence) throw error;
              const logged = [...new Set([...theirs.logged, ...mine.logged])];
              const { partitionKey, rowKey, etag } = row;
              const entity = { partitionKey, rowKey, state: JSON.stringify({ ...theirs, logged }) };
              const rest = actions.filter((action) => action !== loser && !isIndex(action));
              return table.transact([{ kind: 'merge', entity, etag }, ...rest]);
            }
          }),
      }),
  },
];

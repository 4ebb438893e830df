/** Getting at what Muster writes and reads from outside: rows by what they are, and the state in a person's row. */
import type { Storage } from '../../../shared/store/azure/connection';
import type { Queue } from '../../../shared/store/contract/queue';
import type { Row, Table, TableAction } from '../../../shared/store/contract/table';

/** The same storage with some of its tables and queues replaced. */
export function replacing(
  storage: Storage,
  tables: Readonly<Record<string, (table: Table) => Table>>,
  queues: Readonly<Record<string, (queue: Queue) => Queue>> = {},
): Storage {
  return {
    table: (name) => (tables[name] ?? unchanged)(storage.table(name)),
    queue: (name) => (queues[name] ?? unchanged)(storage.queue(name)),
  };
}

const unchanged = <T>(thing: T): T => thing;

/** Messages of a queue on their way, sent otherwise. */
type Sending = (queue: Queue, ...message: Parameters<Queue['send']>) => Promise<void>;

/** The same storage with the messages of these queues sent another way. */
function sendingTo(names: readonly string[], storage: Storage, send: Sending): Storage {
  const altered = (queue: Queue): Queue => ({ ...queue, send: (text, options) => send(queue, text, options) });
  return replacing(storage, {}, Object.fromEntries(names.map((name) => [name, altered])));
}

/** Of both lanes. */
export const sending = (storage: Storage, send: Sending) =>
  sendingTo(['operations', 'operations-first'], storage, send);

/** What failed every try, of both lanes. */
export const poisoning = (storage: Storage, send: Sending) =>
  sendingTo(['operations-poison', 'operations-first-poison'], storage, send);

/** A table whose transactions go another way. */
export function transacting(
  table: Table,
  transact: (actions: readonly TableAction[]) => Promise<readonly string[]>,
): Table {
  return { ...table, transact };
}

/** A table whose rows read differently. */
export function reading(table: Table, change: (row: Row) => Row): Table {
  return {
    ...table,
    async get(partitionKey, rowKey) {
      const row = await table.get(partitionKey, rowKey);
      return row && change(row);
    },
    async *query(range) {
      for await (const row of table.query(range)) yield change(row);
    },
  };
}

export const rowKeyOf = (action: TableAction) => (action.kind === 'remove' ? action.rowKey : action.entity.rowKey);
export const isPerson = (action: TableAction) => rowKeyOf(action).startsWith('p!');
export const isPack = (action: TableAction) => rowKeyOf(action).startsWith('e!');
export const isIndex = (action: TableAction) => /^[xthwam]!/.test(rowKeyOf(action));
/** A commit brings its entries along; what is written without any is a claim, or somebody who waits. */
export const isCommit = (actions: readonly TableAction[]) => actions.some(isPack);

type State = Readonly<Record<string, unknown>>;

/** The action with its person's state changed; others as they are. */
export function withState(action: TableAction, change: (state: State) => State): TableAction {
  if (action.kind === 'remove' || !isPerson(action)) return action;
  const state = JSON.stringify(change(JSON.parse(String(action.entity.state)) as State));
  return { ...action, entity: { ...action.entity, state } };
}

/** A person's row with its state changed; others as they are. */
export function readState(row: Row, change: (state: State) => State): Row {
  const { state } = row.properties;
  if (!row.rowKey.startsWith('p!') || state === undefined) return row;
  return {
    ...row,
    properties: { ...row.properties, state: JSON.stringify(change(JSON.parse(String(state)) as State)) },
  };
}

/** Written whatever version is there. */
export function unconditionally(action: TableAction): TableAction {
  switch (action.kind) {
    case 'insert':
    case 'replace':
      return { kind: 'upsert', entity: action.entity };
    case 'merge':
      return { ...action, etag: '*' };
    default:
      return action;
  }
}

/** A table that tells what it was asked, and that can lose an answer on command. */

import { StoreConflict, StoreUnavailable, type Table } from '../../shared/store/contract/table';
import { createMemoryTable, type MemoryTable, type Tick } from '../../shared/store/memory/memoryTable';

type Method = Exclude<keyof Table, 'ensure'>;
type Moment = 'before' | 'after' | 'conflict';

export interface WatchedTable extends MemoryTable {
  /** Every call so far, in order; a transaction with the number of its actions: `transact 3`. */
  readonly calls: string[];
  /**
   * The next call of `method` fails: before it takes effect, or after it has. Only once. A `conflict` is what the SDK
   * says when it has repeated a write whose answer was lost, and meets its own success.
   */
  failNext(method: Method, moment: Moment): void;
}

export async function watchedTable(tick: Tick = async () => undefined): Promise<WatchedTable> {
  const table = createMemoryTable('watched', tick);
  await table.ensure();
  const calls: string[] = [];
  let failure: { readonly method: Method; readonly moment: Moment } | undefined;

  function takeFailure(method: Method, moment: Moment): boolean {
    if (failure?.method !== method || failure.moment !== moment) return false;
    failure = undefined;
    return true;
  }

  async function watch<T>(method: Method, told: string, call: () => Promise<T>): Promise<T> {
    calls.push(told);
    if (takeFailure(method, 'before')) throw new StoreUnavailable('the request was lost');
    const result = await call();
    if (takeFailure(method, 'after')) throw new StoreUnavailable('the answer was lost');
    if (takeFailure(method, 'conflict')) throw new StoreConflict('the row changed since it was read', 0);
    return result;
  }

  return {
    ...table,
    calls,
    failNext(method, moment) {
      failure = { method, moment };
    },
    get: (...args) => watch('get', 'get', () => table.get(...args)),
    query(range) {
      calls.push('query');
      return table.query(range);
    },
    scan(select) {
      calls.push('scan');
      return table.scan(select);
    },
    insert: (...args) => watch('insert', 'insert', () => table.insert(...args)),
    upsert: (...args) => watch('upsert', 'upsert', () => table.upsert(...args)),
    replace: (...args) => watch('replace', 'replace', () => table.replace(...args)),
    remove: (...args) => watch('remove', 'remove', () => table.remove(...args)),
    transact: (actions) => watch('transact', `transact ${actions.length}`, () => table.transact(actions)),
  };
}

/** Lets any number of others go first, drawn anew at each storage call. */
export function shuffledTick(draw: () => number): Tick {
  return async () => {
    for (let turns = draw(); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
  };
}

/** A table that tells what it was asked, and that can lose an answer on command. */

import { keysOf } from '../../shared/store/contract/entity';
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
  /** Every call fails, until it is told otherwise. */
  stop(isStopped?: boolean): void;
  /** Every call that touches such a row fails from now on, as with a service that answers 500. */
  refuse(isRefused: (rowKey: string) => boolean): void;
}

export async function watchedTable(tick: Tick = async () => undefined): Promise<WatchedTable> {
  const table = createMemoryTable('watched', tick);
  await table.ensure();
  const calls: string[] = [];
  let isStopped = false;
  let isRefused: (rowKey: string) => boolean = () => false;
  let failure: { readonly method: Method; readonly moment: Moment } | undefined;

  function takeFailure(method: Method, moment: Moment): boolean {
    if (failure?.method !== method || failure.moment !== moment) return false;
    failure = undefined;
    return true;
  }

  function checkTouched(rowKeys: readonly string[]): void {
    if (isStopped) throw new StoreUnavailable('storage is away');
    if (rowKeys.some(isRefused)) throw new StoreUnavailable('the service answers 500');
  }

  async function watch<T>(
    method: Method,
    told: string,
    rowKeys: readonly string[],
    call: () => Promise<T>,
  ): Promise<T> {
    calls.push(told);
    checkTouched(rowKeys);
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
    stop(stopped = true) {
      isStopped = stopped;
    },
    refuse(refused) {
      isRefused = refused;
    },
    get: (partitionKey, rowKey) => watch('get', 'get', [rowKey], () => table.get(partitionKey, rowKey)),
    async *query(range) {
      calls.push('query');
      checkTouched([]);
      for await (const row of table.query(range)) {
        checkTouched([row.rowKey]);
        yield row;
      }
    },
    scan(select) {
      calls.push('scan');
      return table.scan(select);
    },
    insert: (entity) => watch('insert', 'insert', [entity.rowKey], () => table.insert(entity)),
    upsert: (entity) => watch('upsert', 'upsert', [entity.rowKey], () => table.upsert(entity)),
    replace: (entity, etag) => watch('replace', 'replace', [entity.rowKey], () => table.replace(entity, etag)),
    remove: (...args) => watch('remove', 'remove', [args[1]], () => table.remove(...args)),
    transact: (actions) => {
      const rowKeys = actions.map((action) => keysOf(action).rowKey);
      return watch('transact', `transact ${actions.length}`, rowKeys, () => table.transact(actions));
    },
  };
}

/** Lets any number of others go first, drawn anew at each storage call. */
export function shuffledTick(draw: () => number): Tick {
  return async () => {
    for (let turns = draw(); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
  };
}

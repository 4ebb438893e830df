/**
 * Packs of log entries that outlets are still to be told of.
 *
 * | partition   | row                   | holds                                       |
 * |-------------|-----------------------|---------------------------------------------|
 * | job`!`shard | `o!`time`!`pack id    | which pack it is, in the key; and what the accounts of its entries held, where that is written back |
 *
 * A pointer is inserted in the transaction that commits people and pack (`ledger.ts`), where the job has outlets: an event
 * exists if and only if its log entry does, and at no call more. Whoever has handed its entries on removes it.
 */
import type { AccountSeen } from '../../engine/person/logEntry';
import type { Table, TableAction } from '../contract/table';
import { joinKey, keysUnder, splitKey } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { removeRows } from '../rows/removeRows';
import { type EntryPack, packKey } from './entryPacks';
import { peoplePartition, SHARDS } from './personRow';

export interface Pointer {
  readonly jobId: string;
  readonly shard: number;
  readonly rowKey: string;
  /** When the pack was committed, milliseconds, by the clock of whoever did it. */
  readonly at: number;
  /** Row key of the pack. */
  readonly pack: string;
}

export interface OutboxStore {
  /** All of a shard, oldest first. */
  list(jobId: string, shard: number): Promise<readonly Pointer[]>;
  /** What the accounts held, entry by entry of the pack; `null` where nobody looked. */
  accounts(pointer: Pointer): Promise<readonly (AccountSeen | null)[]>;
  /** One that is gone already is fine. */
  remove(pointers: readonly Pointer[]): Promise<void>;
  /** Removes pointers of before then, milliseconds: of a job that has no outlets any more. @returns how many, `most` at most */
  purge(jobId: string, before: number, most: number): Promise<number>;
}

const OUTBOX = 'o';
const ACCOUNTS = 'accounts';
const TIME_DIGITS = 13;

export function pointerAction({ jobId, shard, at, packId, entries }: EntryPack): TableAction {
  const rowKey = joinKey(OUTBOX, String(at).padStart(TIME_DIGITS, '0'), packId);
  const seen = entries.map(({ account = null }) => account);
  const accounts = seen.some((account) => account !== null) ? packInto(ACCOUNTS, seen) : {};
  return { kind: 'insert', entity: { partitionKey: peoplePartition(jobId, shard), rowKey, ...accounts } };
}

export function createOutboxStore(table: Table): OutboxStore {
  async function list(jobId: string, shard: number): Promise<Pointer[]> {
    const pointers: Pointer[] = [];
    const range = { partitionKey: peoplePartition(jobId, shard), ...keysUnder(OUTBOX), select: [] };
    for await (const { rowKey } of table.query(range)) {
      const [, time = '', packId = ''] = splitKey(rowKey);
      pointers.push({ jobId, shard, rowKey, at: Number(time), pack: packKey(Number(time), packId) });
    }
    return pointers;
  }

  async function remove(pointers: readonly Pointer[]): Promise<void> {
    const keys = pointers.map(({ jobId, shard, rowKey }) => ({ partitionKey: peoplePartition(jobId, shard), rowKey }));
    await removeRows(table, from(keys), Number.POSITIVE_INFINITY);
  }

  return {
    list,
    async accounts({ jobId, shard, rowKey }) {
      const row = await table.get(peoplePartition(jobId, shard), rowKey);
      return (row && (unpackFrom(ACCOUNTS, row.properties) as (AccountSeen | null)[] | undefined)) ?? [];
    },
    remove,
    async purge(jobId, before, most) {
      let removed = 0;
      for (let shard = 0; shard < SHARDS && removed < most; shard += 1) {
        const old = (await list(jobId, shard)).filter(({ at }) => at < before).slice(0, most - removed);
        await remove(old);
        removed += old.length;
      }
      return removed;
    },
  };
}

async function* from<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

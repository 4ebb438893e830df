/**
 * What writebacks know of each person, and whose account is to be read when. In the partitions of the outlet's events
 * (`events.ts`), so that what is written of a person and the event that says it are one transaction:
 *
 * | partition            | row                     | holds                                                        |
 * |----------------------|-------------------------|--------------------------------------------------------------|
 * | job`!`outlet`!`lane  | `w!`person              | what was written, as hashes, and what stopped it (`state.ts`) |
 * |                      | `t!`time`!`person       | that the account is to be read then; one a person            |
 * | job`!`outlet`!`00    | `s`                     | how far those who were there before have been gone through   |
 *
 * A person's own row names the time of the other, so that the two never come apart.
 */
import type { WritebackState } from '../../outlets/writeback/state';
import type { Entity, Table, TableAction } from '../contract/table';
import { SHARDS, shardOf } from '../people/personRow';
import { joinKey, keysUnder, splitKey } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { transactUnlessChanged } from '../rows/transactUnlessChanged';
import { lanePartition, type NewEvent, newActions, type OutletRef, personPart, placeOf } from './eventRows';

export interface StoredWriteback {
  readonly state: WritebackState;
  readonly etag: string;
}

/** People who are there already when a writeback begins, or its map changes, are gone through shard by shard. */
export interface Pass {
  readonly shard: number;
  /** Source anchor of the last one; `null`: none of the shard yet. */
  readonly after: string | null;
  /** What their accounts hold is noted as written, and not sent. */
  readonly isBaseline: boolean;
}

export interface WritebackStore {
  get(outlet: OutletRef, anchor: string): Promise<StoredWriteback | undefined>;
  /**
   * @param etag `undefined`: there is none yet
   * @param event added with it
   * @returns false when somebody else was quicker: then nothing is written
   */
  save(
    outlet: OutletRef,
    after: WritebackState,
    before: StoredWriteback | undefined,
    event?: NewEvent,
    now?: number,
  ): Promise<boolean>;
  /** The person is none of this writeback's any more. @returns false when it changed meanwhile */
  remove(outlet: OutletRef, stored: StoredWriteback): Promise<boolean>;
  /** Behind a person, lane by lane. */
  list(outlet: OutletRef, after: string | undefined): AsyncIterable<StoredWriteback>;
  /** Of a lane, whose account is to be read up to then, milliseconds; the longest due first. */
  due(outlet: OutletRef, lane: number, until: number, most: number): Promise<readonly StoredWriteback[]>;
  /** When the next account is to be read, milliseconds; `null`: there is none. */
  nextDue(outlet: OutletRef): Promise<number | null>;
  pass(outlet: OutletRef): Promise<Pass | undefined>;
  /** @param pass `undefined`: everybody was gone through */
  setPass(outlet: OutletRef, pass: Pass | undefined): Promise<void>;
}

const STATE = 'w';
const TIMER = 't';
const PASS = 's';
const TIME_DIGITS = 13;
const JSON_COLUMN = 'state';
const LANES: readonly number[] = Array.from({ length: SHARDS }, (_, lane) => lane);

/** Where the person's rows lie. */
const placed = (outlet: OutletRef, anchor: string) => ({
  partitionKey: lanePartition(outlet, shardOf(anchor)),
  rowKey: joinKey(STATE, personPart(anchor)),
});

/** The key by which an event of this outlet is found again. */
export const eventKeyOf = (event: NewEvent) => placeOf(event).key;

export function createWritebackStore(table: Table): WritebackStore {
  async function get(outlet: OutletRef, anchor: string): Promise<StoredWriteback | undefined> {
    const { partitionKey, rowKey } = placed(outlet, anchor);
    const row = await table.get(partitionKey, rowKey);
    return row && { state: unpackFrom(JSON_COLUMN, row.properties) as WritebackState, etag: row.etag };
  }

  return {
    get,
    save(outlet, after, before, event, now = 0) {
      const { partitionKey, rowKey } = placed(outlet, after.anchor);
      const entity: Entity = { partitionKey, rowKey, ...packInto(JSON_COLUMN, after) };
      const moves = before === undefined || before.state.again.at !== after.again.at;
      return transactUnlessChanged(table, [
        before === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag: before.etag },
        ...(moves && before !== undefined ? [removal(partitionKey, before.state)] : []),
        ...(moves ? [{ kind: 'insert' as const, entity: timerOf(partitionKey, after) }] : []),
        ...(event === undefined ? [] : newActions(partitionKey, event, now)),
      ]);
    },
    remove(outlet, { state, etag }) {
      const { partitionKey, rowKey } = placed(outlet, state.anchor);
      return transactUnlessChanged(table, [
        { kind: 'remove', partitionKey, rowKey, etag },
        removal(partitionKey, state),
      ]);
    },
    async *list(outlet, after) {
      for (const lane of LANES) {
        if (after !== undefined && lane < shardOf(after)) continue;
        const isIn = after !== undefined && lane === shardOf(after);
        const from = isIn ? { from: `${placed(outlet, after).rowKey} ` } : {};
        const range = { partitionKey: lanePartition(outlet, lane), ...keysUnder(STATE), ...from };
        for await (const row of table.query(range)) {
          yield { state: unpackFrom(JSON_COLUMN, row.properties) as WritebackState, etag: row.etag };
        }
      }
    },
    async due(outlet, lane, until, most) {
      const partitionKey = lanePartition(outlet, lane);
      const range = { ...keysUnder(TIMER), to: joinKey(TIMER, timeOf(until + 1)) };
      const anchors: string[] = [];
      for await (const row of table.query({ partitionKey, ...range, pageSize: most })) {
        anchors.push(String(row.properties.anchor));
        if (anchors.length === most) break;
      }
      const found = await Promise.all(anchors.map((anchor) => get(outlet, anchor)));
      return found.filter((one) => one !== undefined);
    },
    async nextDue(outlet) {
      const first = await Promise.all(
        LANES.map(async (lane) => {
          const range = { partitionKey: lanePartition(outlet, lane), ...keysUnder(TIMER), select: [], pageSize: 1 };
          for await (const { rowKey } of table.query(range)) return Number(splitKey(rowKey)[1]);
          return Number.POSITIVE_INFINITY;
        }),
      );
      const next = Math.min(...first);
      return Number.isFinite(next) ? next : null;
    },
    async pass(outlet) {
      const row = await table.get(lanePartition(outlet, 0), PASS);
      return row && (JSON.parse(String(row.properties.json)) as Pass);
    },
    async setPass(outlet, pass) {
      const partitionKey = lanePartition(outlet, 0);
      if (pass === undefined) await table.remove(partitionKey, PASS);
      else await table.upsert({ partitionKey, rowKey: PASS, json: JSON.stringify(pass) });
    },
  };
}

const timeOf = (at: number) => String(at).padStart(TIME_DIGITS, '0');
const timerKey = ({ again, anchor }: WritebackState) => joinKey(TIMER, timeOf(again.at), personPart(anchor));

function timerOf(partitionKey: string, state: WritebackState): Entity {
  return { partitionKey, rowKey: timerKey(state), anchor: state.anchor };
}

const removal = (partitionKey: string, state: WritebackState): TableAction => ({
  kind: 'remove',
  partitionKey,
  rowKey: timerKey(state),
  etag: '*',
});

/**
 * What an outlet is to be sent, what became of it, and what is kept of it for a replay. In the table `outlets`:
 *
 * | partition            | row                          | holds                                                   |
 * |----------------------|------------------------------|---------------------------------------------------------|
 * | job`!`outlet`!`lane  | `n!`person`!`sequence`!`id   | the event: its body as it is sent, its tries            |
 * |                      | `u!`person`!`sequence`!`id   | that it is undelivered, and when it is tried again      |
 * |                      | `f!`person`!`sequence`!`id   | that it was given up                                    |
 *
 * Lanes are people's shards, so an outlet is as wide as the job. A lane reads person by person, and a person's events in their
 * order, which is all that delivery needs. `n!` stays when the event is delivered: an event that is dispatched twice is found,
 * and not sent again. What is listed by `u!` and `f!` changes in the event's own transaction.
 */
import { chunk, groupBy } from '../../collections';
import { type Row, StoreConflict, type Table, type TableAction } from '../contract/table';
import { SHARDS, shardOf } from '../people/personRow';
import { joinKey, keysUnder } from '../rows/keys';
import { removeRows } from '../rows/removeRows';
import { transactUnlessChanged } from '../rows/transactUnlessChanged';
import {
  EVENT,
  type EventPlace,
  type EventState,
  eventEntity,
  FAILED,
  type FoundEvent,
  found,
  KEPT_TRIES,
  type KeptEvent,
  type ListedIn,
  lanePartition,
  listEntity,
  type NewEvent,
  newActions,
  OPEN,
  type OpenEvent,
  type OutletRef,
  personPart,
  type Settled,
  type Try,
} from './eventRows';

export type {
  EventPlace,
  EventState,
  FoundEvent,
  KeptEvent,
  NewEvent,
  OpenEvent,
  OutletRef,
  Settled,
  Try,
} from './eventRows';

export interface OutletEvents {
  /** Adds events to one outlet; those it has already stay as they are. @returns how many are new */
  add(outlet: OutletRef, events: readonly NewEvent[], now: number): Promise<number>;
  /** Undelivered ones of a lane, person by person, each person's in order. */
  open(outlet: OutletRef, lane: number): AsyncIterable<OpenEvent>;
  get(outlet: OutletRef, place: EventPlace): Promise<FoundEvent | undefined>;
  /** @returns false when it is gone, or changed since it was read: then nothing was written */
  settle(outlet: OutletRef, found: FoundEvent, settled: Settled, attempt: Try | undefined): Promise<boolean>;
  /** Events behind a place, in order of places: those of a state, of one person. */
  list(outlet: OutletRef, filter: EventFilter, after: EventPlace | undefined): AsyncIterable<FoundEvent>;
  /** To be sent once more, from the first try on. @returns false when it is gone */
  replay(outlet: OutletRef, found: FoundEvent, now: number): Promise<boolean>;
  /** Removes what was added before then and is not open, or everything. @returns how many rows, `most` at most */
  purge(outlet: OutletRef, before: number | 'all', most: number): Promise<number>;
  /** Drops the oldest open ones above so many. @returns how many */
  dropAbove(outlet: OutletRef, most: number): Promise<number>;
}

export interface EventFilter {
  readonly state?: EventState;
  readonly anchor?: string;
}

/** Each event is two rows. */
const EVENTS_AT_ONCE = 50;
const LANES: readonly number[] = Array.from({ length: SHARDS }, (_, lane) => lane);
const HOUR_MS = 60 * 60_000;
/** How a state is listed; what is delivered is not. */
const LISTS: Readonly<Record<EventState, string | undefined>> = { open: OPEN, failed: FAILED, delivered: undefined };

export function createOutletEvents(table: Table): OutletEvents {
  async function addTogether(partitionKey: string, events: readonly Addition[]): Promise<number> {
    let left = events;
    while (left.length > 0) {
      try {
        await table.transact(left.flatMap(({ actions }) => actions));
        return left.length;
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
        const known = error.index === undefined ? undefined : left[Math.floor(error.index / 2)];
        if (known === undefined && left.length > 1) return addAlone(partitionKey, left);
        left = left.filter((one) => one !== (known ?? left[0]));
      }
    }
    return 0;
  }

  /** Storage did not say which of them is there already. */
  async function addAlone(partitionKey: string, events: readonly Addition[]): Promise<number> {
    let added = 0;
    for (const one of events) added += await addTogether(partitionKey, [one]);
    return added;
  }

  async function* ofLane(outlet: OutletRef, lane: number, kind: string, range: object = {}): AsyncIterable<Row> {
    yield* table.query({ partitionKey: lanePartition(outlet, lane), ...keysUnder(kind), ...range });
  }

  async function get(outlet: OutletRef, place: EventPlace): Promise<FoundEvent | undefined> {
    const row = await table.get(lanePartition(outlet, place.lane), joinKey(EVENT, place.key));
    return row && found(place.lane, row);
  }

  async function write(outlet: OutletRef, { lane, key, etag, event }: FoundEvent, listed: ListedIn): Promise<boolean> {
    const partitionKey = lanePartition(outlet, lane);
    const [isListed, remains] = [LISTS[listed.was], LISTS[event.state]];
    const actions: TableAction[] = [{ kind: 'replace', entity: eventEntity(partitionKey, key, event), etag }];
    if (isListed !== undefined && isListed !== remains) {
      actions.push({ kind: 'remove', partitionKey, rowKey: joinKey(isListed, key), etag: '*' });
    }
    if (remains !== undefined) actions.push({ kind: 'upsert', entity: listEntity(partitionKey, remains, key, listed) });
    return transactUnlessChanged(table, actions);
  }

  async function* rowsToPurge(outlet: OutletRef, before: number | 'all'): AsyncIterable<Row> {
    for (const lane of LANES) {
      if (before === 'all') {
        yield* table.query({ partitionKey: lanePartition(outlet, lane), select: [] });
        continue;
      }
      for await (const row of ofLane(outlet, lane, EVENT, { select: ['state', 'addedAt'] })) {
        if (row.properties.state !== 'open' && Number(row.properties.addedAt) < before) yield row;
      }
      for await (const row of ofLane(outlet, lane, FAILED, { select: ['addedAt'] })) {
        if (Number(row.properties.addedAt) < before) yield row;
      }
    }
  }

  return {
    async add(outlet, events, now) {
      const lanes = groupBy(events, ({ anchor }) => shardOf(anchor));
      const added = [...lanes].map(async ([lane, members]) => {
        const partitionKey = lanePartition(outlet, lane);
        let count = 0;
        for (const part of chunk(members, EVENTS_AT_ONCE)) {
          count += await addTogether(
            partitionKey,
            part.map((event) => ({ actions: newActions(partitionKey, event, now) })),
          );
        }
        return count;
      });
      return (await Promise.all(added)).reduce((sum, count) => sum + count, 0);
    },
    async *open(outlet, lane) {
      for await (const row of ofLane(outlet, lane, OPEN)) {
        const key = row.rowKey.slice(OPEN.length + 1);
        yield {
          lane,
          key,
          person: key.slice(0, key.indexOf('!')),
          addedAt: Number(row.properties.addedAt),
          nextAt: Number(row.properties.nextAt),
          triedAt: Number(row.properties.triedAt),
        };
      }
    },
    get,
    async settle(outlet, one, settled, attempt) {
      const { event } = one;
      const after: KeptEvent = {
        ...event,
        state: settled.state,
        ...(attempt !== undefined && {
          attempts: event.attempts + 1,
          tries: [...event.tries, attempt].slice(-KEPT_TRIES),
        }),
      };
      const nextAt = settled.state === 'open' ? settled.nextAt : 0;
      const triedAt = attempt?.at ?? event.tries.at(-1)?.at ?? 0;
      return write(outlet, { ...one, event: after }, { was: event.state, addedAt: event.addedAt, nextAt, triedAt });
    },
    async *list(outlet, { state, anchor }, after) {
      const kind = (state && LISTS[state]) ?? EVENT;
      const lanes = anchor === undefined ? LANES : [shardOf(anchor)];
      const range = anchor === undefined ? keysUnder(kind) : keysUnder(kind, personPart(anchor));
      for (const lane of lanes) {
        if (after !== undefined && lane < after.lane) continue;
        const behind = after?.lane === lane ? { from: `${joinKey(kind, after.key)} ` } : {};
        for await (const row of ofLane(outlet, lane, kind, { ...range, ...behind })) {
          const one = kind === EVENT ? found(lane, row) : await get(outlet, { lane, key: row.rowKey.slice(2) });
          if (one !== undefined && (state === undefined || one.event.state === state)) yield one;
        }
      }
    },
    async replay(outlet, one, now) {
      const event: KeptEvent = { ...one.event, state: 'open', attempts: 0 };
      const listed = { was: one.event.state, addedAt: event.addedAt, nextAt: now, triedAt: 0 };
      return write(outlet, { ...one, event }, listed);
    },
    purge: (outlet, before, most) => removeRows(table, rowsToPurge(outlet, before), most),
    async dropAbove(outlet, most) {
      // Counted by the hour they were added in, since a million keys are more than a worker should hold.
      const hours = new Map<number, number>();
      let total = 0;
      for (const lane of LANES) {
        for await (const row of ofLane(outlet, lane, OPEN, { select: ['addedAt'] })) {
          const hour = Math.floor(Number(row.properties.addedAt) / HOUR_MS);
          hours.set(hour, (hours.get(hour) ?? 0) + 1);
          total += 1;
        }
      }
      let excess = total - most;
      if (excess <= 0) return 0;
      let last = 0;
      for (const hour of [...hours.keys()].sort((a, b) => a - b)) {
        last = hour;
        excess -= hours.get(hour) ?? 0;
        if (excess <= 0) break;
      }
      return removeRows(table, oldestOf(outlet, last, ofLane), 2 * (total - most)).then((rows) => rows / 2);
    },
  };
}

interface Addition {
  readonly actions: readonly TableAction[];
}

/** Rows of open events up to an hour, each with the event itself. */
async function* oldestOf(
  outlet: OutletRef,
  lastHour: number,
  ofLane: (outlet: OutletRef, lane: number, kind: string, range: object) => AsyncIterable<Row>,
): AsyncIterable<Pick<Row, 'partitionKey' | 'rowKey'>> {
  for (const isLast of [false, true]) {
    for (const lane of LANES) {
      for await (const { partitionKey, rowKey, properties } of ofLane(outlet, lane, OPEN, { select: ['addedAt'] })) {
        const hour = Math.floor(Number(properties.addedAt) / HOUR_MS);
        if (isLast ? hour !== lastHour : hour >= lastHour) continue;
        yield { partitionKey, rowKey };
        yield { partitionKey, rowKey: joinKey(EVENT, rowKey.slice(OPEN.length + 1)) };
      }
    }
  }
}

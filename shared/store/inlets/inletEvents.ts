/**
 * What an inlet received, and what became of it. Keys: see `inletRows.ts`.
 *
 * An event is kept by its replay key, so that one that is sent twice is one; it is open until its outcome is written, and
 * both stand in one transaction. A worker that dies in between leaves it open: whoever comes next begins again.
 */
import { chunk } from '../../collections';
import { MAX_TRANSACTION_ACTIONS } from '../contract/limits';
import type { Row, Table } from '../contract/table';
import { invertedTime, joinKey, keysUnder, splitKey } from '../rows/keys';
import { removeRows } from '../rows/removeRows';
import { transactUnlessChanged } from '../rows/transactUnlessChanged';
import {
  changeActions,
  type EventSummary,
  eventKey,
  type InletEvent,
  insertActions,
  keysOfEvent,
  type StoredEvent,
  toEvent,
  toSummary,
} from './eventRows';
import { BY_TIME, type InletPlace, inletPartition, OPEN, PARKED, timePart } from './inletRows';

export type { EventReason, EventState, EventSummary, InletEvent, StoredEvent } from './eventRows';
export { fitsEvent } from './eventRows';

/** What an event becomes. */
export interface EventChange {
  readonly stored: StoredEvent;
  readonly after: InletEvent;
}

export interface OpenEvent {
  readonly key: string;
  readonly due: number;
}

export interface EventRange {
  /** Only dead letters. */
  readonly parkedOnly?: boolean;
  /** Received from then, and until then; milliseconds since the epoch, both included. */
  readonly from?: number;
  readonly until?: number;
  /** Where the page before this one ended. */
  readonly after?: string;
}

export interface ListedEvent {
  readonly summary: EventSummary;
  /** To go on behind it. */
  readonly place: string;
}

export interface InletEventStore {
  /** @returns keys of those that are new: of the others there is one of their key already */
  add(place: InletPlace, events: readonly InletEvent[]): Promise<readonly string[]>;
  get(place: InletPlace, key: string): Promise<StoredEvent | undefined>;
  /** @returns those there are */
  load(place: InletPlace, keys: readonly string[]): Promise<readonly StoredEvent[]>;
  /** Writes what becomes of events, each unless somebody came between. @returns those that were written */
  change(place: InletPlace, changes: readonly EventChange[]): Promise<readonly EventChange[]>;
  /** Open work that was due by then, the longest due first, `most` at most. */
  due(place: InletPlace, now: number, most: number): Promise<readonly OpenEvent[]>;
  /** How many are open and how many parked, each counted up to `most`; and when the oldest of the open was due. */
  count(
    place: InletPlace,
    most: number,
  ): Promise<{ readonly open: number; readonly parked: number; readonly oldestDue: number | null }>;
  /** Newest first. */
  list(place: InletPlace, range: EventRange): AsyncIterable<ListedEvent>;
  /** Removes what was received before then and is not open. @returns how many rows, `most` at most */
  purge(place: InletPlace, before: number, most: number): Promise<number>;
  /** Removes every row of the inlet but its definition. @returns how many, `most` at most */
  purgeAll(place: InletPlace, most: number): Promise<number>;
}

const AT_ONCE = 16;
/** Rows of one change: its own, in the list, and one that comes and one that goes. */
const ACTIONS_A_CHANGE = 4;

export function createInletEventStore(table: Table): InletEventStore {
  async function get(place: InletPlace, key: string): Promise<StoredEvent | undefined> {
    const row = await table.get(inletPartition(place), eventKey(key));
    return row && toEvent(row);
  }

  /** Together; where one of them is in the way, one by one. */
  async function changeTogether(place: InletPlace, changes: readonly EventChange[]): Promise<readonly EventChange[]> {
    const actions = changes.map(({ stored, after }) => changeActions(place, stored, after));
    if (await transactUnlessChanged(table, actions.flat())) return changes;
    if (changes.length === 1) return [];
    const done: EventChange[] = [];
    for (const one of changes) done.push(...(await changeTogether(place, [one])));
    return done;
  }

  /** Together; where one of them is there already, one by one. */
  async function addTogether(place: InletPlace, events: readonly InletEvent[]): Promise<readonly string[]> {
    const actions = events.map((event) => insertActions(place, event));
    if (await transactUnlessChanged(table, actions.flat())) return events.map(({ key }) => key);
    if (events.length === 1) return [];
    const added: string[] = [];
    for (const one of events) added.push(...(await addTogether(place, [one])));
    return added;
  }

  async function countUnder(place: InletPlace, kind: string, most: number) {
    let count = 0;
    let first: string | undefined;
    for await (const { rowKey } of table.query({
      partitionKey: inletPartition(place),
      ...keysUnder(kind),
      select: ['key'],
    })) {
      first ??= rowKey;
      count += 1;
      if (count === most) break;
    }
    return { count, first };
  }

  return {
    async add(place, events) {
      const added: string[] = [];
      for (const part of groupsOf(events)) added.push(...(await addTogether(place, part)));
      return added;
    },
    get,
    async load(place, keys) {
      const found: StoredEvent[] = [];
      for (const part of chunk([...new Set(keys)], AT_ONCE)) {
        const events = await Promise.all(part.map((key) => get(place, key)));
        found.push(...events.filter((event) => event !== undefined));
      }
      return found;
    },
    async change(place, changes) {
      const done: EventChange[] = [];
      for (const part of chunk(changes, MAX_TRANSACTION_ACTIONS / ACTIONS_A_CHANGE)) {
        done.push(...(await changeTogether(place, part)));
      }
      return done;
    },
    async due(place, now, most) {
      const found: OpenEvent[] = [];
      const range = { ...keysUnder(OPEN), to: joinKey(OPEN, timePart(now + 1)) };
      const rows = table.query({
        partitionKey: inletPartition(place),
        ...range,
        select: ['key'],
        pageSize: Math.min(most, 1_000),
      });
      for await (const { rowKey, properties } of rows) {
        found.push({ key: String(properties.key), due: dueOf(rowKey) });
        if (found.length === most) break;
      }
      return found;
    },
    async count(place, most) {
      const open = await countUnder(place, OPEN, most);
      const parked = await countUnder(place, PARKED, most);
      return {
        open: open.count,
        parked: parked.count,
        oldestDue: open.first === undefined ? null : dueOf(open.first),
      };
    },
    async *list(place, { parkedOnly = false, from, until, after }) {
      const kind = parkedOnly ? PARKED : BY_TIME;
      const under = keysUnder(kind);
      const first = until === undefined ? under.from : joinKey(kind, invertedTime(until));
      const to = from === undefined ? under.to : joinKey(kind, invertedTime(Math.max(0, from - 1)));
      const start = after !== undefined && after > first ? after : first;
      for await (const row of table.query({ partitionKey: inletPartition(place), from: start, to })) {
        if (row.rowKey !== after) yield { summary: toSummary(row), place: row.rowKey };
      }
    },
    purge: (place, before, most) => removeRows(table, oldRows(table, place, before), most),
    purgeAll: (place, most) =>
      removeRows(table, table.query({ partitionKey: inletPartition(place), select: [] }), most),
  };
}

/** What one transaction takes of them: few large ones, or many small. */
function groupsOf(events: readonly InletEvent[]): readonly (readonly InletEvent[])[] {
  const small = events.filter(({ body }) => body.byteLength === 0);
  const large = events.filter(({ body }) => body.byteLength > 0);
  return [...large.map((one) => [one]), ...chunk(small, Math.floor(MAX_TRANSACTION_ACTIONS / ACTIONS_A_CHANGE))];
}

const dueOf = (rowKey: string) => Number(splitKey(rowKey)[1]);

type Keys = Pick<Row, 'partitionKey' | 'rowKey'>;

async function* oldRows(table: Table, place: InletPlace, before: number): AsyncIterable<Keys> {
  const partitionKey = inletPartition(place);
  const range = { ...keysUnder(BY_TIME), from: joinKey(BY_TIME, invertedTime(Math.max(0, before - 1))) };
  for await (const row of table.query({ partitionKey, ...range })) {
    const summary = toSummary(row);
    if (summary.state === 'open') continue;
    for (const rowKey of keysOfEvent(summary)) yield { partitionKey, rowKey };
  }
}

/**
 * The provisioning log as it is stored: one row holds the entries of one shard of one invocation, packed, with small
 * columns for what is counted and filtered by. Key design: see `people.ts`. Inverted time comes first, so a shard reads
 * newest first; the log of a job is its shards merged.
 */
import type { LogEntry, LogStep, ProvisioningStatus } from '../../engine/person/logEntry';
import type { Entity, Row, Table } from '../contract/table';
import { fromInvertedTime, invertedTime, joinKey, keysUnder, LAST_TIME_MS, splitKey } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { removeRows } from '../rows/removeRows';
import { FIRST_GENERATION, type Generation } from './people';
import { peoplePartition, SHARDS } from './personRow';
import { readShares, sharesOf, type UploadShares, writeShares } from './uploadShares';

/** What changed beside the entries, so that the totals of a job can be added up from its packs and never drift. */
export interface PackTotals {
  /** Operations answered for good: each sequence number counts once, in the pack that holds its entry. */
  readonly operations: number;
  readonly success: number;
  readonly failure: number;
  readonly skipped: number;
  readonly warning: number;
  /** Entries of people who are in scope. */
  readonly inScope: number;
  /** Entries in which a reference to another person was to change. */
  readonly references: number;
  /** Writes the target took. */
  readonly exported: number;
  /** People who got an account, less those who lost it. */
  readonly linked: number;
  /** People who became escrowed, less those who left escrow. */
  readonly escrowed: number;
  /** People whose reference began to wait, less those whose wait ended. */
  readonly waiting: number;
  /** Deletes and disables carried out: what the guard counts. */
  readonly deprovisioned: number;
}

export const NO_TOTALS: PackTotals = {
  operations: 0,
  success: 0,
  failure: 0,
  skipped: 0,
  warning: 0,
  inScope: 0,
  references: 0,
  exported: 0,
  linked: 0,
  escrowed: 0,
  waiting: 0,
  deprovisioned: 0,
};

export function addTotals(a: PackTotals, b: PackTotals): PackTotals {
  return {
    operations: a.operations + b.operations,
    success: a.success + b.success,
    failure: a.failure + b.failure,
    skipped: a.skipped + b.skipped,
    warning: a.warning + b.warning,
    inScope: a.inScope + b.inScope,
    references: a.references + b.references,
    exported: a.exported + b.exported,
    linked: a.linked + b.linked,
    escrowed: a.escrowed + b.escrowed,
    waiting: a.waiting + b.waiting,
    deprovisioned: a.deprovisioned + b.deprovisioned,
  };
}

/**
 * How far the clocks of two workers may be apart, milliseconds: they never quite agree. A pack of log entries may carry a
 * time so much before its cycle was opened or its upload accepted, or after the clock of who looks at it.
 */
export const CLOCK_SKEW_MS = 2 * 60_000;

export interface EntryPack {
  readonly jobId: string;
  readonly shard: number;
  /** When the entries were committed, milliseconds; the `activityDateTime` of all of them. */
  readonly at: number;
  readonly packId: string;
  readonly cycleId: string;
  readonly totals: PackTotals;
  /** What restarts had made people forget when this was done; absent: nothing. */
  readonly generation?: Generation;
  /** In the order they were done. */
  readonly entries: readonly LogEntry[];
  /** Whether outlets are to be told of the entries (`outbox.ts`); not kept with them. */
  readonly isTold?: boolean;
}

/** Lowest and highest sequence number among the entries; both 0 when none answers an operation. */
export interface SequenceSpan {
  readonly lowest: number;
  readonly highest: number;
}

/** A pack as found: its entries are unpacked only when asked for. */
export interface FoundPack extends Omit<EntryPack, 'entries' | 'generation' | 'isTold'> {
  readonly generation: Generation;
  readonly rowKey: string;
  readonly span: SequenceSpan;
  /** What it holds of each upload; `undefined` in packs of older code. */
  readonly uploads: UploadShares | undefined;
  entries(): readonly LogEntry[];
}

export interface PackRange {
  /** Newest wanted, inclusive, milliseconds; absent: from the newest there is. */
  readonly newest?: number;
  /** Oldest wanted, inclusive, milliseconds. */
  readonly oldest?: number;
  readonly shards?: readonly number[];
  /** Leave the entries out: for adding up. */
  readonly totalsOnly?: boolean;
  /** Rows fetched per call and shard. */
  readonly pageSize?: number;
}

export interface EntryPackStore {
  /** Newest first over all shards asked for. */
  read(jobId: string, range: PackRange): AsyncIterable<FoundPack>;
  /** A pack that was read without its entries, whole. */
  get(pack: Pick<FoundPack, 'jobId' | 'shard' | 'rowKey'>): Promise<FoundPack | undefined>;
  /** Removes packs committed before then, milliseconds since the epoch. @returns how many, `most` at most */
  purge(jobId: string, before: number, most: number): Promise<number>;
  /** Several jobs' logs as one, newest first. */
  merge(streams: readonly AsyncIterable<FoundPack>[]): AsyncIterable<FoundPack>;
}

export function createEntryPackStore(table: Table): EntryPackStore {
  return {
    read(jobId, range) {
      const shards = range.shards ?? Array.from({ length: SHARDS }, (_, shard) => shard);
      return merge(shards.map((shard) => readShard(table, jobId, shard, range)));
    },
    async get({ jobId, shard, rowKey }) {
      const row = await table.get(peoplePartition(jobId, shard), rowKey);
      return row && toPack(jobId, shard, row);
    },
    purge: (jobId, before, most) => removeRows(table, committedBefore(table, jobId, before), most),
    merge,
  };
}

async function* committedBefore(table: Table, jobId: string, before: number): AsyncIterable<Row> {
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const range = { ...keysUnder(ENTRIES), from: keysAt(before - 1).from };
    yield* table.query({ partitionKey: peoplePartition(jobId, shard), ...range, select: [] });
  }
}

const ENTRIES = 'e';

export function packKey(at: number, packId: string): string {
  return joinKey(ENTRIES, invertedTime(at), packId);
}

/** When the pack of this row was committed. */
export function packAt(rowKey: string): number {
  return fromInvertedTime(splitKey(rowKey)[1] ?? '');
}

export function packEntity(pack: EntryPack): Entity {
  return {
    partitionKey: peoplePartition(pack.jobId, pack.shard),
    rowKey: packKey(pack.at, pack.packId),
    at: pack.at,
    packId: pack.packId,
    cycleId: pack.cycleId,
    ...spanOf(pack.entries),
    uploads: writeShares(sharesOf(pack.entries)),
    ...pack.totals,
    ...(pack.generation && { [LINKS]: pack.generation.links, [ESCROWS]: pack.generation.escrows }),
    ...packInto('entries', pack.entries.map(asKept)),
  };
}

/** What the account held is for the outbox alone. */
function asKept(entry: LogEntry): LogEntry {
  if (entry.account === undefined) return entry;
  const { account: _, ...kept } = entry;
  return kept;
}

const TOTALS = Object.keys(NO_TOTALS) as (keyof PackTotals)[];
const [LINKS, ESCROWS] = ['linkGeneration', 'escrowGeneration'] as const;
const SMALL_COLUMNS = ['at', 'packId', 'cycleId', 'lowest', 'highest', 'uploads', LINKS, ESCROWS, ...TOTALS];

function spanOf(entries: readonly LogEntry[]): SequenceSpan & Record<string, number> {
  const sequences = entries.flatMap(({ operation }) => operation?.sequence ?? []);
  if (sequences.length === 0) return { lowest: 0, highest: 0 };
  return { lowest: Math.min(...sequences), highest: Math.max(...sequences) };
}

async function* readShard(table: Table, jobId: string, shard: number, range: PackRange): AsyncIterable<FoundPack> {
  const rows = table.query({
    partitionKey: peoplePartition(jobId, shard),
    ...keysUnder(ENTRIES),
    ...(range.newest !== undefined && { from: keysAt(range.newest).from }),
    ...(range.oldest !== undefined && { to: keysAt(range.oldest).to }),
    ...(range.totalsOnly && { select: SMALL_COLUMNS }),
    ...(range.pageSize !== undefined && { pageSize: range.pageSize }),
  });
  for await (const row of rows) yield toPack(jobId, shard, row);
}

/** Callers ask for any moment there is; one that no key can hold lies at the end of them. */
function keysAt(timeMs: number) {
  return keysUnder(ENTRIES, invertedTime(Math.min(Math.max(0, timeMs), LAST_TIME_MS)));
}

function toPack(jobId: string, shard: number, row: Row): FoundPack {
  const { properties } = row;
  const totals = { ...NO_TOTALS };
  for (const name of TOTALS) (totals as Record<keyof PackTotals, number>)[name] = Number(properties[name] ?? 0);
  return {
    jobId,
    shard,
    rowKey: row.rowKey,
    at: Number(properties.at),
    packId: String(properties.packId),
    cycleId: String(properties.cycleId),
    totals,
    generation: {
      links: Number(properties[LINKS] ?? FIRST_GENERATION.links),
      escrows: Number(properties[ESCROWS] ?? FIRST_GENERATION.escrows),
    },
    span: { lowest: Number(properties.lowest), highest: Number(properties.highest) },
    uploads: typeof properties.uploads === 'string' ? readShares(properties.uploads) : undefined,
    entries: () => entriesOf(row),
  };
}

/** The entries of a pack's row that was read whole. */
export function entriesOf({ properties }: Row): readonly LogEntry[] {
  return (unpackFrom('entries', properties) as LogEntry[] | undefined) ?? [];
}

/** Several streams, each in row-key order, as one. */
async function* merge(streams: readonly AsyncIterable<FoundPack>[]): AsyncIterable<FoundPack> {
  const cursors = await Promise.all(
    streams.map(async (stream) => {
      const iterator = stream[Symbol.asyncIterator]();
      return { iterator, head: await iterator.next() };
    }),
  );
  for (;;) {
    let newest: (typeof cursors)[number] | undefined;
    for (const cursor of cursors) {
      if (cursor.head.done) continue;
      if (newest === undefined || newest.head.done || cursor.head.value.rowKey < newest.head.value.rowKey)
        newest = cursor;
    }
    if (newest === undefined || newest.head.done) return;
    yield newest.head.value;
    newest.head = await newest.iterator.next();
  }
}

/** What a pack, or a sum of some, adds to the totals of a job that restarts have made forget: whom it linked may be linked no more. */
export function totalsSince(
  { links, escrows }: Generation,
  { totals, generation }: Pick<FoundPack, 'totals' | 'generation'>,
): PackTotals {
  return {
    ...totals,
    linked: generation.links < links ? 0 : totals.linked,
    escrowed: generation.escrows < escrows ? 0 : totals.escrowed,
  };
}

/** What one entry adds to the totals of its pack. */
export function countStatus(
  status: ProvisioningStatus,
): Pick<PackTotals, 'success' | 'failure' | 'skipped' | 'warning'> {
  return {
    success: status === 'success' ? 1 : 0,
    failure: status === 'failure' ? 1 : 0,
    skipped: status === 'skipped' ? 1 : 0,
    warning: status === 'warning' ? 1 : 0,
  };
}

/** What the steps of entries add to the totals of their pack. */
export function countSteps(entries: readonly Pick<LogEntry, 'steps'>[]): Pick<PackTotals, 'inScope' | 'references'> {
  const having = (is: (step: LogStep) => boolean) => entries.filter(({ steps }) => steps.some(is)).length;
  return {
    inScope: having(({ type, status }) => type === 'scoping' && status === 'success'),
    references: having(({ type }) => type === 'referenceResolution'),
  };
}

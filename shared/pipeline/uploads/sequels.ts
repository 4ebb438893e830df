/**
 * What became of operations after they had failed. Who fails is escrowed and tried again, and what was said stays owed: a
 * retry, or a newer operation that succeeds, carries it out. Told from the person's row, which names the newest entries and
 * knows whether the failure lasts; where these do not say what settled it, from the packs before them (`forgottenPacks.ts`).
 */
import type { LogEntry } from '../../engine/person/logEntry';
import type { Job } from '../../store/jobs/jobs';
import { entryId } from '../../store/people/entryId';
import { type FoundPack, packAt } from '../../store/people/entryPacks';
import { type Person, sinceRestart } from '../../store/people/people';
import type { Needs } from '../ports';
import { findForgotten, type Gap } from './forgottenPacks';
import { fetchPacks } from './uploadEntries';

/** An entry, and where it lies. */
export interface Outcome {
  readonly entryId: string;
  /** When it was committed, milliseconds since the epoch. */
  readonly at: number;
  readonly entry: LogEntry;
  /** Of its pack. */
  readonly rowKey: string;
  readonly index: number;
}

export interface Sequel {
  /** The entry that tells how it stands: the one that settled it, or else the latest failure; `undefined`: there was none yet. */
  readonly latest: Outcome | undefined;
  /** When it is tried again, milliseconds since the epoch; `undefined`: it is settled, or given up. */
  readonly nextAttempt: number | undefined;
}

export interface FailedOperation {
  readonly sequence: number;
  readonly anchor: string;
  readonly outcome: Outcome;
}

export function outcomesIn(pack: FoundPack): readonly Outcome[] {
  const { at, rowKey } = pack;
  return pack.entries().map((entry, index) => ({ entryId: entryId({ ...pack, index }), at, entry, rowKey, index }));
}

/** @returns by sequence number */
export async function findSequels(
  { id: jobId, generation }: Job,
  failed: readonly FailedOperation[],
  { people, packs }: Needs<'people' | 'packs'>,
): Promise<ReadonlyMap<number, Sequel>> {
  if (failed.length === 0) return new Map();
  const loaded = await people.load(
    jobId,
    failed.map(({ anchor }) => anchor),
  );
  const told = failed.map((operation) => {
    const stored = loaded.get(operation.anchor);
    return { operation, person: stored && sinceRestart(stored.person, generation) };
  });
  const places = told.flatMap(({ operation: { anchor, outcome }, person }) =>
    packsFrom(outcome, person).map((rowKey) => ({ jobId, shard: people.shardOf(anchor), rowKey })),
  );
  const distinct = new Map(places.map((place) => [`${place.shard} ${place.rowKey}`, place]));
  const entries = new Map<string, readonly Outcome[]>();
  for (const pack of await fetchPacks([...distinct.values()], packs)) {
    entries.set(`${pack.shard} ${pack.rowKey}`, outcomesIn(pack));
  }
  const sequels = new Map<number, Sequel>();
  const open: Open[] = [];
  for (const { operation, person } of told) {
    const shard = people.shardOf(operation.anchor);
    const later = packsFrom(operation.outcome, person).flatMap((rowKey) => entries.get(`${shard} ${rowKey}`) ?? []);
    sequels.set(operation.sequence, sequelOf(operation, person, later));
    const gap = gapOf(operation.outcome, person);
    if (gap !== undefined && settledIn(operation, later) === undefined)
      open.push({ operation, gap: { ...gap, shard } });
  }
  for (const [sequence, latest] of await findSettled(jobId, open, packs)) {
    sequels.set(sequence, { latest, nextAttempt: undefined });
  }
  return sequels;
}

/** What settled it is in none of the packs that the person's row names. */
interface Open {
  readonly operation: FailedOperation;
  readonly gap: Gap;
}

/** The time of which the person's row names no pack, unless the failure lasts; `undefined`: there is none. */
function gapOf(outcome: Outcome, person: Person | undefined): Omit<Gap, 'shard'> | undefined {
  const { packs: known, all } = person?.history ?? { packs: [], all: true };
  const oldest = known.at(-1);
  if (all || oldest === undefined || oldest >= outcome.rowKey || lasts(person, outcome)) return undefined;
  return { from: outcome.at, to: packAt(oldest) };
}

/** @returns by sequence number, what settled those of which it was found */
async function findSettled(
  jobId: string,
  open: readonly Open[],
  packs: Needs<'packs'>['packs'],
): Promise<ReadonlyMap<number, Outcome>> {
  const gaps = new Map<number, Gap>();
  for (const { gap } of open) {
    const { from, to } = gaps.get(gap.shard) ?? gap;
    gaps.set(gap.shard, { ...gap, from: Math.min(gap.from, from), to: Math.max(gap.to, to) });
  }
  const settledBy = ({ operation, gap }: Open, found: readonly FoundPack[]) =>
    settledIn(
      operation,
      found
        .filter((pack) => pack.shard === gap.shard && pack.rowKey <= operation.outcome.rowKey)
        .sort((a, b) => (a.rowKey > b.rowKey ? -1 : 1))
        .flatMap(outcomesIn),
    );
  const isEnough = (shard: number, found: readonly FoundPack[]) =>
    open.every((one) => one.gap.shard !== shard || settledBy(one, found) !== undefined);
  const found = await findForgotten(jobId, [...gaps.values()], isEnough, packs);
  const settled = open.map((one) => [one.operation.sequence, settledBy(one, found)] as const);
  return new Map(settled.flatMap(([sequence, outcome]) => (outcome === undefined ? [] : [[sequence, outcome]])));
}

/** Row keys of the packs that can hold what came after this, oldest first; of very much, the newest. */
function packsFrom({ rowKey }: Outcome, person: Person | undefined): readonly string[] {
  const known = person?.history.packs ?? [];
  const place = known.indexOf(rowKey);
  return known.slice(0, place < 0 ? undefined : place + 1).reverse();
}

/** @param entries of these packs, in the order they were done */
function sequelOf(operation: FailedOperation, person: Person | undefined, entries: readonly Outcome[]): Sequel {
  const latestFailure = entriesBehind(operation, entries).findLast(({ entry }) => entry.status === 'failure');
  if (lasts(person, operation.outcome)) return { latest: latestFailure, nextAttempt: person?.escrow?.nextAttempt };
  return { latest: settledIn(operation, entries) ?? latestFailure, nextAttempt: undefined };
}

/** An escrow that began later is another's: this one was settled in between. */
function lasts(person: Person | undefined, { at }: Outcome): boolean {
  return (person?.escrow?.firstFailureAt ?? Number.POSITIVE_INFINITY) <= at;
}

function settledIn(operation: FailedOperation, entries: readonly Outcome[]): Outcome | undefined {
  return entriesBehind(operation, entries).find(
    ({ entry }) => entry.status !== 'failure' && entry.action !== 'stagedDelete',
  );
}

function entriesBehind({ sequence, anchor, outcome }: FailedOperation, entries: readonly Outcome[]) {
  return entries.filter(({ rowKey, index, entry }) => {
    const isBehind = rowKey !== outcome.rowKey || index > outcome.index;
    return isBehind && entry.source.id === anchor && (entry.operation?.sequence ?? Number.POSITIVE_INFINITY) > sequence;
  });
}

/**
 * What became of operations after they had failed. Who fails is escrowed and tried again, and what was said stays owed: a
 * retry, or a newer operation that succeeds, carries it out. Told from the person's row, which names the newest entries and
 * knows whether the failure lasts.
 */
import type { LogEntry } from '../../engine/person/logEntry';
import type { Job } from '../../store/jobs/jobs';
import { entryId } from '../../store/people/entryId';
import type { FoundPack } from '../../store/people/entryPacks';
import { type Person, sinceRestart } from '../../store/people/people';
import type { Needs } from '../ports';
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
  return new Map(
    told.map(({ operation, person }) => {
      const shard = people.shardOf(operation.anchor);
      const later = packsFrom(operation.outcome, person).flatMap((rowKey) => entries.get(`${shard} ${rowKey}`) ?? []);
      return [operation.sequence, sequelOf(operation, person, later)];
    }),
  );
}

/** Row keys of the packs that can hold what came after this, oldest first; of very much, the newest. */
function packsFrom({ rowKey }: Outcome, person: Person | undefined): readonly string[] {
  const known = person?.history.packs ?? [];
  const place = known.indexOf(rowKey);
  return known.slice(0, place < 0 ? undefined : place + 1).reverse();
}

/** @param entries of these packs, in the order they were done */
function sequelOf(
  { sequence, anchor, outcome }: FailedOperation,
  person: Person | undefined,
  entries: readonly Outcome[],
): Sequel {
  const later = entries.filter(({ rowKey, index, entry }) => {
    const isBehind = rowKey !== outcome.rowKey || index > outcome.index;
    return isBehind && entry.source.id === anchor && (entry.operation?.sequence ?? Number.POSITIVE_INFINITY) > sequence;
  });
  const failures = later.filter(({ entry }) => entry.status === 'failure');
  const escrow = person?.escrow ?? null;
  // One that began later is another's: this one was settled in between.
  if (escrow !== null && escrow.firstFailureAt <= outcome.at) {
    return { latest: failures.at(-1), nextAttempt: escrow.nextAttempt };
  }
  const settled = later.find(({ entry }) => entry.status !== 'failure' && entry.action !== 'stagedDelete');
  return { latest: settled ?? failures.at(-1), nextAttempt: undefined };
}

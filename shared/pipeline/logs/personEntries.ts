/** The history of one person: the person's row names the packs its newest entries lie in; what is older is looked for. */
import { CLOCK_SKEW_MS, type FoundPack, type PackRange, packAt } from '../../store/people/entryPacks';
import type { Needs } from '../ports';
import { fetchPacks, shardOfEntry } from '../uploads/uploadEntries';

type Ports = Needs<'people' | 'packs'>;

/** @param range which of them, and how many rows are fetched at a time where they have to be looked for; its shard is this person's */
export async function* packsOfPerson(
  jobId: string,
  anchor: string,
  range: PackRange,
  { packs, people }: Ports,
): AsyncIterable<FoundPack> {
  const shard = shardOfEntry(anchor);
  const stored = (await people.load(jobId, [anchor])).get(anchor);
  const { packs: known, all } = anchor === '' ? NOTHING_KNOWN : (stored?.person.history ?? NOTHING_KNOWN);
  const { newest = Number.POSITIVE_INFINITY, oldest = 0 } = range;
  // In order of the log: of two workers, the one that commits later may have the earlier clock.
  const wanted = known.filter((rowKey) => packAt(rowKey) <= newest && packAt(rowKey) >= oldest).sort();
  yield* await fetchPacks(
    wanted.map((rowKey) => ({ jobId, shard, rowKey })),
    packs,
  );
  if (all) return;
  const last = known.at(-1);
  const behind = last === undefined ? newest : Math.min(newest, packAt(last) + CLOCK_SKEW_MS);
  for await (const pack of packs.read(jobId, { ...range, ...(Number.isFinite(behind) && { newest: behind }) })) {
    if (!known.includes(pack.rowKey)) yield pack;
  }
}

/** Of people without a source anchor there is no row. */
const NOTHING_KNOWN = { packs: [], all: false } as const;

/**
 * What came of a person between a failure and the oldest pack that the person's row still names: those in between are
 * looked for in the person's shard, from the failure on, for what settles a failure mostly comes soon after it. They are
 * full packs of everybody in that shard, so no more than `MOST_PACKS` are read for one receipt: about as much as the answer to
 * one page of the log. What is not found in them is told by the row alone.
 */
import type { EntryPackStore, FoundPack } from '../../store/people/entryPacks';

export interface Gap {
  readonly shard: number;
  /** Both inclusive, milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const MOST_PACKS = 256;
const PAGE = 32;
const FIRST_STRETCH_MS = 5 * 60_000;
const GROWTH = 8;

/**
 * @param isEnough asked after each stretch with what was found of its gap: whether the rest of the gap is left out
 * @returns in no particular order
 */
export async function findForgotten(
  jobId: string,
  gaps: readonly Gap[],
  isEnough: (shard: number, found: readonly FoundPack[]) => boolean,
  packs: Pick<EntryPackStore, 'read'>,
): Promise<readonly FoundPack[]> {
  const all: FoundPack[] = [];
  for (const { shard, from, to } of gaps) {
    const found: FoundPack[] = [];
    let oldest = from;
    for (let stretchMs = FIRST_STRETCH_MS; oldest <= to; stretchMs *= GROWTH) {
      const newest = Math.min(oldest + stretchMs - 1, to);
      for await (const pack of packs.read(jobId, { oldest, newest, shards: [shard], pageSize: PAGE })) {
        if (all.length + found.length === MOST_PACKS) return [...all, ...found];
        found.push(pack);
      }
      if (isEnough(shard, found)) break;
      oldest = newest + 1;
    }
    all.push(...found);
  }
  return all;
}

/** What a cycle has come to, added up from the packs of the log: from nothing each time, so that nothing can count twice. */
import { addTallies, minuteOf, type Tally } from '../../engine/job/throughput';
import {
  addTotals,
  CLOCK_SKEW_MS,
  type EntryPackStore,
  type FoundPack,
  NO_TOTALS,
  type PackTotals,
  totalsSince,
} from '../../store/people/entryPacks';
import { type Generation, newestOf } from '../../store/people/people';
import type { Cycle } from '../../store/uploads/intake';

export interface AddedUp {
  readonly totals: PackTotals;
  /** The newest restart that is known of, here or in a pack: what it made people forget is not in the totals. */
  readonly generation: Generation;
}

/**
 * @param known which restarts are known of
 * @param minutes is told what came of people by the minute, whatever cycle it was for
 */
export async function addUpCycle(
  jobId: string,
  cycle: Pick<Cycle, 'id' | 'openedAt'>,
  known: Generation,
  packs: EntryPackStore,
  minutes = new Map<number, Tally>(),
): Promise<AddedUp> {
  let sum: AddedUp = { totals: NO_TOTALS, generation: known };
  for await (const pack of packs.read(jobId, { oldest: cycle.openedAt - CLOCK_SKEW_MS, totalsOnly: true })) {
    const { success, skipped, warning, failure } = pack.totals;
    const minute = minuteOf(pack.at);
    minutes.set(minute, addTallies(minutes.get(minute) ?? [0, 0, 0, 0], [success, skipped, warning, failure]));
    if (pack.cycleId === cycle.id) sum = withPack(sum, pack);
  }
  return sum;
}

function withPack(sum: AddedUp, pack: FoundPack): AddedUp {
  const generation = newestOf(sum.generation, pack.generation);
  return { generation, totals: addTotals(totalsSince(generation, sum), totalsSince(generation, pack)) };
}

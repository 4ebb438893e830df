/** What a cycle has come to, added up from the packs of the log: from nothing each time, so that nothing can count twice. */
import { addTallies, minuteOf, type Tally } from '../../engine/job/throughput';
import {
  addTotals,
  CLOCK_SKEW_MS,
  type EntryPackStore,
  NO_TOTALS,
  type PackTotals,
  totalsSince,
} from '../../store/people/entryPacks';
import type { Generation } from '../../store/people/people';
import type { Cycle } from '../../store/uploads/intake';

/**
 * @param generation what restarts have made people forget does not count
 * @param minutes is told what came of people by the minute, whatever cycle it was for
 */
export async function addUpCycle(
  jobId: string,
  cycle: Pick<Cycle, 'id' | 'openedAt'>,
  generation: Generation,
  packs: EntryPackStore,
  minutes = new Map<number, Tally>(),
): Promise<PackTotals> {
  let totals = NO_TOTALS;
  for await (const pack of packs.read(jobId, { oldest: cycle.openedAt - CLOCK_SKEW_MS, totalsOnly: true })) {
    const { success, skipped, warning, failure } = pack.totals;
    const minute = minuteOf(pack.at);
    minutes.set(minute, addTallies(minutes.get(minute) ?? [0, 0, 0, 0], [success, skipped, warning, failure]));
    if (pack.cycleId === cycle.id) totals = addTotals(totals, totalsSince(generation, pack));
  }
  return totals;
}

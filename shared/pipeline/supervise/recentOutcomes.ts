/** What came of people lately, told from the columns of the log: does anybody get through? */
import type { EntryPackStore } from '../../store/people/entryPacks';

/** Times are milliseconds since the epoch. */
export interface Outcomes {
  /** Since when everybody fails; `undefined`: the last who was worked on got through, or nobody was lately. */
  readonly failingSince: number | undefined;
  /** When somebody got through last; `undefined`: nobody lately. */
  readonly lastSuccessAt: number | undefined;
}

/** @param oldest what came before does not count, milliseconds since the epoch */
export async function recentOutcomes(jobId: string, oldest: number, packs: EntryPackStore): Promise<Outcomes> {
  let failingSince: number | undefined;
  for await (const { at, totals } of packs.read(jobId, { oldest, totalsOnly: true })) {
    // An operation that newer ones have overtaken is skipped, although what they said may have been written with it.
    if (totals.success > 0 || totals.exported > 0) return { failingSince, lastSuccessAt: at };
    if (totals.failure > 0) failingSince = at;
  }
  return { failingSince, lastSuccessAt: undefined };
}

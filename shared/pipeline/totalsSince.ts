import { addTotals, type EntryPackStore, NO_TOTALS, type PackTotals } from '../store/people/entryPacks';

/** What a job has come to since then, milliseconds since the epoch, whatever the cycle. */
export async function totalsSince(jobId: string, oldest: number, packs: EntryPackStore): Promise<PackTotals> {
  let totals = NO_TOTALS;
  for await (const pack of packs.read(jobId, { oldest, totalsOnly: true })) totals = addTotals(totals, pack.totals);
  return totals;
}

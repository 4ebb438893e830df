/** Packs the entries of one commit, stamped at the moment of the commit so that the log is in order of what is visible. */

import { PACK_ID_DIGITS } from '../store/entryId';
import { addTotals, NO_TOTALS } from '../store/entryPacks';
import type { CommitFrame } from '../store/ledger';
import type { Run } from './run';

export function entryPackMaker(run: Pick<Run, 'context' | 'cycleId' | 'clock' | 'random'>, shard: number): CommitFrame {
  return (entries, totals) => {
    const sum = totals.reduce(addTotals, NO_TOTALS);
    if (entries.length === 0 && sum.operations === 0) return undefined;
    return {
      jobId: run.context.job.id,
      shard,
      at: run.clock.now(),
      packId: Buffer.from(run.random.bytes(PACK_ID_DIGITS / 2)).toString('hex'),
      cycleId: run.cycleId,
      totals: sum,
      entries,
    };
  };
}

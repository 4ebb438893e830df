/** Packs the entries of one commit, stamped at the moment of the commit so that the log is in order of what is visible. */
import type { LogEntry } from '../../engine/person/logEntry';
import { addTotals, countSteps, NO_TOTALS, type PackTotals } from '../../store/people/entryPacks';
import type { CommitFrame } from '../../store/people/ledger';
import type { Run } from '../person/run';

export function entryPackMaker(run: Pick<Run, 'context' | 'cycleId' | 'clock' | 'random'>, shard: number): CommitFrame {
  return (entries, totals) => {
    const sum = totals.reduce(addTotals, { ...NO_TOTALS, ...countSteps(entries) });
    if (entries.length === 0 && !changesTotals(sum)) return undefined;
    return {
      jobId: run.context.job.id,
      shard,
      at: run.clock.now(),
      packId: `${newestFirst(entries)}${Buffer.from(run.random.bytes(2)).toString('hex')}`,
      cycleId: run.cycleId,
      totals: sum,
      generation: run.context.job.generation,
      entries,
      ...(run.context.job.hasOutlets === true && { isTold: true }),
    };
  };
}

/** Also without a word in the log: a deletion that is held ends its person's escrow, and a reference may settle by itself. */
function changesTotals(totals: PackTotals): boolean {
  return Object.values(totals).some((count) => count !== 0);
}

const MOST = 0xffff_ffff;

/** Eight hex digits that sort packs of one millisecond by their newest operation, newest first. */
function newestFirst(entries: readonly LogEntry[]): string {
  const newest = entries.reduce((highest, { operation }) => Math.max(highest, operation?.sequence ?? 0), 0);
  return (MOST - (newest % MOST)).toString(16).padStart(8, '0');
}

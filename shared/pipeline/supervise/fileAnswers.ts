/** When a cycle has ended, each upload of it is told where its entries lie, once and for all. */
import { CLOCK_SKEW_MS } from '../../store/people/entryPacks';
import type { Cycle } from '../../store/uploads/intake';
import type { FiledAnswer } from '../../store/uploads/intakeState';
import type { Needs } from '../ports';

type Ports = Needs<'logger' | 'answerStore' | 'packs'>;

/** What cannot be filed is looked for when somebody asks. */
export async function fileAnswers(jobId: string, cycle: Cycle, { packs, answerStore, logger }: Ports): Promise<void> {
  const uploads = new Map<number, FiledAnswer[]>();
  try {
    for await (const pack of packs.read(jobId, { oldest: cycle.openedAt - CLOCK_SKEW_MS, totalsOnly: true })) {
      if (pack.cycleId !== cycle.id) continue;
      for (const [first, share] of pack.uploads ?? []) {
        const list = uploads.get(first) ?? [];
        list.push({ shard: pack.shard, rowKey: pack.rowKey, ...share });
        uploads.set(first, list);
      }
    }
    await answerStore.file(jobId, uploads);
  } catch (error) {
    logger.warn('Where the entries of a cycle lie could not be filed', {
      jobId,
      cycleId: cycle.id,
      error: String(error),
    });
  }
}

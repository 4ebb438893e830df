/**
 * Where the entries of an upload lie, noted as soon as all of it is committed: while its cycle is open nobody need look for
 * them in every shard of its people. The note of the timer, when the cycle has ended, replaces it (`fileAnswers.ts`).
 */
import type { WrittenPack } from '../../store/people/ledger';
import type { FiledAnswer } from '../../store/uploads/intakeState';
import type { Needs } from '../ports';
import type { Opened } from './sortMessages';

/** Those of fewer are found by asking as many shards: a note would cost more than it saves. */
const FEWEST_SHARDS = 4;

/**
 * @param packs just committed; of operations that were answered before there are none, and nothing is noted of their uploads.
 * An upload in several messages has only a part here, which is no answer to all of it: whoever reads the note counts, and looks.
 */
export async function noteWhereEntriesLie(
  jobId: string,
  opened: readonly Opened[],
  packs: readonly WrittenPack[],
  { answerStore, logger }: Needs<'answerStore' | 'logger'>,
): Promise<void> {
  const notes = new Map<number, readonly FiledAnswer[]>();
  for (const one of opened) {
    if (!('operations' in one) || one.operations === undefined) continue;
    const { uploadFirst } = one.message;
    const answers = packs.flatMap(({ shard, rowKey, uploads }): readonly FiledAnswer[] => {
      const share = uploads.get(uploadFirst);
      return share === undefined ? [] : [{ shard, rowKey, ...share }];
    });
    const answered = answers.reduce((sum, answer) => sum + answer.answered, 0);
    const isAll = answered >= one.operations.length;
    if (isAll && new Set(answers.map(({ shard }) => shard)).size >= FEWEST_SHARDS) notes.set(uploadFirst, answers);
  }
  if (notes.size === 0) return;
  try {
    await answerStore.file(jobId, notes);
  } catch (error) {
    logger.warn('Where the entries of uploads lie could not be noted', { jobId, error: String(error) });
  }
}

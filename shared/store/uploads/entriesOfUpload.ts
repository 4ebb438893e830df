/**
 * Where the entries of an upload lie, noted in its receipt when its cycle has ended: who asks for them later need not look
 * for them. Keys: see `intake.ts`.
 */
import { chunk } from '../../collections';
import { MAX_PROPERTY_BYTES, MAX_TRANSACTION_ACTIONS } from '../contract/limits';
import { StoreConflict, type Table, type TableAction } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { writeAnswers } from './filedAnswers';
import { uploadKey } from './intakeRows';
import type { FiledAnswer } from './intakeState';

export interface AnswerStore {
  /** @param answers of each upload, by its first sequence number */
  file(jobId: string, answers: ReadonlyMap<number, readonly FiledAnswer[]>): Promise<void>;
}

export function createAnswerStore(table: Table): AnswerStore {
  return {
    async file(jobId, answers) {
      const notes = [...answers].map(([first, list]) => ({ rowKey: uploadKey(first), answers: writeAnswers(list) }));
      const fitting = notes.filter((note) => 2 * note.answers.length <= MAX_PROPERTY_BYTES);
      for (const part of chunk(fitting, MAX_TRANSACTION_ACTIONS)) {
        await mergeTogether(
          table,
          part.map((note) => ({ kind: 'merge', entity: { partitionKey: jobPartition(jobId), ...note }, etag: '*' })),
        );
      }
    },
  };
}

/** One receipt that is gone takes its neighbours with it: their entries are looked for, as before their cycle had ended. */
async function mergeTogether(table: Table, merges: readonly TableAction[]): Promise<void> {
  try {
    await table.transact(merges);
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error;
  }
}

/**
 * The intake row of each job as this instance knows it, and its turn to change it. Keys: see `intake.ts`.
 *
 * What is remembered saves reading the row before each write; it is forgotten as soon as a write of it goes wrong.
 */
import { StoreConflict, type Table, type TableAction } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { intakeAction, parseState } from './intakeRows';
import type { IntakeState } from './intakeState';

export interface Known {
  readonly state: IntakeState;
  /** `undefined`: the row is not there yet. */
  readonly etag: string | undefined;
}

export interface IntakeBook {
  /** As remembered, else as read. */
  recall(jobId: string): Promise<Known>;
  /** As read now. */
  load(jobId: string): Promise<Known>;
  /** What a transaction has made of it. */
  remember(jobId: string, known: Known): void;
  forget(jobId: string): void;
  /**
   * @param also what changes together with it
   * @returns false when somebody came between: then nothing was written
   */
  replace(jobId: string, after: IntakeState, etag: string | undefined, also?: readonly TableAction[]): Promise<boolean>;
  /** One change of a job at a time from this instance: ours would only collide with each other. */
  inTurn<T>(jobId: string, work: () => Promise<T>): Promise<T>;
}

const FIRST_SEQUENCE = 1;
const NOTHING_YET: IntakeState = { next: FIRST_SEQUENCE, cycle: null, full: [], completedCycles: 0 };

export function createIntakeBook(table: Table): IntakeBook {
  const known = new Map<string, Known>();
  const turns = new Map<string, Promise<unknown>>();

  async function load(jobId: string): Promise<Known> {
    const row = await table.get(jobPartition(jobId), 'intake');
    const fresh: Known = row
      ? { state: parseState(String(row.properties.json)), etag: row.etag }
      : { state: NOTHING_YET, etag: undefined };
    known.set(jobId, fresh);
    return fresh;
  }

  return {
    recall: async (jobId) => known.get(jobId) ?? (await load(jobId)),
    load,
    remember: (jobId, fresh) => void known.set(jobId, fresh),
    forget: (jobId) => void known.delete(jobId),
    async replace(jobId, state, etag, also = []) {
      try {
        const [renewed] = await table.transact([intakeAction(jobId, state, etag), ...also]);
        known.set(jobId, { state, etag: renewed });
        return true;
      } catch (error) {
        known.delete(jobId);
        if (error instanceof StoreConflict) return false;
        throw error;
      }
    },
    inTurn(jobId, work) {
      const turn = (turns.get(jobId) ?? Promise.resolve()).then(work, work);
      turns.set(
        jobId,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}

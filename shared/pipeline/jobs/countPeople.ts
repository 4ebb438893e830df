/** How many people of a job are in a certain state, without looking at each. */

import { allTotals } from '../../store/jobs/jobStatus';
import type { IndexKind } from '../../store/people/personIndex';
import type { IntakeStore } from '../../store/uploads/intake';
import { type HeldPorts, listHeld } from '../person/heldDeletions';

export interface CountPeoplePorts extends HeldPorts {
  readonly intake: Pick<IntakeStore, 'readStatus'>;
}

/** Held deletions are counted as they are; the others as of the last round of the timer. */
export async function countPeople(jobId: string, kind: IndexKind, ports: CountPeoplePorts): Promise<number> {
  if (kind === 'held') return (await listHeld(jobId, ports)).length;
  const { escrowed, waiting } = allTotals(await ports.intake.readStatus(jobId));
  return Math.max(0, kind === 'escrow' ? escrowed : waiting);
}

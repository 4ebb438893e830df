/** How many people of a job are in a certain state, without looking at each. */

import { allTotals } from '../../store/jobs/jobStatus';
import type { PersonState } from '../../store/people/personIndex';
import { listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';

type Ports = Needs<'intake' | 'people' | 'index'>;

/** Held deletions are counted as they are; the others as of the last round of the timer. */
export async function countPeople(jobId: string, kind: PersonState, ports: Ports): Promise<number> {
  if (kind === 'held') return (await listHeld(jobId, ports)).length;
  const { escrowed, waiting } = allTotals(await ports.intake.readStatus(jobId));
  return Math.max(0, kind === 'escrow' ? escrowed : waiting);
}

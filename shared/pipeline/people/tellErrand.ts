/** The last word on work of Muster's own that fails however it is tried, for one person. */
import type { ProvisioningError } from '../../errors';
import type { Person } from '../../store/people/people';
import type { JobContext } from '../jobContext';
import { isMeant } from '../person/heldDeletions';
import type { Needs } from '../ports';
import type { Errand } from '../queue/messages';
import type { ErrandPerson } from '../queue/tasks';
import { isOutage } from './outage';
import { type LastWord, recordFailure } from './recordFailure';

/**
 * Of somebody whose row cannot even take the failure the worker's log must do: the others get their turn, and this one a
 * while later.
 */
export async function tellErrand(
  { anchor, since }: ErrandPerson,
  cycleId: string,
  errand: Errand,
  failure: ProvisioningError,
  context: JobContext,
  ports: Needs<'clock' | 'random' | 'logger' | 'people' | 'ledger' | 'retries' | 'unkept'>,
): Promise<void> {
  try {
    await recordFailure(anchor, cycleId, (person) => lastWord(errand, since, person), failure, context, ports);
  } catch (error) {
    if (await isOutage(error, context.job.id, anchor, ports)) throw error;
    ports.logger.error('A failure could not be recorded', { anchor, errand, error: String(error) });
    await ports.unkept.note(context.job.id, anchor, ports.clock.now());
  }
}

/** A reference goes on waiting by itself, what was looked at again is as it was, and what was to be rejected is held still. */
function lastWord(errand: Errand, since: number | undefined, { held, escrow }: Person): LastWord | undefined {
  const isHolding = held !== null && !held.staged;
  const isAbout = held !== null && isMeant(held, { since, allowed: errand === 'allow' });
  switch (errand) {
    case 'resolveWaiting':
    case 'converge':
    case 'reject':
      return undefined;
    case 'retry':
    case 'probe':
      return escrow === null
        ? undefined
        : { ...ownWork(escrow.attempts + 1), ...(escrow.released && { releases: 'again' }) };
    case 'stage':
      return isAbout ? { operation: held.operation, attempt: 1, next: 'retry' } : undefined;
    case 'release':
    case 'allow':
      return isAbout
        ? { operation: held.operation, attempt: held.staged ? 2 : 1, next: 'retry', releases: errand }
        : undefined;
    case 'reevaluate':
      return isHolding ? undefined : { ...ownWork(1), owes: 'all' };
  }
}

/** An attempt that answers no operation. */
const ownWork = (attempt: number): LastWord => ({ operation: null, attempt, next: 'retry' });

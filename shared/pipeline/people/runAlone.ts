/**
 * Tries people one by one when a message of Muster's own work has failed every try. Whoever breaks it is put off like
 * anybody who fails, so that the others get their turn and the timer does not send the same work into the same wall in
 * every round (I6).
 */
import { ProvisioningError } from '../../errors';
import { StoreUnavailable } from '../../store/contract/table';
import type { Person } from '../../store/people/people';
import type { JobContext } from '../jobContext';
import { isMeant } from '../person/heldDeletions';
import type { Needs } from '../ports';
import type { Errand, ErrandMessage, ReevaluateAllMessage } from '../queue/messages';
import { goOnBehind, readStretch } from '../queue/reevaluateAll';
import type { ErrandPerson } from '../queue/tasks';
import { processMessages } from './processMessages';
import { type LastWord, recordFailure } from './recordFailure';

export async function runAlone(
  message: ErrandMessage | ReevaluateAllMessage,
  context: JobContext,
  ports: Needs<
    | 'clock'
    | 'random'
    | 'logger'
    | 'jobs'
    | 'contexts'
    | 'removedJobs'
    | 'audit'
    | 'operations'
    | 'parking'
    | 'intake'
    | 'staging'
    | 'people'
    | 'ledger'
    | 'owners'
    | 'names'
    | 'notify'
    | 'claimMs'
    | 'retries'
    | 'quarantine'
  >,
): Promise<void> {
  // A message that comes twice must not work in a cycle that has ended.
  const { jobId, cycleId, work } = message;
  if (work !== null && !(await ports.intake.isPending(jobId, cycleId, work))) return;
  if (message.kind === 'errand') {
    for (const [index, anchor] of message.anchors.entries()) {
      await runFor({ anchor, since: message.since?.[index] }, message.errand, message, context, ports);
    }
    if (work !== null) await ports.intake.endWork(jobId, cycleId, work);
    return;
  }
  const stretch = await readStretch(message, ports);
  if (stretch === undefined) return;
  for (const anchor of stretch.anchors) await runFor({ anchor }, 'reevaluate', message, context, ports);
  await goOnBehind(stretch, message, ports);
}

async function runFor(
  { anchor, since }: ErrandPerson,
  errand: Errand,
  { jobId, cycleId }: ErrandMessage | ReevaluateAllMessage,
  context: JobContext,
  ports: Needs<
    | 'clock'
    | 'random'
    | 'logger'
    | 'jobs'
    | 'contexts'
    | 'removedJobs'
    | 'audit'
    | 'operations'
    | 'parking'
    | 'intake'
    | 'staging'
    | 'people'
    | 'ledger'
    | 'owners'
    | 'names'
    | 'notify'
    | 'claimMs'
    | 'retries'
    | 'quarantine'
  >,
): Promise<void> {
  try {
    const about = { anchors: [anchor], ...(since !== undefined && { since: [since] }) };
    await processMessages(jobId, [{ kind: 'errand', errand, jobId, cycleId, ...about, work: null }], ports);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error; // no fault of the person: the message comes again
    ports.logger.error('Work for a person fails whenever it is tried', { anchor, errand, error: String(error) });
    const failure = new ProvisioningError('InternalError', `Muster failed whenever it tried this: ${error}.`);
    await recordOrTell({ anchor, since }, cycleId, errand, failure, context, ports);
  }
}

/** Of somebody whose row cannot even take the failure the worker's log must do: the others get their turn. */
async function recordOrTell(
  { anchor, since }: ErrandPerson,
  cycleId: string,
  errand: Errand,
  failure: ProvisioningError,
  context: JobContext,
  ports: Needs<
    | 'clock'
    | 'random'
    | 'logger'
    | 'jobs'
    | 'contexts'
    | 'removedJobs'
    | 'audit'
    | 'operations'
    | 'parking'
    | 'intake'
    | 'staging'
    | 'people'
    | 'ledger'
    | 'owners'
    | 'names'
    | 'notify'
    | 'claimMs'
    | 'retries'
    | 'quarantine'
  >,
): Promise<void> {
  try {
    await recordFailure(anchor, cycleId, (person) => lastWord(errand, since, person), failure, context, ports);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    ports.logger.error('A failure could not be recorded', { anchor, errand, error: String(error) });
  }
}

/** A reference goes on waiting by itself, and what was only looked at again is as it was. */
function lastWord(errand: Errand, since: number | undefined, { held, escrow }: Person): LastWord | undefined {
  const isHolding = held !== null && !held.staged;
  const isAbout = held !== null && isMeant(held, { since, allowed: errand === 'allow' });
  switch (errand) {
    case 'resolveWaiting':
    case 'converge':
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

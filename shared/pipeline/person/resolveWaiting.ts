/**
 * Looks once more at a reference that waits (spec/engine.md 9, "self-healing"). When its person has got an account in the
 * meantime it is written, with a log entry of its own; otherwise it goes on waiting, and nothing is logged.
 */
import { NOTHING_OWED } from '../../engine/person/owed';
import { exportedStep, failureError } from '../../engine/person/steps';
import { ProvisioningError } from '../../errors';
import { countStatus, NO_TOTALS } from '../../store/people/entryPacks';
import type { StoredPerson } from '../../store/people/people';
import type { Attempt } from './attempt';
import type { ClaimTicket } from './claims';
import { claimAfter, isClaimedElsewhere } from './doubt';
import { readLinked } from './findAccount';
import { resolveReferences } from './resolveReferences';
import { isDry, type Run } from './run';
import { beginStory } from './story';
import { turnAfter } from './throttled';

export async function resolveWaiting(stored: StoredPerson, run: Run, ticket: ClaimTicket): Promise<Attempt> {
  const { waiting, link, claim } = stored.person;
  if (waiting === null || link === null) return { kind: 'alreadyDone' };
  if (isClaimedElsewhere(stored.person, run)) return { kind: 'busy', until: claim?.until ?? 0 };
  run.accounts.settle(stored.person.anchor, link);
  ticket.pass();
  const story = beginStory({ kind: 'reevaluate' }, stored, run, ticket);
  const { trail } = story;
  try {
    const account = await readLinked(story, link);
    const reference = { attribute: waiting.attribute, sourceAnchor: waiting.anchor };
    const outcome = await resolveReferences(story, link, account, [reference]);
    const { waiting: left, resolved } = outcome;
    const { writes: _, ...before } = stored.person;
    const writes = story.writes.stored();
    const person = { ...before, waiting: left, resolved, claim: claimAfter(story), ...(writes && { writes }) };
    const totals = { ...NO_TOTALS, waiting: outcome.waiting === null ? -1 : 0 };
    if (!outcome.written)
      return { kind: 'done', stored: { ...stored, person }, entries: [], totals, about: NOTHING_OWED };
    trail.step(exportedStep(run.context.systems, 'update', link.reportableIdentifier, isDry(run)));
    const entry = trail.entry(run.clock.now());
    const counted = { ...totals, ...countStatus(entry.status), exported: 1 };
    return { kind: 'done', stored: { ...stored, person }, entries: [entry], totals: counted, about: NOTHING_OWED };
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    if (error.code === 'TooManyRequests') return { kind: 'busy', until: turnAfter(error, run) };
    // It goes on waiting: the timer or the person's next upload tries again.
    trail.end('failure', failureError(error.toFailure(), 'The reference goes on waiting.'));
    const entry = trail.entry(run.clock.now());
    return {
      kind: 'done',
      stored: { ...stored },
      entries: [entry],
      totals: { ...NO_TOTALS, ...countStatus(entry.status) },
      about: NOTHING_OWED,
    };
  }
}

/**
 * Another look at a reference that waits (spec/engine.md 9, "self-healing"): when its person has got an account in the
 * meantime it is written, with a log entry of its own; otherwise it goes on waiting, and nothing is logged.
 */
import { ProvisioningError } from '../errors';
import type { StoredPerson } from '../store/people';
import { type Attempt, referenceFailed, referenceWritten } from './attempt';
import type { ClaimTicket } from './claims';
import { readLinked } from './findAccount';
import { resolveReferences } from './resolveReferences';
import type { Run } from './run';
import { beginReferenceStory } from './story';

export async function resolveWaiting(stored: StoredPerson, run: Run, ticket: ClaimTicket): Promise<Attempt> {
  const { waiting, link } = stored.person;
  if (waiting === null || link === null) return { kind: 'alreadyLogged' };
  run.accounts.settle(stored.person.anchor, link);
  ticket.pass();
  const story = beginReferenceStory(stored, run, ticket);
  try {
    const account = await readLinked(story, link);
    const reference = { attribute: waiting.attribute, sourceAnchor: waiting.anchor };
    const outcome = await resolveReferences(story, link, account, [reference]);
    return referenceWritten(story, outcome);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return referenceFailed(story, error);
  }
}

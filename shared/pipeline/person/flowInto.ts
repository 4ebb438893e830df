/**
 * What an attempt at somebody with an account is about (spec/payload.md 2): what the operation names and what is owed from
 * before; or all that was ever said, where the account has to catch up with the record.
 */
import { flowOf, type Owed } from '../../engine/person/owed';
import type { Flow, Plan } from '../../engine/person/plan';
import type { WaitingReference } from '../../store/people/people';
import type { TargetUser } from '../../targets/target';
import type { Story } from './story';

/** @returns `undefined` for a new account, into which everything flows */
export function flowInto(story: Story, account: TargetUser | undefined): Flow | undefined {
  if (account === undefined) return undefined;
  if (hasToCatchUp(story, account)) story.about = 'all';
  return flowOf(story.about, story.received.knowledge.said);
}

/** The first link to an account, back in scope, out of the recycle bin; or the schema changed, or somebody asks. */
function hasToCatchUp({ task, stored: { person } }: Story, { softDeleted }: TargetUser): boolean {
  return task.kind === 'reevaluate' || person.link === null || person.outOfScope || softDeleted;
}

/** What stays owed where the attempt does not end well. Of whom there is no account everything flows, whatever is owed. */
export function stillOwed({ about, stored: { person } }: Story): Owed {
  return person.link === null ? [] : about;
}

/** What the attempt may have written of. */
export function touched({ about, stored: { person } }: Story): Owed {
  return person.link === null ? 'all' : about;
}

/** A reference goes on waiting where the attempt is not about it. */
export function goesOnWaiting({ run, stored: { person } }: Story, { mapped }: Plan): WaitingReference | null {
  const { waiting } = person;
  const index = run.context.compiled.mappings.findIndex(({ target }) => target === waiting?.attribute);
  return mapped.states[index] === 'unmentioned' ? waiting : null;
}

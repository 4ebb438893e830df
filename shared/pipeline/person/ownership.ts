/**
 * Whose an account is that a search has found (spec/engine.md 6: a second source record for one account is refused). By
 * default an account says so itself: the source anchor flows into one of its attributes. Of one that carries none, or
 * that of somebody unknown, a note is kept. Decision 0016.
 */

import { ProvisioningError } from '../../errors';
import { type Person, sinceRestart } from '../../store/people/people';
import type { TargetUser } from '../../targets/target';
import { printValue } from '../../value';
import type { Story } from './story';

/** @returns source anchor of the other person the account belongs to; `undefined`: it is this person's, or becomes so */
export async function otherOwnerOf(story: Story, account: TargetUser): Promise<string | undefined> {
  const { anchor } = story.stored.person;
  const carried = anchorOn(story, account);
  if (carried === anchor) return undefined;
  if (carried !== undefined && (await carriesItRightly(story, carried, account))) return carried;
  const owner = await register(story, account);
  return owner === anchor ? undefined : owner;
}

/** @returns source anchor of the other person whom a linked account names, where that person has a record here */
export async function newOwnerOf(story: Story, account: TargetUser): Promise<string | undefined> {
  const carried = anchorOn(story, account);
  if (carried === undefined || carried === story.stored.person.anchor) return undefined;
  if (story.run.accounts.of(carried) !== undefined) return carried;
  return (await personNow(story, carried)).data === null ? undefined : carried;
}

/**
 * Where accounts do not carry the source anchor, those made by Muster need the note as well.
 *
 * @throws {ProvisioningError} DuplicateSourceEntries when the target took somebody else's account for the one it was asked for
 */
export async function noteCreated(story: Story, account: TargetUser): Promise<void> {
  if (story.run.context.compiled.anchorAttribute !== undefined) return;
  const { anchor } = story.stored.person;
  const owner = await register(story, account);
  if (owner === anchor) return;
  throw new ProvisioningError(
    'DuplicateSourceEntries',
    `User '${anchor}' gets no account: the one with the same values, '${account.reportableIdentifier}', belongs to User '${owner}'.`,
  );
}

function anchorOn({ run }: Story, { attributes }: TargetUser): string | undefined {
  const { anchorAttribute } = run.context.compiled;
  return anchorAttribute === undefined ? undefined : (printValue(attributes[anchorAttribute] ?? null) ?? undefined);
}

/** Somebody of this job whose account it is, or who has none yet and will find this one by the anchor on it. */
async function carriesItRightly(story: Story, carried: string, account: TargetUser): Promise<boolean> {
  const { link, data, claim } = await personNow(story, carried);
  if (link !== null) return link.targetAnchor === account.anchor;
  return data !== null || claim !== null || story.run.accounts.of(carried) !== undefined;
}

function register(story: Story, { anchor: targetAnchor }: TargetUser): Promise<string> {
  const { run, stored } = story;
  const { jobId, anchor } = stored.person;
  const now = run.clock.now();
  return run.owners.register({ jobId, targetAnchor }, anchor, now, async ({ owner, since }) => {
    const { link } = await personNow(story, owner);
    if (link !== null) return link.targetAnchor !== targetAnchor;
    return since + run.claimMs < now; // sooner, the link is most likely being committed
  });
}

async function personNow({ run, stored }: Story, anchor: string): Promise<Person> {
  const { jobId } = stored.person;
  const found = (await run.people.load(jobId, [anchor])).get(anchor);
  if (found === undefined) throw new Error(`The row of ${anchor} was asked for and did not come back.`);
  return sinceRestart(found.person, run.context.job.generation);
}

/**
 * The claim on a person, written before what must not be done beside somebody else at work on the same person: an account is
 * made once (I3), and whoever takes access away is the one who says so in the log.
 */
import type { Story } from '../story';

/**
 * It is added to the row as it is saved: what earlier operations of this message did to the person is written with their
 * entries, or not at all.
 *
 * @returns false when somebody else has changed the person meanwhile
 */
export async function claim(story: Story, how: 'take' | 'takeAtOnce' = 'take'): Promise<boolean> {
  const { run, stored } = story;
  const claimed = { by: run.worker, until: run.clock.now() + run.claimMs };
  const taken = await story.ticket[how]({ ...stored, person: { ...stored.saved, claim: claimed } });
  if (taken === undefined) return false;
  story.stored = { ...taken, person: { ...stored.person, claim: claimed } };
  return true;
}

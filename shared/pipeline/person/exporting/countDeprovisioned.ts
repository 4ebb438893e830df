/** How many deletions an attempt counts for in its cycle, where the guard adds them up (I5). */
import { isDisabled } from '../../../engine/person/enabling';
import type { Person } from '../../../store/people/people';
import type { TargetUser } from '../../../targets/target';
import type { ProvisioningTask } from '../../queue/tasks';
import type { Run } from '../run';
import type { Story } from '../story';
import type { Exported } from './exported';

/**
 * What the guard counts. A deletion it released counts once, when it is tried for the first time: whatever comes of that,
 * it may have happened, by a worker that died before it could say so. What is held, and found carried out by something else that is
 * done to the person, counts then: whoever was at the release may have written that, and loses its commit to this one. What
 * an administrator allowed does not count towards the next deletions of the cycle.
 */
export function countDeprovisioned(story: Story, { written, account }: Exported): number {
  const { task, trail, stored, run } = story;
  if (task.kind === 'release') return task.allowed ? 0 : 1;
  const { held } = stored.person;
  if (!written && held !== null && !held.staged) return isGone(account, run) ? 1 : 0;
  const deprovisions = written && (trail.action === 'disable' || trail.action === 'delete');
  return deprovisions && !isReleased(task, stored.person) ? 1 : 0;
}

/** There is no account any more, or a disabled one. */
function isGone(account: TargetUser | undefined, { context }: Run): boolean {
  return account === undefined || isDisabled(context.target.capabilities.enabledAttribute, account.attributes);
}

/** The retry of a deletion that was released, or allowed, and failed. */
export function isReleased(task: ProvisioningTask, { escrow }: Person): boolean {
  return task.kind === 'retry' && escrow?.released === true;
}

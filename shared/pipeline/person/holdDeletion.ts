/** What stops an account from being disabled or deleted before it is; when what is held runs is decided by the timer. */
import type { LeavingScopePlan } from '../../engine/person/leavingScope';
import type { Plan } from '../../engine/person/plan';
import { type Attempt, type Deprovisioning, heldBack, isReleased, refused } from './attempt';
import type { Story } from './story';

/** @returns how the attempt ends instead; `undefined` when the plan may be carried out */
export function holdDeletion(story: Story, plan: Plan | LeavingScopePlan): Attempt | undefined {
  const { run, task, stored } = story;
  if (!deprovisions(plan)) return undefined;
  if (run.onlooker) return run.context.systems.dryRun ? undefined : refused(story, plan);
  // The guard against accidental deletion holds it until the cycle's count is known (design, I5).
  const mayRun = task.kind === 'release' || isReleased(task, stored.person);
  return run.context.guard.enabled && !mayRun ? heldBack(story) : undefined;
}

function deprovisions(plan: Plan | LeavingScopePlan): plan is Deprovisioning {
  return plan.kind === 'disable' || plan.kind === 'delete' || (plan.kind === 'update' && plan.disables);
}

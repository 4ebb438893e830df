/** Stops an account from being disabled or deleted before it is. When what is held runs is decided by the timer. */
import type { LeavingScopePlan } from '../../engine/person/leavingScope';
import type { Plan } from '../../engine/person/plan';
import { type Attempt, type Deprovisioning, heldBack, isReleased, refused } from './attempt';
import type { Purpose } from './run';
import type { Story } from './story';

type Fate = 'hold' | 'refuse' | 'carryOut';

/** What becomes of a deletion that nobody has let go, by what its person is worked on for. */
export const FATES: Readonly<Record<Purpose, Fate>> = {
  upload: 'hold', // until the cycle's count is known (design, I5)
  onDemand: 'refuse', // the guard would not see it coming
  rehearsal: 'carryOut', // nothing is written: whoever asks is to see it
  plan: 'hold', // as the upload would, and it is let go at the end of the stretch
};

/** @returns how the attempt ends instead; `undefined` when the plan may be carried out */
export function holdDeletion(story: Story, plan: Plan | LeavingScopePlan): Attempt | undefined {
  const { run, task, stored } = story;
  if (!deprovisions(plan)) return undefined;
  const fate = FATES[run.purpose];
  if (fate === 'refuse') return refused(story, plan);
  const isLetGo = task.kind === 'release' || isReleased(task, stored.person);
  return fate === 'hold' && run.context.guard.enabled && !isLetGo ? heldBack(story) : undefined;
}

function deprovisions(plan: Plan | LeavingScopePlan): plan is Deprovisioning {
  if (plan.kind === 'failed') return plan.disabling !== undefined;
  return plan.kind === 'disable' || plan.kind === 'delete' || (plan.kind === 'update' && plan.disables);
}

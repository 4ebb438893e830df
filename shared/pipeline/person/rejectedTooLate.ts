/**
 * Two words of an administrator about one disabling, or the guard's and an administrator's, may cross: it is at the target
 * already when its rejection is committed. Whoever looks at the account after that finds it without access; the log must
 * not end with an account that is left as it is.
 */
import { isDisabled } from '../../engine/person/enabling';
import type { LeavingScopePlan } from '../../engine/person/leavingScope';
import type { Plan } from '../../engine/person/plan';
import { rejectedTooLateStep } from '../../engine/person/steps';
import type { TargetUser } from '../../targets/target';
import type { Story } from './story';

/** The account is as the person's data asks for: the rejection is over, and the entry says what became of it. */
export function tellRejectedTooLate(
  story: Story,
  account: TargetUser | undefined,
  plan: Plan | LeavingScopePlan,
): void {
  const { task, stored, trail, run } = story;
  if (task.kind !== 'converge' || stored.person.rejected !== true || account === undefined) return;
  const { enabledAttribute } = run.context.target.capabilities;
  if (!isDisabled(enabledAttribute, account.attributes) || (plan.kind === 'update' && plan.enables)) return;
  story.rejectedTooLate = true;
  if (plan.kind === 'nothing') trail.attempting('disable', []);
  trail.step(rejectedTooLateStep(account.reportableIdentifier));
}

/** Which exports the guard against accidental deletion holds back (design, I5); when they run is decided by the timer. */
import type { LeavingScopePlan } from '../engine/leavingScope';
import type { Plan } from '../engine/plan';
import type { Story } from './story';

export function holdsBack({ run, work }: Story, plan: Plan | LeavingScopePlan): boolean {
  return run.context.guard.enabled && work.kind !== 'release' && deprovisions(plan);
}

function deprovisions(plan: Plan | LeavingScopePlan): boolean {
  return plan.kind === 'disable' || plan.kind === 'delete' || (plan.kind === 'update' && plan.disables);
}

/**
 * Leavers first (spec/payload.md 5.1): a plan that disables an account and changes more is written together where the target
 * takes that, and where it refuses the rest, or a mapping of the rest failed, the disabling is written alone, at once. What was
 * left is escrowed like any failure. Enabling is the other way round: it waits for a plan that is whole.
 */
import type { Disabling, FailedPlan, UpdatePlan } from '../../../engine/person/plan';
import { restRefusedStep } from '../../../engine/person/steps';
import { type Failure, ProvisioningError } from '../../../errors';
import type { TargetUser } from '../../../targets/target';
import type { Story } from '../story';
import { concluded, type Exported, told, write } from './exported';
import type { Judgement } from './judgeWrite';

/** A plan that may be carried out by half. */
type Leaving = (UpdatePlan | FailedPlan) & { readonly disabling: Disabling };

/** Whether access is to be taken away whatever becomes of the rest. */
export function disablesFirst(plan: UpdatePlan | FailedPlan): plan is Leaving {
  return plan.disabling !== undefined;
}

/** @throws {ProvisioningError} where the disabling itself is refused, after the step that says so */
export async function disableFirst(story: Story, account: TargetUser, plan: Leaving): Promise<Exported> {
  if (plan.kind === 'failed') return disableAlone(story, account, plan.disabling, plan.failures);
  story.trail.attempting('disable', plan.modified);
  let judgement: Judgement;
  try {
    judgement = await write(story, account, plan.changes);
  } catch (error) {
    if (!refusesTheRest(error, plan.disabling)) throw told(story, 'disable', error);
    return disableAlone(story, account, plan.disabling, [error.toFailure()]);
  }
  return concluded(story, 'disable', account, plan.changes, judgement);
}

async function disableAlone(
  story: Story,
  account: TargetUser,
  { changes, modified }: Disabling,
  refused: readonly [Failure, ...Failure[]],
): Promise<Exported> {
  story.trail.attempting('disable', modified);
  let judgement: Judgement;
  try {
    judgement = await write(story, account, changes);
  } catch (error) {
    throw told(story, 'disable', error);
  }
  const exported = concluded(story, 'disable', account, changes, judgement);
  if (exported.keptAccess !== undefined) return exported;
  story.trail.step(restRefusedStep(account.reportableIdentifier, refused));
  return { ...exported, refused: ProvisioningError.of(refused[0]) };
}

/**
 * The data was refused, and not for the enabled attribute. Throttling, refused credentials, a target out of reach, an account
 * that is gone and a write that may have happened go their usual way: the disabling is owed with all else.
 */
function refusesTheRest(error: unknown, { changes }: Disabling): error is ProvisioningError {
  if (!(error instanceof ProvisioningError) || error.category !== 'permanent') return false;
  return error.code !== 'InvalidAnchor' && !(error.attribute !== undefined && error.attribute in changes);
}

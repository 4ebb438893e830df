/**
 * Leavers first (spec/payload.md 5.1): a plan that disables an account and changes more is written together where the target
 * takes that, and where it refuses the rest, or a mapping of the rest failed, the disabling is written alone, at once. What was
 * left is escrowed like any failure. Enabling is the other way round: it waits for a plan that is whole.
 */
import type { Disabling, FailedPlan, UpdatePlan } from '../../../engine/person/plan';
import { exportedStep, restRefusedStep } from '../../../engine/person/steps';
import { type Failure, ProvisioningError } from '../../../errors';
import type { TargetUser } from '../../../targets/target';
import { isDry } from '../run';
import type { Story } from '../story';
import { type Exported, exported, linkAfter, tellWritten, told, write } from './exported';

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
  try {
    const missed = await write(story, account, plan.changes);
    tellWritten(story, 'disable', account, plan.changes, missed);
  } catch (error) {
    if (!refusesTheRest(error, plan.disabling)) throw told(story, 'disable', error);
    return disableAlone(story, account, plan.disabling, [error.toFailure()]);
  }
  return exported(account, linkAfter(story, account, plan.changes), true);
}

async function disableAlone(
  story: Story,
  account: TargetUser,
  { changes, modified }: Disabling,
  refused: readonly [Failure, ...Failure[]],
): Promise<Exported> {
  const { trail, run } = story;
  trail.attempting('disable', modified);
  try {
    await write(story, account, changes);
  } catch (error) {
    throw told(story, 'disable', error);
  }
  trail.step(exportedStep(run.context.systems, 'disable', account.reportableIdentifier, isDry(run)));
  trail.step(restRefusedStep(account.reportableIdentifier, refused));
  return { ...exported(account, linkAfter(story, account, changes), true), refused: ProvisioningError.of(refused[0]) };
}

/**
 * The data was refused, and not for the enabled attribute. Throttling, refused credentials, a target out of reach, an account
 * that is gone and a write that may have happened go their usual way: the disabling is owed with all else.
 */
function refusesTheRest(error: unknown, { changes }: Disabling): error is ProvisioningError {
  if (!(error instanceof ProvisioningError) || error.category !== 'permanent') return false;
  return error.code !== 'InvalidAnchor' && !(error.attribute !== undefined && error.attribute in changes);
}

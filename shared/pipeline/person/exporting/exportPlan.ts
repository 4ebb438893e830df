/** Carrying out what was decided. New accounts are made in `createAccount.ts`; references follow in `resolveReferences.ts`. */
import type { LeavingScopePlan } from '../../../engine/person/leavingScope';
import type { ProvisioningAction } from '../../../engine/person/logEntry';
import type { MatchKey } from '../../../engine/person/matching';
import type { FailedPlan, ModifiedProperty, Plan, UpdatePlan } from '../../../engine/person/plan';
import { exportedStep, mappingFailedStep } from '../../../engine/person/steps';
import { ProvisioningError } from '../../../errors';
import type { AttributeChanges, TargetUser } from '../../../targets/target';
import { isDry } from '../run';
import type { Story } from '../story';
import { claim } from './claim';
import { createAccount } from './createAccount';
import { disableFirst, disablesFirst } from './disableFirst';
import { type Broken, bringBack, concluded, type Exported, exported, linkAfter, remark, told, write } from './exported';

/**
 * @param keys what the person was looked for by
 * @throws {ProvisioningError} whatever the target refuses, after the step that says so
 */
export async function exportPlan(
  story: Story,
  account: TargetUser | undefined,
  plan: Plan,
  keys: readonly MatchKey[],
): Promise<Exported | Broken> {
  switch (plan.kind) {
    case 'failed':
      if (account !== undefined && disablesFirst(plan)) {
        return takeAway(story, () => disableFirst(story, account, plan));
      }
      return refuse(story, plan, account === undefined ? 'create' : 'update');
    case 'create':
      return createAccount(story, plan, keys);
    case 'update':
      if (plan.disables) return takeAway(story, () => update(story, existing(account), plan));
      return update(story, existing(account), plan);
    case 'nothing':
      return account?.softDeleted ? restore(story, account) : nothing(story, account, plan.skip, plan.reason);
  }
}

/** The same for somebody who is no longer in scope. */
export async function exportLeaving(
  story: Story,
  account: TargetUser,
  plan: LeavingScopePlan,
): Promise<Exported | Broken> {
  switch (plan.kind) {
    case 'disable':
      return takeAway(story, () => change(story, account, 'disable', plan.changes, plan.modified));
    case 'delete':
      return takeAway(story, () => remove(story, account));
    case 'nothing':
      return nothing(story, account, 'NotInScope', plan.reason);
  }
}

/**
 * Nobody may commit anything of the person between this write and the commit that tells of it: this attempt would begin again,
 * or somebody else would go on, find the account without access, and say that nothing was to be done. Claimed alone, since no
 * leaver waits until others have been looked at.
 */
async function takeAway(story: Story, write: () => Promise<Exported>): Promise<Exported | Broken> {
  return (await claim(story, 'takeAtOnce')) ? write() : { kind: 'lost' };
}

async function update(story: Story, account: TargetUser, plan: UpdatePlan): Promise<Exported> {
  remark(story, plan);
  if (disablesFirst(plan)) return disableFirst(story, account, plan);
  return change(story, account, plan.disables ? 'disable' : 'update', plan.changes, plan.modified);
}

async function change(
  story: Story,
  account: TargetUser,
  action: 'update' | 'disable',
  changes: AttributeChanges,
  modified: readonly ModifiedProperty[],
): Promise<Exported> {
  story.trail.attempting(action, modified);
  const judgement = await attempt(story, action, () => write(story, account, changes));
  return concluded(story, action, account, changes, judgement);
}

async function restore(story: Story, account: TargetUser): Promise<Exported> {
  story.trail.attempting('update', []);
  await attempt(story, 'update', () => bringBack(story, account));
  return exported(account, linkAfter(story, account), true);
}

async function remove(story: Story, account: TargetUser): Promise<Exported> {
  const { target, systems } = story.run.context;
  story.trail.attempting('delete', [{ name: 'IsSoftDeleted', oldValue: 'False', newValue: 'True' }]);
  await attempt(story, 'delete', () => target.delete(account.anchor));
  story.seen.gone();
  story.trail.step(exportedStep(systems, 'delete', account.reportableIdentifier, isDry(story.run)));
  // The link stays: a person who comes back within 30 days gets the account back.
  return exported(account, target.capabilities.softDelete ? linkAfter(story, account) : null, true);
}

function nothing(story: Story, account: TargetUser | undefined, code: string, reason: string): Exported {
  return { ...exported(account, account ? linkAfter(story, account) : null, false), skip: { code, reason } };
}

function refuse(story: Story, plan: FailedPlan, action: ProvisioningAction): never {
  story.trail.attempting(action, plan.modified);
  story.trail.step(mappingFailedStep(story.stored.person.anchor, plan.failures));
  throw ProvisioningError.of(plan.failures[0]);
}

/** Runs one write; what goes wrong gets its step before it goes on its way. */
async function attempt<T>(story: Story, action: ProvisioningAction, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw told(story, action, error);
  }
}

function existing(account: TargetUser | undefined): TargetUser {
  if (account === undefined) throw new Error('A plan to change an account was made for a person who has none.');
  return account;
}

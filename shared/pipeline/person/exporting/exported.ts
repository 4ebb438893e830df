/** What carrying out a plan comes to, and what every way of doing so has to say. */
import type { ProvisioningAction } from '../../../engine/person/logEntry';
import type { CreatePlan, UpdatePlan } from '../../../engine/person/plan';
import { remarksOn } from '../../../engine/person/remarks';
import { exportedStep, exportFailedStep, mappingRemarkStep, restoredStep } from '../../../engine/person/steps';
import { toBoolean } from '../../../engine/values/convert';
import { ProvisioningError } from '../../../errors';
import type { Link } from '../../../store/people/people';
import type { AttributeChanges, TargetUser } from '../../../targets/target';
import { isScalar } from '../../../value';
import { noteDoubt } from '../doubt';
import { unlessTooSoon } from '../notFoundYet';
import { isDry } from '../run';
import type { Story } from '../story';
import { type Judgement, judgeWrite, tellMissed } from './judgeWrite';

export interface Exported {
  readonly kind: 'exported';
  /** The person's account from now on; `null` when there is none. */
  readonly link: Link | null;
  /** The account as it was before; `undefined` when it was created now. */
  readonly account: TargetUser | undefined;
  /** Whether the target was written. */
  readonly written: boolean;
  /** Set when nothing was to be done, and why. */
  readonly skip: { readonly code: string; readonly reason: string } | null;
  /** Why only the disabling was written, and not the rest of the plan (`disableFirst.ts`). */
  readonly refused?: ProvisioningError;
  /** The account is enabled, or was not seen to be disabled, although the target answered with success: the attempt failed. */
  readonly keptAccess?: ProvisioningError;
}

/** What comes of a plan that was not carried out to its end. */
export type Broken =
  /** The person changed under our hands; load it and run again. */
  | { readonly kind: 'lost' }
  /** The directory knows better: plan anew for this account, or for none (`createConflict.ts`). */
  | { readonly kind: 'replan'; readonly account: TargetUser | undefined };

/**
 * The account as it is planned for. Where the target does not say whether it is enabled, what was last written with success
 * is believed (spec/payload.md 5.5): so that nobody who is disabled already is disabled, held and counted once more.
 */
export function withBelief(story: Story, account: TargetUser): TargetUser {
  const { name, whenEnabled } = story.run.context.target.capabilities.enabledAttribute;
  const enabled = story.stored.person.link?.enabled;
  story.seen.found(account.attributes);
  story.isSilent = (account.attributes[name] ?? null) === null;
  if (!story.isSilent || enabled === undefined || account.softDeleted) return account;
  return { ...account, attributes: { ...account.attributes, [name]: enabled === whenEnabled } };
}

/** @param written what was written to the account now */
export function linkAfter(story: Story, account: TargetUser, written: AttributeChanges = {}): Link {
  const { name, whenEnabled } = story.run.context.target.capabilities.enabledAttribute;
  const value = written[name] ?? null;
  // Void where the target says it itself, or the account comes out of the recycle bin.
  const isVoid = !story.isSilent || account.softDeleted;
  const before = isVoid ? undefined : story.stored.person.link?.enabled;
  const enabled = isScalar(value) ? toBoolean(value) === whenEnabled : before;
  return enabled === undefined ? linkTo(account) : { ...linkTo(account), enabled };
}

const linkTo = (account: TargetUser): Link => ({
  targetAnchor: account.anchor,
  reportableIdentifier: account.reportableIdentifier,
  displayName: account.displayName,
});

export const exported = (account: TargetUser | undefined, link: Link | null, written: boolean): Exported => ({
  kind: 'exported',
  link,
  account,
  written,
  skip: null,
});

export function remark({ trail, run, data }: Story, plan: CreatePlan | UpdatePlan): void {
  for (const { code, message } of remarksOn(run.context.compiled, data, plan)) {
    trail.step(mappingRemarkStep(message, { Remark: code }));
  }
}

/** @returns the error of a write, after the step that says so */
export function told(story: Story, action: ProvisioningAction, refusal: unknown): unknown {
  noteDoubt(story, refusal);
  const error = unlessTooSoon(story, refusal);
  if (error instanceof ProvisioningError) tellFailed(story, action, error);
  return error;
}

/** The step of a write that was answered, one way or the other: what came of it is not in doubt. */
export function tellFailed({ trail, run, stored }: Story, action: ProvisioningAction, error: ProvisioningError): void {
  trail.step(exportFailedStep(run.context.systems, action, stored.person.anchor, error.toFailure()));
}

/** One write to an account that is there, and what did not take of it. @throws {ProvisioningError} what the target refuses */
export async function write(story: Story, account: TargetUser, changes: AttributeChanges): Promise<Judgement> {
  await bringBack(story, account);
  const told = await story.run.context.target.update(account.anchor, changes);
  return judgeWrite(story, account.anchor, changes, told);
}

/**
 * What a write that was answered with success comes to, after the steps that say so: of one of which nothing took there is
 * nothing good to say.
 */
export function concluded(
  story: Story,
  action: ProvisioningAction,
  account: TargetUser,
  changes: AttributeChanges,
  { missed, keptAccess }: Judgement,
): Exported {
  const { reportableIdentifier } = account;
  const { systems } = story.run.context;
  const hasTaken = keptAccess === undefined && missed.length < Object.keys(changes).length;
  if (hasTaken) story.trail.step(exportedStep(systems, action, reportableIdentifier, isDry(story.run)));
  tellMissed(story, reportableIdentifier, missed);
  if (keptAccess === undefined) return exported(account, linkAfter(story, account, changes), true);
  tellFailed(story, action, keptAccess);
  return { ...exported(account, linkAfter(story, account), true), keptAccess };
}

/**
 * An account that lies in the recycle bin comes out of it before anything else is written to it. Told with a step of its own and among the modified properties, whatever else the entry is about: an account that has come back is
 * more than an update, and Graph's actions know no word for it.
 */
export async function bringBack({ trail, run }: Story, account: TargetUser): Promise<void> {
  if (!account.softDeleted) return;
  const { target, systems } = run.context;
  await target.restore(account.anchor);
  trail.modified({ name: 'IsSoftDeleted', oldValue: 'True', newValue: 'False' });
  trail.step(restoredStep(systems, account.reportableIdentifier, isDry(run)));
}

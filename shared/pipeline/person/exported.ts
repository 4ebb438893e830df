/** What carrying out a plan comes to, and what every way of doing so has to say. */
import type { ProvisioningAction } from '../../engine/person/logEntry';
import type { CreatePlan, UpdatePlan } from '../../engine/person/plan';
import { exportFailedStep, mappingRemarkStep } from '../../engine/person/steps';
import { ProvisioningError } from '../../errors';
import type { Link } from '../../store/people/people';
import type { TargetUser } from '../../targets/target';
import { noteDoubt } from './doubt';
import type { Story } from './story';

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
}

/** What comes of a plan that was not carried out to its end. */
export type Broken =
  /** The person changed under our hands; load it and run again. */
  | { readonly kind: 'lost' }
  /** The directory knows better: plan anew for this account, or for none (`createConflict.ts`). */
  | { readonly kind: 'replan'; readonly account: TargetUser | undefined };

export const linkTo = (account: TargetUser): Link => ({
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

export function remarkOmission(story: Story, { disabledByOmission }: CreatePlan | UpdatePlan): void {
  if (!disabledByOmission) return;
  const remark =
    'The payload has no value for the attribute that enables the account, and the mapping reads that as disabled. ' +
    'Send the attribute, or wrap the mapping in IgnoreFlowIfNullOrEmpty.';
  story.trail.step(mappingRemarkStep(remark, { Remark: 'DisablesWhenOmitted' }));
}

/** @returns the error, after the step that says so */
export function told(story: Story, action: ProvisioningAction, error: unknown): unknown {
  noteDoubt(story, error);
  if (error instanceof ProvisioningError) {
    const { anchor } = story.stored.person;
    story.trail.step(exportFailedStep(story.run.context.systems, action, anchor, error.toFailure()));
  }
  return error;
}

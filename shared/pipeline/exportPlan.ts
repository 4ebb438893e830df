/** Carrying out what was decided: the one place that writes accounts. References follow in `resolveReferences.ts`. */

import type { LeavingScopePlan } from '../engine/leavingScope';
import type { ProvisioningAction } from '../engine/logEntry';
import type { MatchKey } from '../engine/matching';
import type { CreatePlan, FailedPlan, ModifiedProperty, Plan, UpdatePlan } from '../engine/plan';
import { exportedStep, exportFailedStep, mappingFailedStep, mappingRemarkStep } from '../engine/steps';
import { ProvisioningError } from '../errors';
import type { Link } from '../store/people';
import { type AttributeChanges, CreatedBefore, type TargetUser } from '../targets/target';
import { resolveClash } from './clash';
import { noteDoubt } from './doubt';
import { readAccount } from './findAccount';
import { noteCreated } from './ownership';
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
}

/** What comes of a plan that was not carried out to its end. */
export type Broken =
  /** The person changed under our hands; load it and run again. */
  | { readonly kind: 'lost' }
  /** The directory knows better: plan anew for this account, or for none (`clash.ts`). */
  | { readonly kind: 'replan'; readonly account: TargetUser | undefined };

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
      return refuse(story, plan, account === undefined ? 'create' : 'update');
    case 'create':
      return create(story, plan, keys);
    case 'update':
      return update(story, existing(account), plan);
    case 'nothing':
      return account?.softDeleted ? restore(story, account) : nothing(account, plan.skip, plan.reason);
  }
}

/** The same for somebody who is no longer in scope. */
export async function exportLeaving(story: Story, account: TargetUser, plan: LeavingScopePlan): Promise<Exported> {
  switch (plan.kind) {
    case 'disable':
      return change(story, account, 'disable', plan.changes, plan.modified);
    case 'delete':
      return remove(story, account);
    case 'nothing':
      return nothing(account, 'NotInScope', plan.reason);
  }
}

const linkTo = (account: TargetUser): Link => ({
  targetAnchor: account.anchor,
  reportableIdentifier: account.reportableIdentifier,
  displayName: account.displayName,
});

const exported = (account: TargetUser | undefined, link: Link | null, written: boolean): Exported => ({
  kind: 'exported',
  link,
  account,
  written,
  skip: null,
});

async function create(story: Story, plan: CreatePlan, keys: readonly MatchKey[]): Promise<Exported | Broken> {
  const { run, trail } = story;
  remarkOmission(story, plan);
  trail.attempting('create', plan.modified);
  const { target } = run.context;
  if (!target.capabilities.createsOnce && !(await claim(story))) return { kind: 'lost' };
  let created: TargetUser;
  try {
    created = await target.create(plan.attributes, creationKey(story));
  } catch (error) {
    if (error instanceof CreatedBefore) return adopt(story, error.anchor);
    const resolved = await resolveClash(story, keys, plan, error);
    if (resolved === undefined) throw told(story, 'create', error);
    trail.attempting('other', []);
    // What is written must follow from the person as stored: whoever made the account may have committed it by now.
    if (resolved.account !== undefined && (await isOutdated(story))) return { kind: 'lost' };
    return { kind: 'replan', ...resolved };
  }
  await noteCreated(story, created);
  trail.account(created.anchor, created.displayName || created.reportableIdentifier);
  trail.step(exportedStep(run.context.systems, 'create', created.reportableIdentifier));
  return exported(undefined, linkTo(created), true);
}

/** One account a person, until a restart forgets whose is whose. */
function creationKey({ stored: { person } }: Story): string {
  return JSON.stringify([person.jobId, person.generation.links, person.anchor]);
}

/**
 * Somebody else at work on this person was quicker, with data that may be older or newer than ours. Usually it is committed
 * by now: then this attempt begins again on what is there, before it writes anything. Otherwise the other may have died,
 * and the account is taken over.
 */
async function adopt(story: Story, anchor: string): Promise<Broken> {
  if (await isOutdated(story)) return { kind: 'lost' };
  story.trail.attempting('other', []);
  const account = await readAccount(story, anchor, 'created for this User moments ago');
  return account === undefined ? { kind: 'lost' } : { kind: 'replan', account };
}

async function isOutdated({ run, stored: { person, etag } }: Story): Promise<boolean> {
  const now = (await run.people.load(person.jobId, [person.anchor])).get(person.anchor);
  return now?.etag !== etag;
}

/**
 * The claim is what keeps a second worker from creating the same account while this one does (I3). It is added to the row
 * as it is saved: what earlier operations of this message did to the person is written with their entries, or not at all.
 */
async function claim(story: Story): Promise<boolean> {
  const { run, stored } = story;
  const claimed = { by: run.worker, until: run.clock.now() + run.claimMs };
  const taken = await story.ticket.take({ ...stored, person: { ...stored.saved, claim: claimed } });
  if (taken === undefined) return false;
  story.stored = { ...taken, person: { ...stored.person, claim: claimed } };
  return true;
}

async function update(story: Story, account: TargetUser, plan: UpdatePlan): Promise<Exported> {
  remarkOmission(story, plan);
  return change(story, account, plan.disables ? 'disable' : 'update', plan.changes, plan.modified);
}

function remarkOmission(story: Story, { disabledByOmission }: CreatePlan | UpdatePlan): void {
  if (!disabledByOmission) return;
  const remark =
    'The payload has no value for the attribute that enables the account, and the mapping reads that as disabled. ' +
    'Send the attribute, or wrap the mapping in IgnoreFlowIfNullOrEmpty.';
  story.trail.step(mappingRemarkStep(remark, { Remark: 'DisabledByOmission' }));
}

async function change(
  story: Story,
  account: TargetUser,
  action: 'update' | 'disable',
  changes: AttributeChanges,
  modified: readonly ModifiedProperty[],
): Promise<Exported> {
  const { target, systems } = story.run.context;
  story.trail.attempting(action, modified);
  await attempt(story, action, async () => {
    if (account.softDeleted) await target.restore(account.anchor);
    await target.update(account.anchor, changes);
  });
  story.trail.step(exportedStep(systems, action, account.reportableIdentifier));
  return exported(account, linkTo(account), true);
}

async function restore(story: Story, account: TargetUser): Promise<Exported> {
  const { target, systems } = story.run.context;
  story.trail.attempting('update', [{ name: 'IsSoftDeleted', oldValue: 'True', newValue: 'False' }]);
  await attempt(story, 'update', () => target.restore(account.anchor));
  story.trail.step(exportedStep(systems, 'update', account.reportableIdentifier));
  return exported(account, linkTo(account), true);
}

async function remove(story: Story, account: TargetUser): Promise<Exported> {
  const { target, systems } = story.run.context;
  story.trail.attempting('delete', [{ name: 'IsSoftDeleted', oldValue: 'False', newValue: 'True' }]);
  await attempt(story, 'delete', () => target.delete(account.anchor));
  story.trail.step(exportedStep(systems, 'delete', account.reportableIdentifier));
  // The link stays: a person who comes back within 30 days gets the account back.
  return exported(account, target.capabilities.softDelete ? linkTo(account) : null, true);
}

function nothing(account: TargetUser | undefined, code: string, reason: string): Exported {
  return { ...exported(account, account ? linkTo(account) : null, false), skip: { code, reason } };
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

/** @returns the error, after the step that says so */
function told(story: Story, action: ProvisioningAction, error: unknown): unknown {
  noteDoubt(story, error);
  if (error instanceof ProvisioningError) {
    const { anchor } = story.stored.person;
    story.trail.step(exportFailedStep(story.run.context.systems, action, anchor, error.toFailure()));
  }
  return error;
}

function existing(account: TargetUser | undefined): TargetUser {
  if (account === undefined) throw new Error('A plan to change an account was made for a person who has none.');
  return account;
}

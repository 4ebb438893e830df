/**
 * References to other people, written after the account itself (spec/engine.md 9): never part of a create, resolved
 * through the referenced person's link. One that cannot be resolved yet waits without failing the person.
 */

import type { Plan, PlannedReference } from '../../engine/person/plan';
import {
  referenceClearedStep,
  referenceFailedStep,
  referenceResolvedStep,
  referenceWaitingStep,
} from '../../engine/person/steps';
import { notAppliedStep } from '../../engine/person/untaken';
import { ProvisioningError } from '../../errors';
import type { Link, ResolvedReference, WaitingReference } from '../../store/people/people';
import type { TargetUser } from '../../targets/target';
import { noteDoubt } from './doubt';
import { type Judgement, judgeWrite, tellMissed } from './exporting/judgeWrite';
import type { Story } from './story';

export interface ReferenceOutcome {
  readonly waiting: WaitingReference | null;
  readonly resolved: ResolvedReference | null;
  /** Whether the target was written. */
  readonly written: boolean;
}

/** Of a person without an account. */
export const NO_REFERENCES: ReferenceOutcome = { waiting: null, resolved: null, written: false };

/**
 * @param link the person's own account
 * @param account the account as it was before this attempt; `undefined` when it has just been created
 * @param waiting a reference that goes on waiting, whatever comes of these
 */
export async function resolveReferences(
  story: Story,
  link: Link,
  account: Pick<TargetUser, 'attributes'> | undefined,
  references: readonly PlannedReference[],
  waiting: WaitingReference | null = null,
): Promise<ReferenceOutcome> {
  const { person } = story.stored;
  let outcome: ReferenceOutcome = { waiting, resolved: person.resolved, written: false };
  for (const reference of references) {
    const current = account?.attributes[reference.attribute];
    outcome = await resolveOne(story, link, reference, typeof current === 'string' ? current : null, outcome);
  }
  return outcome;
}

async function resolveOne(
  story: Story,
  link: Link,
  { attribute, sourceAnchor }: PlannedReference,
  current: string | null,
  before: ReferenceOutcome,
): Promise<ReferenceOutcome> {
  const { trail } = story;
  const { anchor } = story.stored.person;
  const wanted = sourceAnchor === null ? null : await targetAnchorOf(story, link, attribute, sourceAnchor);
  if (sourceAnchor !== null && wanted === null) {
    trail.step(referenceWaitingStep(anchor, attribute, sourceAnchor));
    return { ...before, waiting: { attribute, anchor: sourceAnchor }, resolved: null };
  }
  const resolved =
    sourceAnchor === null || wanted === null ? null : { attribute, anchor: sourceAnchor, targetAnchor: wanted };
  if (wanted === current) {
    story.writes.settle(attribute);
    return { ...before, resolved };
  }
  if (isLeft(story, link, { attribute, wanted, current })) return { ...before, resolved };

  let missed: Judgement['missed'];
  try {
    const told = await story.run.context.target.setReference(link.targetAnchor, attribute, wanted);
    ({ missed } = await judgeWrite(story, link.targetAnchor, { [attribute]: wanted }, told));
  } catch (error) {
    noteDoubt(story, error);
    if (!(error instanceof ProvisioningError) || error.category === 'credentials') throw error;
    trail.step(referenceFailedStep(anchor, attribute, error.toFailure()));
    // Kept as waiting, so that it is tried again: a reference never fails the person it belongs to.
    const waiting = sourceAnchor === null ? null : { attribute, anchor: sourceAnchor };
    return { ...before, waiting, resolved: null };
  }
  if (missed.length > 0) {
    tellMissed(story, link.reportableIdentifier, missed);
    return { ...before, resolved, written: true };
  }
  trail.step(
    resolved === null
      ? referenceClearedStep(anchor, attribute)
      : referenceResolvedStep(anchor, attribute, resolved.anchor, resolved.targetAnchor),
  );
  trail.modified({ name: attribute, oldValue: current, newValue: wanted });
  return { ...before, resolved, written: true };
}

interface ReferenceChange {
  readonly attribute: string;
  /** Target anchors. */
  readonly wanted: string | null;
  readonly current: string | null;
}

/** What did not take when it was written is not written again by an upload, and is told each time. */
function isLeft(
  { trail, planContext, run }: Story,
  { reportableIdentifier }: Link,
  { attribute, wanted, current }: ReferenceChange,
): boolean {
  const { compiled, systems } = run.context;
  const mapping = compiled.mappings.find(({ target }) => target === attribute);
  if (mapping === undefined || planContext.isLeft?.(mapping, wanted, current) !== true) return false;
  const left = { name: attribute, oldValue: current, newValue: wanted };
  trail.step(notAppliedStep(systems, reportableIdentifier, [left], true));
  return true;
}

/** Itself, as resolved last time, being worked on here, or as stored: in this order, cheapest first. */
async function targetAnchorOf(
  story: Story,
  own: Link,
  attribute: string,
  sourceAnchor: string,
): Promise<string | null> {
  const { run, stored } = story;
  const { anchor, jobId, resolved } = stored.person;
  if (sourceAnchor === anchor) return own.targetAnchor;
  if (resolved?.attribute === attribute && resolved.anchor === sourceAnchor) return resolved.targetAnchor;
  const here = run.accounts.of(sourceAnchor);
  if (here !== undefined) return (await here)?.targetAnchor ?? null;
  const found = await run.people.load(jobId, [sourceAnchor]);
  return found.get(sourceAnchor)?.person.link?.targetAnchor ?? null;
}

/** A reference goes on waiting where the attempt is not about it. */
export function goesOnWaiting({ run, stored: { person } }: Story, { mapped }: Plan): WaitingReference | null {
  const { waiting } = person;
  const index = run.context.compiled.mappings.findIndex(({ target }) => target === waiting?.attribute);
  return mapped.states[index] === 'unmentioned' ? waiting : null;
}

/**
 * References to other people, written after the account itself (spec/engine.md 9): never part of a create, resolved
 * through the referenced person's link. One that cannot be resolved yet waits, and one that the target refuses is tried
 * again on a ladder of its own (`refusedReference.ts`): neither fails the person.
 */
import {
  isReferenceGivenUp,
  mayTryReference,
  type RefusedReference,
  refusedAgain,
} from '../../../engine/job/refusedReference';
import type { Plan, PlannedReference } from '../../../engine/person/plan';
import {
  referenceClearedStep,
  referenceRefusedStep,
  referenceResolvedStep,
  referenceWaitingStep,
} from '../../../engine/person/referenceSteps';
import { notAppliedStep } from '../../../engine/person/untaken';
import { ProvisioningError } from '../../../errors';
import {
  type Link,
  MOST_WAITING,
  type Person,
  type ResolvedReference,
  type WaitingReference,
} from '../../../store/people/people';
import type { TargetUser } from '../../../targets/target';
import { noteDoubt } from '../doubt';
import { type Judgement, judgeWrite, tellMissed } from '../exporting/judgeWrite';
import type { Story } from '../story';
import type { ReferredAccount } from './referredAccounts';
import type { TriedReference } from './refusals';

export interface ReferenceOutcome {
  readonly waiting: readonly WaitingReference[];
  readonly resolved: readonly ResolvedReference[];
  /** Whether the target was written. */
  readonly written: boolean;
  /** Whether the target was asked to, and refused. */
  readonly refused: boolean;
  /** Whether one is refused for so long that it is tried no more. */
  readonly givenUp: boolean;
}

/** Of a person without an account. */
export const NO_REFERENCES: ReferenceOutcome = {
  waiting: [],
  resolved: [],
  written: false,
  refused: false,
  givenUp: false,
};

/**
 * Who looks: somebody has said something of the person, or wants all of it to be looked at; or Muster looks again by itself,
 * which keeps to the ladder and takes nothing for granted.
 */
export type Look = 'asked' | 'again';

/**
 * @param link the person's own account
 * @param account the account as it was before this attempt; `undefined` when it has just been created
 * @param before what waits and what is resolved, of which that stays which these are not about
 */
export async function resolveReferences(
  story: Story,
  link: Link,
  account: Pick<TargetUser, 'attributes' | 'listed'> | undefined,
  references: readonly PlannedReference[],
  before: Pick<Person, 'waiting' | 'resolved'>,
  look: Look,
): Promise<ReferenceOutcome> {
  let outcome: ReferenceOutcome = { ...NO_REFERENCES, ...before };
  for (const reference of references) {
    const wish = {
      ...reference,
      look,
      shown: heldBy(account, reference.attribute),
      isListed: account?.listed === true,
    };
    outcome = await resolveOne(story, link, wish, outcome);
  }
  return { ...outcome, waiting: outcome.waiting.slice(0, MOST_WAITING) };
}

/** Target anchor that the account's attribute holds. */
function heldBy(account: Pick<TargetUser, 'attributes'> | undefined, attribute: string): string | null {
  const value = account?.attributes[attribute];
  return typeof value === 'string' ? value : null;
}

interface Wish extends PlannedReference {
  /** Target anchor that the account's attribute was seen to hold. */
  readonly shown: string | null;
  /** In a list, which may be late. */
  readonly isListed: boolean;
  readonly look: Look;
}

async function resolveOne(
  story: Story,
  link: Link,
  { attribute, sourceAnchor, shown, isListed, look }: Wish,
  before: ReferenceOutcome,
): Promise<ReferenceOutcome> {
  const { trail, run, stored } = story;
  const { anchor } = stored.person;
  const others = without(attribute, before);
  const wanted =
    sourceAnchor === null ? NOBODY : await accountReferredTo(story, link, { attribute, sourceAnchor, look });
  if (wanted === undefined) {
    const waiting = { attribute, anchor: sourceAnchor };
    trail.step(referenceWaitingStep(anchor, attribute, sourceAnchor ?? ''));
    if (sourceAnchor !== null) story.waitsFor.push(sourceAnchor);
    return { ...others, waiting: [...others.waiting, waiting] };
  }
  const resolved: ReferenceOutcome = { ...others, resolved: [...others.resolved, ...asResolved()] };
  const to = wanted.targetAnchor;
  const current =
    isListed && to !== shown ? heldBy(await run.context.target.read(link.targetAnchor, [attribute]), attribute) : shown;
  if (to === current) {
    story.writes.settle(attribute);
    return resolved;
  }
  if (isLeft(story, link, { attribute, to, current })) return resolved;

  const tried = await setReference(story, link, { from: link.targetAnchor, attribute, to }, look);
  if (tried.kind === 'refused') {
    const { refused, isNew } = tried;
    const isGivenUp = isReferenceGivenUp(refused, run.clock.now(), run.retries);
    trail.step(referenceRefusedStep(anchor, attribute, sourceAnchor ?? '', refused, isGivenUp));
    const refusal = { ...others, refused: others.refused || isNew };
    if (isGivenUp) return { ...refusal, givenUp: true };
    return { ...refusal, waiting: [...others.waiting, { attribute, anchor: sourceAnchor, refused }] };
  }
  if (tried.missed.length > 0) {
    tellMissed(story, link.reportableIdentifier, tried.missed);
    return { ...resolved, written: true };
  }
  trail.step(
    sourceAnchor === null || to === null
      ? referenceClearedStep(anchor, attribute)
      : referenceResolvedStep(anchor, attribute, sourceAnchor, to),
  );
  trail.modified({ name: attribute, oldValue: current, newValue: to });
  return { ...resolved, written: true };

  function asResolved(): readonly ResolvedReference[] {
    if (sourceAnchor === null || wanted === undefined || wanted.targetAnchor === null) return [];
    const { targetAnchor, elsewhere } = wanted;
    return [{ attribute, anchor: sourceAnchor, targetAnchor, ...(elsewhere && { elsewhere }) }];
  }
}

interface ReferenceChange {
  readonly attribute: string;
  /** Target anchors. */
  readonly to: string | null;
  readonly current: string | null;
}

/** What did not take when it was written is not written again by an upload, and is told each time. */
function isLeft(
  { trail, planContext, run }: Story,
  { reportableIdentifier }: Link,
  { attribute, to, current }: ReferenceChange,
): boolean {
  const { compiled, systems } = run.context;
  const mapping = compiled.mappings.find(({ target }) => target === attribute);
  if (mapping === undefined || planContext.isLeft?.(mapping, to, current) !== true) return false;
  const left = { name: attribute, oldValue: current, newValue: to };
  trail.step(notAppliedStep(systems, reportableIdentifier, [left], true));
  return true;
}

/** The reference is to be taken away. */
const NOBODY = { targetAnchor: null, elsewhere: false } as const;

function without(attribute: string, outcome: ReferenceOutcome): ReferenceOutcome {
  const isOther = (one: { readonly attribute: string }) => one.attribute !== attribute;
  return { ...outcome, waiting: outcome.waiting.filter(isOther), resolved: outcome.resolved.filter(isOther) };
}

type Tried =
  /** `missed`: what did not take. */
  | { readonly kind: 'written'; readonly missed: Judgement['missed'] }
  /** `isNew`: the target was asked now. */
  | { readonly kind: 'refused'; readonly refused: RefusedReference; readonly isNew: boolean };

/** @throws {ProvisioningError} where the target refuses us altogether */
async function setReference(story: Story, link: Link, reference: TriedReference, look: Look): Promise<Tried> {
  const { run, stored } = story;
  const { attribute, to } = reference;
  const previous = stored.person.waiting.find((one) => one.attribute === attribute)?.refused;
  const again = (error: ProvisioningError, at: number) =>
    refusedAgain(error.toFailure(), to, previous, at, run.retries, error.retryAfterMs);
  const before = run.refusals.of(reference);
  if (before !== undefined) return { kind: 'refused', refused: again(before.error, before.at), isNew: true };
  const at = run.clock.now();
  if (previous !== undefined && !mayTryReference(previous, at, previous.to !== to || look === 'asked')) {
    return { kind: 'refused', refused: previous, isNew: false };
  }
  try {
    const told = await run.context.target.setReference(link.targetAnchor, attribute, to);
    const { missed } = await judgeWrite(story, link.targetAnchor, { [attribute]: to }, told);
    return { kind: 'written', missed };
  } catch (error) {
    noteDoubt(story, error);
    if (!(error instanceof ProvisioningError) || error.category === 'credentials') throw error;
    run.refusals.note(reference, { error, at });
    return { kind: 'refused', refused: again(error, at), isNew: true };
  }
}

/** Itself, as resolved last time, being worked on here, or as stored: in this order, cheapest first. */
async function accountReferredTo(
  { run, stored }: Story,
  own: Link,
  { attribute, sourceAnchor, look }: Pick<Wish, 'attribute' | 'look'> & { readonly sourceAnchor: string },
): Promise<ReferredAccount | undefined> {
  const { anchor, resolved } = stored.person;
  if (sourceAnchor === anchor) return { targetAnchor: own.targetAnchor, elsewhere: false };
  const last = resolved.find((one) => one.attribute === attribute && one.anchor === sourceAnchor);
  const isSure = last !== undefined && last.elsewhere !== true && look === 'asked';
  return isSure ? { targetAnchor: last.targetAnchor, elsewhere: false } : run.referred.of(sourceAnchor);
}

/** References go on waiting where the attempt is not about them. */
export function goOnAsBefore(
  { run, stored: { person } }: Story,
  { mapped }: Plan,
): Pick<Person, 'waiting' | 'resolved'> {
  const { mappings } = run.context.compiled;
  const waiting = person.waiting.filter(({ attribute }) => {
    const index = mappings.findIndex(({ target }) => target === attribute);
    return mapped.states[index] === 'unmentioned';
  });
  return { waiting, resolved: person.resolved };
}

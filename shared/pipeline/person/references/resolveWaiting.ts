/**
 * Looks once more at a person's references (spec/engine.md 9, "self-healing"): at one that waits, when its person has got an
 * account; at one that the target refused, when it is due; and at one that was written, when its person's account is another
 * one by now. What is written gets a log entry of its own. What goes on waiting, or is refused again, is told by the list of
 * those who wait, not by an entry a look. The target is asked only where there is something to write.
 */
import { mayTryReference, refusedAgain } from '../../../engine/job/refusedReference';
import { NOTHING_OWED } from '../../../engine/person/owed';
import type { PlannedReference } from '../../../engine/person/plan';
import { exportedStep, failureError } from '../../../engine/person/steps';
import { ProvisioningError } from '../../../errors';
import { countStatus, NO_TOTALS, type PackTotals } from '../../../store/people/entryPacks';
import type { Link, Person, ResolvedReference, StoredPerson, WaitingReference } from '../../../store/people/people';
import type { Attempt } from '../attempt';
import type { ClaimTicket } from '../claims';
import { busyUntil, claimAfter } from '../doubt';
import { readLinked } from '../findAccount';
import { isDry, type Run } from '../run';
import { beginStory, type Story } from '../story';
import { resolveReferences } from './resolveReferences';

export async function resolveWaiting(stored: StoredPerson, run: Run, ticket: ClaimTicket): Promise<Attempt> {
  const { person } = stored;
  const { link } = person;
  if (link === null) return { kind: 'alreadyDone' };
  const until = busyUntil(person, run);
  if (until !== undefined) return { kind: 'busy', until };
  run.accounts.settle(person.anchor, link);
  ticket.pass();
  const { waits, wishes, lapsed } = await lookAt(person, link, run);
  const isAllAsBefore = waits.length === 0 && wishes.length === 0 && lapsed.length === 0;
  if (isAllAsBefore && person.waiting.length === 0) return { kind: 'alreadyDone' };

  const story = beginStory({ kind: 'reevaluate' }, stored, run, ticket);
  story.waitsFor.push(...waits);
  const before = {
    waiting: [...person.waiting, ...lapsed.map(({ attribute, anchor }) => ({ attribute, anchor }))],
    resolved: person.resolved.filter((one) => !lapsed.includes(one)),
  };
  if (wishes.length === 0) return ended(story, before, { entries: [], counts: {} });
  return write(story, link, wishes, before);
}

interface Wish extends PlannedReference {
  /** Target anchor of the account; `null`: the reference is to be taken away. */
  readonly to: string | null;
}

interface Seen {
  /** Source anchors of those who have no account still. */
  readonly waits: readonly string[];
  /** What is to be written. */
  readonly wishes: readonly Wish[];
  /** What was written, and points to an account that its person has no more: it waits for the next one. */
  readonly lapsed: readonly ResolvedReference[];
}

async function lookAt({ anchor: own, waiting, resolved }: Person, link: Link, run: Run): Promise<Seen> {
  const waits: string[] = [];
  const wishes: Wish[] = [];
  const lapsed: ResolvedReference[] = [];
  const now = run.clock.now();
  const accountOf = async (anchor: string) =>
    anchor === own ? link.targetAnchor : (await run.referred.of(anchor))?.targetAnchor;
  for (const { attribute, anchor, refused } of waiting) {
    const to = anchor === null ? null : await accountOf(anchor);
    if (to === undefined) waits.push(...(anchor === null ? [] : [anchor]));
    else if (refused === undefined || mayTryReference(refused, now, refused.to !== to))
      wishes.push({ attribute, sourceAnchor: anchor, to });
  }
  for (const reference of resolved) {
    const { attribute, anchor, targetAnchor } = reference;
    const to = await accountOf(anchor);
    if (to === undefined) lapsed.push(reference);
    else if (to !== targetAnchor) wishes.push({ attribute, sourceAnchor: anchor, to });
  }
  return { waits: [...waits, ...lapsed.map(({ anchor }) => anchor)], wishes, lapsed };
}

type References = Pick<Person, 'waiting' | 'resolved'>;

async function write(story: Story, link: Link, wishes: readonly Wish[], before: References): Promise<Attempt> {
  const { run, trail } = story;
  try {
    const account = await readLinked(story, link);
    const outcome = await resolveReferences(story, link, account, wishes, before, 'again');
    if (!outcome.written && !outcome.givenUp) return ended(story, outcome, { entries: [], counts: {} });
    if (outcome.written) trail.step(exportedStep(run.context.systems, 'update', link.reportableIdentifier, isDry(run)));
    const entry = trail.entry(run.clock.now());
    return ended(story, outcome, {
      entries: [entry],
      counts: { ...countStatus(entry.status), exported: outcome.written ? 1 : 0 },
    });
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return couldNotLook(story, wishes, before, error);
  }
}

/**
 * The person's own account could not be read, or the target refuses us altogether: each reference is tried again on its
 * ladder. A bad moment of the target is told nobody.
 */
function couldNotLook(story: Story, wishes: readonly Wish[], before: References, error: ProvisioningError): Attempt {
  const { run, trail } = story;
  const now = run.clock.now();
  const waiting = wishes.map(({ attribute, sourceAnchor, to }): WaitingReference => {
    const previous = story.stored.person.waiting.find((one) => one.attribute === attribute)?.refused;
    const failure = error.toFailure();
    const refused = refusedAgain(failure, to, previous, now, run.retries, error.retryAfterMs);
    return { attribute, anchor: sourceAnchor, refused };
  });
  const tried = new Set(wishes.map(({ attribute }) => attribute));
  const isOther = (one: { readonly attribute: string }) => !tried.has(one.attribute);
  const left = {
    waiting: [...before.waiting.filter(isOther), ...waiting],
    resolved: before.resolved.filter(isOther),
  };
  const fatal = error.category === 'credentials' ? { fatal: error } : {};
  if (error.category === 'transient') return ended(story, left, { entries: [], counts: {} });
  trail.end('failure', failureError(error.toFailure(), 'The reference is tried again later.'));
  const entry = trail.entry(now);
  return { ...ended(story, left, { entries: [entry], counts: countStatus(entry.status) }), ...fatal };
}

interface Told {
  readonly entries: Extract<Attempt, { kind: 'done' }>['entries'];
  readonly counts: Partial<PackTotals>;
}

function ended(
  story: Story,
  { waiting, resolved }: References,
  { entries, counts }: Told,
): Extract<Attempt, { kind: 'done' }> {
  const { stored, waitsFor } = story;
  const { writes: _, ...before } = stored.person;
  const writes = story.writes.stored();
  const person = { ...before, waiting, resolved, claim: claimAfter(story), ...(writes && { writes }) };
  const waits = Number(waiting.length > 0) - Number(stored.person.waiting.length > 0);
  return {
    kind: 'done',
    stored: { ...stored, person },
    entries,
    totals: { ...NO_TOTALS, ...counts, waiting: waits },
    about: NOTHING_OWED,
    waitsFor,
  };
}

/** How an attempt at one person can end, and the row, entries and totals each ending leaves. */
import { type Escrowed, escrowAfter, isPersonGivenUp, nextTry } from '../../engine/job/escrow';
import type { LogEntry } from '../../engine/person/logEntry';
import { NOTHING_OWED, type Owed } from '../../engine/person/owed';
import { exportFailedStep, failureError, skipError, skippedStep } from '../../engine/person/steps';
import { ProvisioningError } from '../../errors';
import { StoreUnavailable } from '../../store/contract/table';
import { addTotals, countStatus, NO_TOTALS, type PackTotals } from '../../store/people/entryPacks';
import type { HeldOperation, Person, StoredPerson } from '../../store/people/people';
import { claimAfter } from './doubt';
import type { Exported } from './exporting/exported';
import { countDeprovisioned, isReleased, supersededEntry } from './heldDeletions';
import type { ReferenceOutcome } from './references/resolveReferences';
import { isAsked, isDry } from './run';
import { settledAfter } from './settled';
import { asksAnew, retriedAs, type Story } from './story';
import { nextTurn } from './throttled';

export type Attempt =
  | {
      readonly kind: 'done';
      /** The person as it is now, to be committed against the version it was read at. */
      readonly stored: StoredPerson;
      /** What is to be said; nothing when a deletion is held or a reference goes on waiting. */
      readonly entries: readonly LogEntry[];
      readonly totals: PackTotals;
      /** The target refused us altogether: the whole job is to be quarantined. */
      readonly fatal?: ProvisioningError;
      /** What may have been written, should the commit be lost. */
      readonly about: Owed;
      /** A write may happen yet, until this moment: the attempt must not be run again sooner, should its commit be lost. */
      readonly inDoubtUntil?: number;
      /** Source anchors of people whose account it looked for and did not find: to be waited for. */
      readonly waitsFor?: readonly string[];
    }
  /** A redelivery: there is nothing left to do. */
  | { readonly kind: 'alreadyDone' }
  /**
   * Not now, but then: another worker is creating this person's account, or the target is throttling.
   * `stored`: the person as it is to be saved meanwhile.
   */
  | { readonly kind: 'busy'; readonly until: number; readonly stored?: StoredPerson }
  /** The person changed under our hands; load it and run again. `about`: what may have been written. */
  | { readonly kind: 'lost'; readonly about: Owed };

/**
 * How many logged operations a person remembers: more than can be under way for one person at once, so that no
 * redelivery meets a forgotten one.
 */
const REMEMBERED_OPERATIONS = 64;

/** What an attempt changes of a person, beside what every attempt does. */
type Outcome = Partial<Person>;

export function finished(story: Story, exported: Exported, references: ReferenceOutcome): Attempt {
  const { trail } = story;
  const { link, skip, refused: rest, keptAccess } = exported;
  if (rest !== undefined) return disabledAlone(story, exported, rest);
  if (keptAccess !== undefined) {
    const { waiting, resolved } = references;
    return failed(story, keptAccess, { link, waiting, resolved, ...owedWithLink(story) });
  }
  const written = exported.written || references.written;
  const isPaid = written || skip === null || skip.code === 'RedundantExport';
  const outcome = {
    link,
    escrow: null,
    held: null,
    waiting: references.waiting,
    resolved: references.resolved,
    ...settledAfter(story, { hasAccount: link !== null, written, isPaid }),
  };
  if (skip !== null && !written && !references.refused && !story.rejectedTooLate) {
    trail.step(skippedStep(skip.code, describeSkip(story, skip.code, skip.reason)));
    const redundant = skip.code === 'RedundantExport';
    trail.end('skipped', skipError(redundant ? 'RedundantExport' : 'EntrySynchronizationSkipped', skip.reason, null));
  } else {
    trail.end('success');
  }
  return done(story, outcome, { exported: written ? 1 : 0, deprovisioned: countDeprovisioned(story, exported) });
}

/** The account lost its access, which is what matters of a leaver; what else was to change is tried again. */
function disabledAlone(story: Story, exported: Exported, rest: ProvisioningError): Attempt {
  story.trail.end('success');
  const outcome = { link: exported.link, escrow: escrowed(story, rest), held: null, ...owedWithLink(story) };
  return done(story, outcome, { exported: 1, deprovisioned: countDeprovisioned(story, exported) });
}

/** Of whom there was no account all flowed, and nothing was owed by name: whoever has one now, and is not through, is owed all. */
function owedWithLink({ stored: { person } }: Story): Outcome {
  return person.link === null ? { owed: 'all' } : {};
}

export type SkipCode = 'ImportSkipped' | 'NotInScope' | 'PurgedByRestart';

const SKIP_ADVICE: Readonly<Record<SkipCode, string>> = {
  ImportSkipped: 'Send a value for at least one matching attribute.',
  NotInScope: 'Change the record or the scoping filter if the User should be provisioned.',
  PurgedByRestart: 'Send the person again.',
};

/** Nothing was looked up or written. What is purged settles nothing: what has failed is of a newer word than what is held. */
export function skipped(story: Story, code: SkipCode, reason: string): Attempt {
  const errorCode = code === 'ImportSkipped' ? 'ImportSkipped' : 'EntrySynchronizationSkipped';
  story.trail.step(skippedStep(code, describeSkip(story, code, reason)));
  story.trail.end('skipped', skipError(errorCode, reason, SKIP_ADVICE[code]));
  if (code === 'PurgedByRestart') return done(story, story.task.kind === 'release' ? { held: null } : {});
  return done(story, { escrow: null, held: null, ...(story.isOut && { owed: NOTHING_OWED }) });
}

/** The operation itself cannot be taken in: what is known stays as it was, and so does what was to come of it. */
export function refusedForGood(story: Story, error: ProvisioningError): Attempt {
  const { run, trail, stored } = story;
  trail.step(exportFailedStep(run.context.systems, trail.action, stored.person.anchor, error.toFailure()));
  trail.end('failure', failureError(error.toFailure(), 'It is not retried; send the person again with less.'));
  return done(story, {});
}

/**
 * One person's trouble: an escrow and a failure entry, never an exception for its neighbours (I6).
 *
 * @param got what the person got all the same
 */
export function failed(story: Story, error: unknown, got: Outcome = {}): Attempt {
  if (error instanceof StoreUnavailable) throw error; // no person's trouble: the message is tried again
  const { run, trail, stored } = story;
  const known =
    error instanceof ProvisioningError
      ? error
      : new ProvisioningError('InternalError', 'Muster itself failed while it worked on this User.', { cause: error });
  if (known !== error) {
    run.logger.error('A person failed unexpectedly', { error: String(error), stack: stackOf(error) });
    trail.step(exportFailedStep(run.context.systems, trail.action, stored.person.anchor, known.toFailure()));
  }
  const until = nextTurn(story, known);
  if (until !== undefined) return inLine(story, until);
  const escrow = escrowed(story, known);
  const givenUp = story.task.kind === 'retry' && isPersonGivenUp(escrow, run.clock.now(), run.retries);
  trail.end('failure', failureError(known.toFailure(), whatNext(story, givenUp ? undefined : escrow)));
  const released = story.task.kind === 'release' || isReleased(story.task, stored.person);
  const counts = story.task.kind === 'release' && !story.task.allowed;
  const kept = givenUp ? null : { ...escrow, ...retriedAs(story, released) };
  // A deletion that was held before goes on being held, unless it is what failed.
  const held = story.task.kind === 'release' ? null : stored.person.held;
  const attempt = done(story, { escrow: kept, held, ...got }, { deprovisioned: counts ? 1 : 0 });
  return attempt.kind === 'done' && known.category === 'credentials' ? { ...attempt, fatal: known } : attempt;
}

function escrowed({ run, task, stored }: Story, error: ProvisioningError): Escrowed {
  const setback = { retryAfterMs: error.retryAfterMs, isRetry: task.kind === 'retry' };
  return escrowAfter(error.toFailure(), stored.person.escrow, run.clock.now(), run.retries, setback);
}

/** @param until when its turn may come, milliseconds since the epoch */
function inLine(story: Story, until: number): Attempt {
  const { task, run } = story;
  const stored = holdsClaim(story) ? unclaimed(story) : story.stored;
  const { escrow } = stored.person;
  if (task.kind !== 'retry' || escrow === null) {
    return { kind: 'busy', until, ...(stored !== story.stored && { stored }) };
  }
  const turnSince = escrow.turnSince ?? run.clock.now();
  const person = { ...stored.person, escrow: { ...escrow, nextAttempt: until, turnSince } };
  return { kind: 'done', stored: { ...stored, person }, entries: [], totals: NO_TOTALS, about: touched(story) };
}

function holdsClaim({ stored, run }: Story): boolean {
  return stored.person.claim?.by === run.worker;
}

function unclaimed({ stored }: Story): StoredPerson {
  return { ...stored, person: { ...stored.person, claim: null } };
}

/** @param escrow `undefined`: there is no next time */
function whatNext({ run }: Story, escrow: Escrowed | undefined): string {
  if (isDry(run)) return 'An upload of the person would fail like this, and be retried.';
  if (escrow === undefined) return 'It has failed for too long and is retried no more; upload the person again.';
  return nextTry(escrow);
}

/** The person after this attempt, with the entry that says so. */
export function done(story: Story, outcome: Outcome, counts: Partial<PackTotals> = {}): Attempt {
  const { operation, overtaken, trail, run, task } = story;
  if (overtaken) supersede(story);
  const account = story.seen.pick(run.context.job.writesBack);
  const entry = { ...trail.entry(run.clock.now()), ...(account && { account }) };
  // Whoever had failed is told of as well now: the last word must not be the failure.
  const isNews = entry.status !== 'skipped' || story.stored.person.escrow !== null;
  const isOwnDoing = task.kind === 'reevaluate' || task.kind === 'converge';
  const silent = isOwnDoing && !isNews && !isAsked(run);
  const after: Person = { ...applied(story), ...outcome };
  const logged = operation === null ? after : { ...after, logged: remember(after.logged, operation.sequence) };
  return settle(story, logged, silent ? [] : [entry], {
    ...NO_TOTALS,
    ...(silent ? {} : countStatus(entry.status)),
    ...counts,
    operations: operation === null ? 0 : 1,
  });
}

/** What the operation said taken over, and owed to the account; the claim let go. */
export function applied(story: Story): Person {
  const { stored, received } = story;
  const { rejected, writes: _, ...person } = stored.person;
  const isOut = story.isOut && person.link !== null;
  const outOfScope = isOut || person.outOfScope;
  const named = story.task.kind === 'operation' && {
    namedAt: Math.max(person.namedAt ?? 0, story.task.operation.acceptedAt),
  };
  const writes = story.writes.stored();
  const merged = { ...person, ...named, ...received.record, ...(writes && { writes }) };
  const after = { ...merged, owed: stillOwed(story), outOfScope, claim: claimAfter(story) };
  return rejected === true && !asksAnew(story) && !story.rejectedTooLate ? { ...after, rejected } : after;
}

/** What stays owed where the attempt does not end well. Of whom there is no account everything flows, whatever is owed. */
export function stillOwed({ about, stored: { person } }: Story): Owed {
  return person.link === null ? [] : about;
}

/** What the attempt may have written of. */
export function touched({ about, stored: { person } }: Story): Owed {
  return person.link === null ? 'all' : about;
}

/** A newer operation takes the place of one that was held: that one ends here, with an entry of its own. */
export function settle(story: Story, after: Person, entries: readonly LogEntry[], counts: PackTotals): Attempt {
  const before = story.stored.person;
  const gone = replacedHeld(before, after, story);
  const person = gone === null ? after : { ...after, logged: remember(after.logged, gone.sequence) };
  const { run, operation } = story;
  const extra =
    gone === null || before.held === null
      ? []
      : [supersededEntry(before.held, after, operation?.sequence ?? null, run.context.systems, run.clock.now())];
  const totals = addTotals(counts, {
    ...NO_TOTALS,
    operations: extra.length,
    skipped: extra.length,
    linked: count(after.link) - count(before.link),
    escrowed: count(after.escrow) - count(before.escrow),
    waiting: Number(after.waiting.length > 0) - Number(before.waiting.length > 0),
  });
  const doubt = story.inDoubt && person.claim !== null ? { inDoubtUntil: person.claim.until } : {};
  const end = { stored: { ...story.stored, person }, entries: [...extra, ...entries], totals };
  return { kind: 'done', ...end, about: touched(story), waitsFor: story.waitsFor, ...doubt };
}

/** @returns the held operation that is answered by this, and not by an entry of its own */
function replacedHeld(before: Person, after: Person, { operation }: Story): HeldOperation | null {
  const { held } = before;
  if (held === null || held.staged || held.operation === null) return null;
  const { sequence } = held.operation;
  return sequence === after.held?.operation?.sequence || sequence === operation?.sequence ? null : held.operation;
}

/** The newest data was written once more, in case this operation had reached the target late; then it steps aside (I4). */
function supersede({ trail, operation, stored }: Story): void {
  const reason = `Newer operations for this person (up to ${stored.person.sequence}) have said all that this one (${operation?.sequence}) says.`;
  trail.step(skippedStep('Superseded', reason));
  trail.end('skipped', skipError('EntrySynchronizationSkipped', reason, null));
}

function describeSkip(story: Story, code: string, reason: string): string {
  const { anchor } = story.stored.person;
  if (code === 'RedundantExport') return `User '${anchor}' is already equal in source and target`;
  if (code === 'NotInScope') return `User '${anchor}' will be skipped because it is not in scope`;
  return `User '${anchor}' will be skipped. ${reason}`;
}

export function remember(logged: readonly number[], sequence: number): readonly number[] {
  return [...logged, sequence].slice(-REMEMBERED_OPERATIONS);
}

const count = (value: unknown) => (value === null ? 0 : 1);

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}

/** How an attempt at one person can end, and the row, entry and totals each ending leaves. */

import { escrowAfter } from '../engine/escrow';
import type { LogEntry } from '../engine/logEntry';
import { exportedStep, exportFailedStep, failureError, skipError, skippedStep } from '../engine/steps';
import { ProvisioningError } from '../errors';
import { countStatus, NO_TOTALS, type PackTotals } from '../store/entryPacks';
import type { Person, StoredPerson } from '../store/people';
import { StoreUnavailable } from '../store/table';
import type { Exported } from './exportPlan';
import type { ReferenceOutcome } from './resolveReferences';
import type { OperationStory, Story } from './story';

export type Attempt =
  /** To be committed: the person as it is now, the entry that says why, and what it adds to the totals. */
  | {
      readonly kind: 'done';
      readonly stored: StoredPerson;
      /** Absent when there is nothing to say: a reference goes on waiting. */
      readonly entry: LogEntry | undefined;
      readonly totals: PackTotals;
    }
  /** A redelivery: this operation has its entry. */
  | { readonly kind: 'alreadyLogged' }
  /** Another worker is creating this person's account; try again when its claim has run out. */
  | { readonly kind: 'busy'; readonly until: number }
  /** The person changed under our hands; load it and run again. */
  | { readonly kind: 'lost' };

/**
 * How many logged operations a person remembers: more than can be under way for one person at once, so that no
 * redelivery meets a forgotten one.
 */
const REMEMBERED_OPERATIONS = 64;

type Outcome = Pick<Person, 'link' | 'escrow' | 'waiting' | 'resolved'>;

export function finished(story: OperationStory, exported: Exported, references: ReferenceOutcome): Attempt {
  const { trail } = story;
  const { link, skip } = exported;
  const outcome = { link, escrow: null, waiting: references.waiting, resolved: references.resolved };
  const written = exported.written || references.written;
  if (skip !== null && !written) {
    trail.step(skippedStep(skip.code, describeSkip(story, skip.code, skip.reason)));
    const redundant = skip.code === 'RedundantExport';
    trail.end('skipped', skipError(redundant ? 'RedundantExport' : 'EntrySynchronizationSkipped', skip.reason, null));
  } else {
    trail.end('success');
  }
  return done(story, outcome, written ? 1 : 0);
}

const SKIP_ADVICE: Readonly<Record<string, string>> = {
  ImportSkipped: 'Send a value for at least one matching attribute.',
  NotInScope: 'Change the record or the scoping filter if the User should be provisioned.',
};

/** Nothing was looked up or written. @param code the `SkipReason` of the step */
export function skipped(story: OperationStory, code: 'ImportSkipped' | 'NotInScope', reason: string): Attempt {
  const errorCode = code === 'ImportSkipped' ? 'ImportSkipped' : 'EntrySynchronizationSkipped';
  story.trail.step(skippedStep(code, describeSkip(story, code, reason)));
  story.trail.end('skipped', skipError(errorCode, reason, SKIP_ADVICE[code] ?? null));
  const { link, waiting, resolved } = story.stored.person;
  return done(story, { link, escrow: null, waiting, resolved }, 0);
}

/** One person's trouble: an escrow and a failure entry, never an exception for its neighbours (I6). */
export function failed(story: OperationStory, error: unknown): Attempt {
  if (error instanceof StoreUnavailable) throw error; // no person's trouble: the message is tried again
  const { run, trail, stored } = story;
  const known =
    error instanceof ProvisioningError
      ? error
      : new ProvisioningError('InternalError', 'Muster itself failed while it worked on this User.', { cause: error });
  if (known !== error)
    run.logger.error('A person failed unexpectedly', { error: String(error), stack: stackOf(error) });

  const now = run.clock.now();
  const escrow = escrowAfter(known.toFailure(), stored.person.escrow, now, run.retries, known.retryAfterMs);
  if (known !== error)
    trail.step(exportFailedStep(run.context.systems, trail.action, stored.person.anchor, known.toFailure()));
  const next = `It is retried at ${new Date(escrow.nextAttempt).toISOString()}, or with the person's next upload.`;
  trail.end('failure', failureError(known.toFailure(), next));
  const { link, waiting, resolved } = stored.person;
  return done(story, { link, escrow, waiting, resolved }, 0);
}

/** A waiting reference was looked at again: written, or waiting on without a word. */
export function referenceWritten(story: Story, { waiting, resolved, written }: ReferenceOutcome): Attempt {
  const { stored, trail, run } = story;
  const after: StoredPerson = { etag: stored.etag, person: { ...stored.person, waiting, resolved } };
  if (!written) return { kind: 'done', stored: after, entry: undefined, totals: NO_TOTALS };
  trail.step(exportedStep(run.context.systems, 'update', stored.person.link?.reportableIdentifier ?? ''));
  const entry = trail.entry(run.clock.now());
  return { kind: 'done', stored: after, entry, totals: { ...NO_TOTALS, ...countStatus(entry.status), exported: 1 } };
}

/** It goes on waiting, and is tried again when the person is uploaded or the timer sweeps. */
export function referenceFailed(story: Story, error: ProvisioningError): Attempt {
  const { stored, trail, run } = story;
  trail.end('failure', failureError(error.toFailure(), 'The reference goes on waiting.'));
  const entry = trail.entry(run.clock.now());
  return { kind: 'done', stored: { ...stored }, entry, totals: { ...NO_TOTALS, ...countStatus(entry.status) } };
}

function done(story: OperationStory, outcome: Outcome, exported: number): Attempt {
  const { stored, operation, data, trail, run } = story;
  const { person } = stored;
  if (story.overtaken) supersede(story);
  const after: Person = {
    ...person,
    ...outcome,
    sequence: Math.max(person.sequence, operation.sequence),
    logged: [...person.logged, operation.sequence].slice(-REMEMBERED_OPERATIONS),
    claim: null,
    data,
  };
  const entry = trail.entry(run.clock.now());
  const totals: PackTotals = {
    ...NO_TOTALS,
    ...countStatus(entry.status),
    operations: 1,
    exported,
    linked: count(after.link) - count(person.link),
    escrowed: count(after.escrow) - count(person.escrow),
  };
  return { kind: 'done', stored: { person: after, etag: stored.etag }, entry, totals };
}

/** The newest data was written once more, in case this operation had reached the target late; then it steps aside (I4). */
function supersede({ trail, operation, stored }: OperationStory): void {
  const reason = `A newer operation for this person (${stored.person.sequence}) was processed before this one (${operation.sequence}).`;
  trail.step(skippedStep('Superseded', reason));
  trail.end('skipped', skipError('EntrySynchronizationSkipped', reason, null));
}

function describeSkip(story: Story, code: string, reason: string): string {
  const { anchor } = story.stored.person;
  if (code === 'RedundantExport') return `User '${anchor}' is already equal in source and target`;
  if (code === 'NotInScope') return `User '${anchor}' will be skipped because it is not in scope`;
  return `User '${anchor}' will be skipped. ${reason}`;
}

const count = (value: unknown) => (value === null ? 0 : 1);

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}

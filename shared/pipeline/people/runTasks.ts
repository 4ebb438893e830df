/** What is to be done for one person, one task after the other, up to what is to be committed. */
import type { LogEntry } from '../../engine/person/logEntry';
import { NOTHING_OWED, type Owed, owing } from '../../engine/person/owed';
import { namesIn } from '../../engine/person/record';
import type { ProvisioningError } from '../../errors';
import { addTotals, NO_TOTALS, type PackTotals } from '../../store/people/entryPacks';
import type { Person, StoredPerson } from '../../store/people/people';
import { ALONE } from '../../targets/target';
import type { Attempt } from '../person/attempt';
import type { ClaimTicket } from '../person/claims';
import { busyUntil } from '../person/doubt';
import { askingFor } from '../person/looks';
import { provisionUser } from '../person/provisionUser';
import { isLate, writtenLately } from '../person/receive';
import { resolveWaiting } from '../person/references/resolveWaiting';
import { isAsked, type Run } from '../person/run';
import { rejectDeletion, stageDeletion } from '../person/stageDeletion';
import type { Task } from '../queue/tasks';
import type { Committing } from './waitingReferences';

export interface PersonTasks {
  readonly anchor: string;
  readonly tasks: readonly Task[];
  /** What an attempt that lost its race may have written: the account is looked at in that, too. */
  readonly suspect?: Owed;
}

/** Tasks that have to wait: for another worker's claim, or for the job as it is now. */
export interface Deferred extends PersonTasks {
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export interface Result {
  readonly person: PersonTasks;
  readonly change: Committing | undefined;
  readonly deferred: Deferred | undefined;
  /** Somebody else changed the person: it is loaded and run again. */
  readonly lost: boolean;
  readonly fatal: ProvisioningError | undefined;
  /** A write may happen yet, until then. */
  readonly inDoubtUntil: number | undefined;
  /** What was written, or may have been, should this not be committed. */
  readonly about: Owed;
  /** What may have been overwritten with old data, where nobody has looked; `undefined`: nothing. */
  readonly overwritten: Owed | undefined;
}

export async function runTasks(
  person: PersonTasks,
  loaded: StoredPerson,
  run: Run,
  ticket: ClaimTicket,
): Promise<Result> {
  const { suspect = NOTHING_OWED } = person;
  const begun = withSuspect(loaded, suspect);
  let stored = begun;
  const entries: LogEntry[] = [];
  let totals: PackTotals = NO_TOTALS;
  let fatal: ProvisioningError | undefined;
  let inDoubtUntil: number | undefined;
  let about: Owed = NOTHING_OWED;
  let overwritten: Owed = NOTHING_OWED;
  const waitsFor: string[] = [];
  const result = (rest: Partial<Result>): Result => {
    // An attempt or a claim left something to write, or a restart made the person forget something. Whoever has the claim on
    // the person is to find the row as it was: then that is forgotten with what is done next.
    const forgets = loaded.person !== loaded.saved && busyUntil(loaded.person, run) === undefined;
    const isTouched = stored !== begun || forgets;
    const after = stored === begun ? loaded : stored;
    const unseen = stored === begun ? owing(overwritten, suspect) : overwritten;
    return {
      person,
      change: isTouched ? { ...after, entries, totals, waitsFor } : undefined,
      deferred: undefined,
      lost: false,
      fatal,
      inDoubtUntil,
      about,
      overwritten: unseen.length === 0 ? undefined : unseen,
      ...rest,
    };
  };
  for (const [index, task] of person.tasks.entries()) {
    // What was done before in this attempt is in no row yet.
    const isFirst = stored === begun && suspect.length === 0;
    const attempt = await runTask(task, stored, run, ticket, isFirst);
    if (attempt.kind === 'lost') {
      return result({ change: undefined, overwritten: undefined, lost: true, about: owing(about, attempt.about) });
    }
    if (attempt.kind === 'busy') {
      stored = attempt.stored ?? stored;
      const tasks = person.tasks.slice(index);
      return result({ deferred: { ...person, tasks, until: attempt.until } });
    }
    if (attempt.kind === 'alreadyDone') overwritten = owing(overwritten, overwrittenBy(task, stored, run));
    if (attempt.kind === 'done') {
      const before = stored.person;
      stored = attempt.stored;
      entries.push(...attempt.entries);
      totals = addTotals(totals, attempt.totals);
      fatal ??= attempt.fatal;
      inDoubtUntil = attempt.inDoubtUntil;
      about = owing(about, attempt.about);
      waitsFor.push(...(attempt.waitsFor ?? []));
      overwritten = owing(overwritten, leftOver(task, before, stored.person));
    }
  }
  return result({});
}

function withSuspect(stored: StoredPerson, suspect: Owed): StoredPerson {
  if (suspect.length === 0 || stored.person.link === null) return stored;
  return { ...stored, person: owingAnew(stored.person, suspect) };
}

/** Old data may have come over it, and so over what was seen not to take: it may have taken, and been overwritten since. */
function owingAnew({ writes: _, ...person }: Person, about: Owed): Person {
  return { ...person, owed: owing(person.owed, about) };
}

/**
 * Somebody else did this task while we were at it, or a worker died at it before us. What it wrote to the target may have
 * come over what is newer by now (I4).
 */
function overwrittenBy(task: Task, { person }: StoredPerson, { context, clock }: Run): Owed {
  const { vocabulary, mappings } = context.compiled;
  if (person.link === null) return NOTHING_OWED;
  switch (task.kind) {
    case 'operation':
      if (!isLate(task.operation, person)) return NOTHING_OWED;
      return owing(namesIn(task.operation.data, vocabulary), writtenLately(person, clock.now()));
    case 'resolveWaiting':
      return mappings.filter(({ isReference }) => isReference).flatMap(({ reads }) => reads);
    case 'retry':
    case 'release':
      return 'all';
    case 'stage':
    case 'reject':
    case 'reevaluate':
    case 'converge':
      return NOTHING_OWED;
  }
}

/**
 * What waited with a deletion that does not come is carried out. Where a restart purged what asked for it, nobody asks any more for what
 * that named: only what was to look at everything, and left it to the deletion's release, is made up for. Where the links were forgotten as
 * well, nothing is owed by name any more, and nobody but that look would find the account again.
 */
function leftOver({ kind }: Task, before: Person, { link, held, escrow, owed }: Person): Owed {
  if (kind === 'reject') return owed;
  const isOver = kind === 'release' && held === null && escrow === null;
  const isUnlinked = before.link === null && link === null;
  return isOver && (isUnlinked ? before.owed : owed) === 'all' ? 'all' : NOTHING_OWED;
}

function runTask(
  task: Task,
  stored: StoredPerson,
  run: Run,
  ticket: ClaimTicket,
  isFirst: boolean,
): Promise<Attempt> | Attempt {
  if (task.kind === 'resolveWaiting') return resolveWaiting(stored, run, ticket);
  if (task.kind === 'stage') return stageDeletion(stored, task.since, run);
  if (task.kind === 'reject') return rejectDeletion(stored, task.since, run);
  if (task.kind === 'converge') return converge(task, stored, run, ticket);
  if (task.kind === 'reevaluate' && isLeftToRelease(stored.person, run)) return owedBesides(stored, 'all', run);
  return provisionUser(task, stored, run, ticket, isFirst ? askingFor(task, stored.person, run) : ALONE);
}

/** Where something is to come that looks at the account anyway, it looks at this, too. */
function converge(
  task: Extract<Task, { kind: 'converge' }>,
  stored: StoredPerson,
  run: Run,
  ticket: ClaimTicket,
): Promise<Attempt> | Attempt {
  const { link, escrow, held } = stored.person;
  const isToCome = escrow !== null || held !== null;
  // Whoever has no account lacks nothing that was written; only a look at everything finds the account of a forgotten link.
  if (link === null && (isToCome || task.about !== 'all')) return { kind: 'alreadyDone' };
  return isToCome ? owedBesides(stored, task.about, run) : provisionUser(task, stored, run, ticket, ALONE);
}

/** What was staged may be wanted no more, and who asks on demand is answered whatever is held. */
function isLeftToRelease({ held }: Person, run: Run): boolean {
  return held !== null && !held.staged && !isAsked(run);
}

function owedBesides(stored: StoredPerson, about: Owed, run: Run): Attempt {
  const until = busyUntil(stored.person, run);
  if (until !== undefined) return { kind: 'busy', until };
  return {
    kind: 'done',
    stored: { ...stored, person: owingAnew(stored.person, about) },
    entries: [],
    totals: NO_TOTALS,
    about: NOTHING_OWED,
  };
}

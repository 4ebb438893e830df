/** What the chapters of one person's story share (`provisionUser.ts`). */
import { saysDisabled } from '../../engine/person/leavers';
import type { LogEntry } from '../../engine/person/logEntry';
import type { Owed } from '../../engine/person/owed';
import type { PlanContext } from '../../engine/person/plan';
import type { JsonObject } from '../../scim/json';
import type { Escrow, HeldOperation, Person, StoredPerson } from '../../store/people/people';
import { ALONE, type Asking } from '../../targets/target';
import type { ProvisioningTask } from '../queue/tasks';
import type { ClaimTicket } from './claims';
import { isLate, type Received, receive } from './receive';
import { isAsked, type Run } from './run';
import { createSeenAccount, type SeenAccount } from './seenAccount';
import { Trail } from './trail';
import { createWriteMemory, type WriteMemory } from './writeMemory';

/** What expressions may ask, fixed for one attempt at a person. */
export interface StoryPlanContext extends PlanContext {
  /** Remembers that the target holds this value already, so that the next plan picks another. */
  markTaken(attribute: string, value: string): void;
}

export interface Story {
  readonly run: Run;
  readonly task: ProvisioningTask;
  readonly trail: Trail;
  readonly ticket: ClaimTicket;
  /** All that is known of the person, the operation's word included. */
  readonly data: JsonObject;
  /** The rest of what the attempt starts from (`receive.ts`). */
  readonly received: Received;
  /** The operation that this attempt answers; `null` when it answers none. */
  readonly operation: HeldOperation | null;
  /** Newer operations have said all that this one says: what they said stands, and this one only gets its entry. */
  readonly overtaken: boolean;
  readonly planContext: StoryPlanContext;
  /** Writes of this and earlier attempts that are not known to have taken. */
  readonly writes: WriteMemory;
  readonly seen: SeenAccount;
  /** The person as stored: changes when a claim is written. */
  stored: StoredPerson;
  /** How well the account must be known (`looks.ts`). */
  asking: Asking;
  /** A write failed, and may have happened or may happen yet (`doubt.ts`). */
  inDoubt: boolean;
  /** The entries this attempt is about, and owes the account unless it ends well; see `freeNames.ts`. */
  about: Owed;
  /** The target does not say whether the account is enabled. */
  isSilent: boolean;
  /** The scope, or an input filter, keeps the person out. */
  isOut: boolean;
  /** A disabling that an administrator rejected was being carried out by then (`rejectedTooLate.ts`). */
  rejectedTooLate: boolean;
  /** Source anchors of people whose account was looked for and is not there yet. */
  readonly waitsFor: string[];
}

export function beginStory(
  task: ProvisioningTask,
  stored: StoredPerson,
  run: Run,
  ticket: ClaimTicket,
  asking: Asking = ALONE,
): Story {
  const { person } = stored;
  const operation = task.kind === 'operation' ? task.operation : task.kind === 'release' ? answeredBy(stored) : null;
  const received = receive(task, person, run.context, run.clock.now());
  const { knowledge, overtaken, owed } = received;
  const { data } = knowledge;
  const trail = new Trail({
    anchor: person.anchor,
    data,
    cycleId: run.cycleId,
    startedAt: run.clock.now(),
    attempt: attemptNumber(task, stored),
    operation: toLogged(task.kind === 'release' ? (person.held?.operation ?? null) : operation),
    onlooker: run.onlooker,
  });
  // What was written to another account says nothing of the next, and of what a late operation has written over nothing is known.
  const isUnsure = person.link === null || (task.kind === 'operation' && isLate(task.operation, person));
  const writes = createWriteMemory(isUnsure ? undefined : person.writes);
  const planContext = storyPlanContext(run, writes, leavesUntaken(task, person, run));
  const seen = createSeenAccount();
  const parts = { run, task, trail, ticket, data, received, operation, overtaken, planContext, writes, seen };
  const fresh = { inDoubt: false, isSilent: false, isOut: false, rejectedTooLate: false };
  return { ...parts, ...fresh, stored, asking, about: owed, waitsFor: [] };
}

/**
 * Whether the attempt may come anew to a deletion that an administrator rejected: not a second look at the account, and
 * neither an upload nor a retry that says nothing of what decides it.
 */
export function asksAnew({ task, received, about, run }: Story): boolean {
  if (task.kind !== 'operation' && task.kind !== 'retry') return task.kind !== 'converge';
  const said = task.kind === 'operation' ? received.named : about;
  if (said === 'all') return true;
  const { enabledMapping, vocabulary } = run.context.compiled;
  return said.some((key) => enabledMapping?.reads.includes(key) === true || vocabulary.scoped.has(key));
}

/**
 * How it is to be tried again: ahead of others where what is known of the person takes the account's access.
 *
 * @param released a deletion that was let go: it is not held again
 */
export function retriedAs({ run, stored, data }: Story, released: boolean): Pick<Escrow, 'released' | 'ahead'> {
  if (released) return { released, ahead: true };
  const isToLeave = stored.person.link !== null && saysDisabled(run.context.compiled, data, run.clock.now());
  return isToLeave ? { ahead: true } : {};
}

export function toLogged(operation: HeldOperation | null): LogEntry['operation'] {
  if (operation === null) return null;
  const { sequence, uploadFirst, bulkId, ahead } = operation;
  return { sequence, uploadFirst, bulkId, ...(ahead && { ahead }) };
}

/** A staged deletion has its entry already; running it answers nothing anew. */
function answeredBy({ person }: StoredPerson): HeldOperation | null {
  return person.held === null || person.held.staged ? null : person.held.operation;
}

function attemptNumber(task: ProvisioningTask, { person }: StoredPerson): number {
  if (task.kind === 'retry') return (person.escrow?.attempts ?? 0) + 1;
  return task.kind === 'release' && person.held?.staged ? 2 : 1;
}

/**
 * What did not take is left by what is the newest word, and by its retries. An operation that came late may have written over
 * what a newer one wrote while that one looked; a new evaluation is meant to try again, and so is whoever asks.
 */
function leavesUntaken(task: ProvisioningTask, { sequence }: Person, run: Run): boolean {
  if (isAsked(run)) return false;
  return task.kind === 'operation'
    ? task.operation.sequence > sequence
    : task.kind === 'retry' || task.kind === 'release';
}

function storyPlanContext(run: Run, writes: WriteMemory, leaves: boolean): StoryPlanContext {
  const taken = new Set<string>();
  const key = (attribute: string, value: string) => `${attribute}\n${value.toLowerCase()}`;
  return {
    now: run.clock.now(),
    defaultDomain: run.context.defaultDomain,
    randomBytes: (length) => run.random.bytes(length),
    isTaken: (attribute, value) => taken.has(key(attribute, value)),
    markTaken: (attribute, value) => void taken.add(key(attribute, value)),
    ...(leaves && { isLeft: writes.isUntaken }),
  };
}

/** What the chapters of one person's story share (`provisionUser.ts`). */
import type { LogEntry } from '../../engine/person/logEntry';
import { canonicalUser } from '../../scim/canonical';
import type { JsonObject } from '../../scim/json';
import type { HeldOperation, StoredPerson } from '../../store/people/people';
import { changeId } from '../changeId';
import { type AttemptPlanContext, attemptPlanContext } from '../planContext';
import type { ClaimTicket } from './claims';
import type { Run } from './run';
import { Trail } from './trail';

/** One operation, ready to be worked on. */
export interface Operation extends HeldOperation {
  readonly data: JsonObject;
}

/** Why a person is worked on. */
export type Work =
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** An escrow is due: the last data once more, and an entry whatever comes of it. */
  | { readonly kind: 'retry' }
  /** The schema changed or provisioning was restarted: the last data once more, and an entry where it changes something. */
  | { readonly kind: 'reevaluate' }
  /** A deletion the guard held may run now. */
  | Release;

export interface Release {
  readonly kind: 'release';
  /** Which deletion: since when it is held. `undefined`: whatever is held. */
  readonly since: number | undefined;
  /** By an administrator, staged or not; otherwise by the guard, which never runs what it has staged. */
  readonly allowed: boolean;
}

export interface Story {
  readonly run: Run;
  readonly work: Work;
  readonly trail: Trail;
  readonly ticket: ClaimTicket;
  /** The newest data of the person. */
  readonly data: JsonObject;
  /** The operation that this attempt answers; `null` when it answers none. */
  readonly operation: HeldOperation | null;
  /** A newer operation was processed first: its data stands, and this one only gets its entry. */
  readonly overtaken: boolean;
  readonly planContext: AttemptPlanContext;
  /** The person as stored: changes when a claim is written. */
  stored: StoredPerson;
  /** A write failed, and may have happened or may happen yet (`doubt.ts`). */
  inDoubt: boolean;
}

export function beginStory(work: Work, stored: StoredPerson, run: Run, ticket: ClaimTicket): Story {
  const { person } = stored;
  const operation = work.kind === 'operation' ? work.operation : work.kind === 'release' ? answeredBy(stored) : null;
  const overtaken = work.kind === 'operation' && work.operation.sequence < person.sequence;
  const last = person.data ?? {};
  const data = work.kind !== 'operation' || overtaken ? last : canonicalUser(work.operation.data);
  const trail = new Trail({
    anchor: person.anchor,
    data,
    changeId: changeId(run.cycleId, person.anchor),
    cycleId: run.cycleId,
    startedAt: run.clock.now(),
    attempt: attemptNumber(work, stored),
    operation: toLogged(work.kind === 'release' ? (person.held?.operation ?? null) : operation),
    onlooker: run.onlooker,
  });
  const planContext = attemptPlanContext(run);
  return { run, work, trail, ticket, data, operation, overtaken, planContext, stored, inDoubt: false };
}

export function toLogged(operation: HeldOperation | null): LogEntry['operation'] {
  if (operation === null) return null;
  const { sequence, uploadFirst, bulkId } = operation;
  return { sequence, uploadFirst, bulkId };
}

/** A staged deletion has its entry already; running it answers nothing anew. */
function answeredBy({ person }: StoredPerson): HeldOperation | null {
  return person.held === null || person.held.staged ? null : person.held.operation;
}

function attemptNumber(work: Work, { person }: StoredPerson): number {
  if (work.kind === 'retry') return (person.escrow?.attempts ?? 0) + 1;
  return work.kind === 'release' && person.held?.staged ? 2 : 1;
}

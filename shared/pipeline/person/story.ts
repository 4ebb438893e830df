/** What the chapters of one person's story share (`provisionUser.ts`). */
import type { LogEntry } from '../../engine/person/logEntry';
import type { PlanContext } from '../../engine/person/plan';
import { canonicalUser } from '../../scim/canonical';
import type { JsonObject } from '../../scim/json';
import type { HeldOperation, StoredPerson } from '../../store/people/people';
import type { ProvisioningTask } from '../queue/tasks';
import type { ClaimTicket } from './claims';
import type { Run } from './run';
import { Trail } from './trail';

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
  /** The newest data of the person. */
  readonly data: JsonObject;
  /** The operation that this attempt answers; `null` when it answers none. */
  readonly operation: HeldOperation | null;
  /** A newer operation was processed first: its data stands, and this one only gets its entry. */
  readonly overtaken: boolean;
  readonly planContext: StoryPlanContext;
  /** The person as stored: changes when a claim is written. */
  stored: StoredPerson;
  /** A write failed, and may have happened or may happen yet (`doubt.ts`). */
  inDoubt: boolean;
}

export function beginStory(task: ProvisioningTask, stored: StoredPerson, run: Run, ticket: ClaimTicket): Story {
  const { person } = stored;
  const operation = task.kind === 'operation' ? task.operation : task.kind === 'release' ? answeredBy(stored) : null;
  const overtaken = task.kind === 'operation' && task.operation.sequence < person.sequence;
  const last = person.data ?? {};
  const data = task.kind !== 'operation' || overtaken ? last : canonicalUser(task.operation.data);
  const trail = new Trail({
    anchor: person.anchor,
    data,
    cycleId: run.cycleId,
    startedAt: run.clock.now(),
    attempt: attemptNumber(task, stored),
    operation: toLogged(task.kind === 'release' ? (person.held?.operation ?? null) : operation),
    onlooker: run.onlooker,
  });
  const planContext = storyPlanContext(run);
  return { run, task, trail, ticket, data, operation, overtaken, planContext, stored, inDoubt: false };
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

function attemptNumber(task: ProvisioningTask, { person }: StoredPerson): number {
  if (task.kind === 'retry') return (person.escrow?.attempts ?? 0) + 1;
  return task.kind === 'release' && person.held?.staged ? 2 : 1;
}

function storyPlanContext(run: Run): StoryPlanContext {
  const taken = new Set<string>();
  const key = (attribute: string, value: string) => `${attribute}\n${value.toLowerCase()}`;
  return {
    now: run.clock.now(),
    defaultDomain: run.context.defaultDomain,
    randomBytes: (length) => run.random.bytes(length),
    isTaken: (attribute, value) => taken.has(key(attribute, value)),
    markTaken: (attribute, value) => void taken.add(key(attribute, value)),
  };
}

/** What the chapters of one person's story share (`provisionUser.ts`). */
import type { LogEntry } from '../engine/logEntry';
import { canonicalUser } from '../scim/canonical';
import type { JsonObject } from '../scim/json';
import type { StoredPerson } from '../store/people';
import { changeId } from './changeId';
import type { ClaimTicket } from './claims';
import { type AttemptPlanContext, attemptPlanContext } from './planContext';
import type { Run } from './run';
import { Trail } from './trail';

/** One operation, ready to be worked on. */
export interface Operation {
  readonly sequence: number;
  /** Names the upload within its job. */
  readonly uploadFirst: number;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly bulkId: string;
  readonly data: JsonObject;
}

export interface Story {
  readonly run: Run;
  readonly trail: Trail;
  readonly ticket: ClaimTicket;
  /** The newest data of the person. */
  readonly data: JsonObject;
  readonly planContext: AttemptPlanContext;
  /** The person as stored: changes when a claim is written. */
  stored: StoredPerson;
}

/** The story of an operation. */
export interface OperationStory extends Story {
  readonly operation: Operation;
  /** A newer operation was processed first: its data stands, and this one only gets its entry. */
  readonly overtaken: boolean;
}

export function beginStory(operation: Operation, stored: StoredPerson, run: Run, ticket: ClaimTicket): OperationStory {
  const { person } = stored;
  const overtaken = operation.sequence < person.sequence;
  const data = overtaken && person.data !== null ? person.data : canonicalUser(operation.data);
  const { sequence, uploadFirst, bulkId } = operation;
  return { ...begin(stored, run, ticket, data, { sequence, uploadFirst, bulkId }), operation, overtaken };
}

/** The story of a reference that waited. */
export function beginReferenceStory(stored: StoredPerson, run: Run, ticket: ClaimTicket): Story {
  return begin(stored, run, ticket, stored.person.data ?? {}, null);
}

function begin(
  stored: StoredPerson,
  run: Run,
  ticket: ClaimTicket,
  data: JsonObject,
  operation: LogEntry['operation'],
): Story {
  const { anchor } = stored.person;
  const trail = new Trail({
    anchor,
    data,
    changeId: changeId(run.cycleId, anchor),
    cycleId: run.cycleId,
    startedAt: run.clock.now(),
    attempt: 1,
    operation,
  });
  return { run, trail, ticket, data, planContext: attemptPlanContext(run), stored };
}

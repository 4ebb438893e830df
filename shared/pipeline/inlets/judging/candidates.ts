/** People as they are to be accepted, each with the fence it was seen behind (spec/hands.md 3.6, steps 6 and 7). */
import { datesIn } from '../../../inlets/mapping/futureDates';
import type { Documents } from '../../../inlets/mapping/rules';
import type { MappedPerson, PersonVerdict } from '../../../inlets/mapping/toOperation';
import type { JsonObject } from '../../../scim/json';
import { CORE_USER } from '../../../scim/urns';
import type { Fence, KnownFence } from '../../../store/inlets/fences';
import type { Refetch } from '../../../store/inlets/refetches';
import type { InletContext } from '../../inletPorts';
import { type Outcome, parked } from '../outcome';
import type { Task } from './readStored';
import { dueOn } from './zonedDay';

export interface Candidate {
  /** As the HR system names the person. */
  readonly person: string;
  /** As it was read before the data was. */
  readonly fence: KnownFence | undefined;
  readonly next: Omit<Fence, 'uploadFirst'>;
  readonly operations: readonly CandidateOperation[];
  /** Events that come to an end with it. */
  readonly tasks: readonly Task[];
  /** Days on which the person is to be fetched again. */
  readonly dates: readonly Refetch[];
}

export interface CandidateOperation {
  /** Key of the event, so that receipts and logs lead back to it. */
  readonly bulkId: string;
  /** Others it names, as the HR system does. */
  readonly people: readonly string[];
  toData(anchorOf: (person: string) => string | undefined): JsonObject;
}

export type CandidateVerdict =
  | { readonly ok: true; readonly candidate: Candidate }
  | { readonly ok: false; readonly outcome: Outcome };

const keyOf = ({ stored }: Task) => stored.event.key;

/** Somebody who was fetched for these events, the newest last. */
export function fetchedCandidate(
  context: InletContext,
  { person, tasks, fence }: { person: string; tasks: readonly [Task, ...Task[]]; fence: KnownFence | undefined },
  { from, documents }: { readonly from: number; readonly documents: Documents },
  now: number,
): CandidateVerdict {
  const verdict = context.mapping.map(documents, now);
  if (!verdict.ok) return { ok: false, outcome: unmapped(verdict) };
  const by = keyOf(tasks.at(-1) ?? tasks[0]);
  const next = { fetchedFrom: from, by, eventAt: null, anchor: verdict.person.externalId };
  const dates = datesAhead(context, person, documents, now);
  return { ok: true, candidate: { person, fence, tasks, next, dates, operations: [operation(by, verdict.person)] } };
}

/** Somebody whom these events hold, in the order they happened: whole, so that the last says it all, or in parts. */
export function heldCandidate(
  context: InletContext,
  { person, tasks, fence }: { person: string; tasks: readonly [Task, ...Task[]]; fence: KnownFence | undefined },
  now: number,
): CandidateVerdict {
  const newest = tasks.at(-1) ?? tasks[0];
  const operations: CandidateOperation[] = [];
  let anchor: string | null = null;
  for (const task of tasks) {
    const verdict = context.mapping.map({ event: task.document }, now);
    if (!verdict.ok) return { ok: false, outcome: unmapped(verdict) };
    anchor = verdict.person.externalId;
    operations.push(operation(keyOf(task), verdict.person));
  }
  const { askedAt } = newest.stored.event;
  const next = { fetchedFrom: askedAt, by: keyOf(newest), eventAt: newest.happenedAt, anchor };
  const dates = datesAhead(context, person, { event: newest.document }, now);
  return { ok: true, candidate: { person, fence, tasks, next, dates, operations } };
}

/** Somebody who is gone there, and is to be disabled here; whoever was never accepted is nobody to disable. */
export function goneCandidate(person: string, task: Task, fence: KnownFence | undefined): Candidate | undefined {
  const anchor = fence?.fence.anchor ?? null;
  if (fence === undefined || anchor === null) return undefined;
  const { eventAt, fetchedFrom } = fence.fence;
  const next = {
    fetchedFrom: Math.max(fetchedFrom, task.stored.event.askedAt),
    by: keyOf(task),
    eventAt: eventAt === null ? null : Math.max(eventAt, task.happenedAt),
    anchor,
  };
  const data = { schemas: [CORE_USER], externalId: anchor, active: false };
  const operations = [{ bulkId: keyOf(task), people: [], toData: () => data }];
  return { person, fence, tasks: [task], next, dates: [], operations };
}

const operation = (bulkId: string, { people, toOperation }: MappedPerson): CandidateOperation => ({
  bulkId,
  people,
  toData: toOperation,
});

export function unmapped({ failures }: Extract<PersonVerdict, { readonly ok: false }>): Outcome {
  return parked('MappingFailed', failures.map(({ attribute, message }) => `${attribute}: ${message}`).join(' '));
}

function datesAhead({ definition }: InletContext, person: string, documents: Documents, now: number): Refetch[] {
  return datesIn(definition.refetchOn, documents, now).flatMap((day): Refetch[] => {
    const due = dueOn(day, definition.timeZone, person);
    return due !== undefined && due > now ? [{ person, due, why: 'date' }] : [];
  });
}

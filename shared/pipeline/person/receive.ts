/** What an attempt starts from: the person's record, with the word of the operation in it that is worked on. */
import { NOTHING_OWED, type Owed, owing, paidLately, REMEMBERED_MS } from '../../engine/person/owed';
import { type Knowledge, knowledgeOf, mergeInto, type PersonRecord } from '../../engine/person/record';
import { makeRoom } from '../../engine/person/recordSize';
import { ProvisioningError } from '../../errors';
import { packAt } from '../../store/people/entryPacks';
import type { Person } from '../../store/people/people';
import { fitsIntoRow } from '../../store/people/personRow';
import type { JobContext } from '../jobContext';
import type { Operation, ProvisioningTask } from '../queue/tasks';

export interface Received {
  /** As it is to be stored. */
  readonly record: PersonRecord;
  /** As it is read. */
  readonly knowledge: Knowledge;
  /** Keys of what the operation names; of none when there is no operation, or it was purged. */
  readonly named: readonly string[];
  /** Newer operations have named all that this one names: it only gets its entry. */
  readonly overtaken: boolean;
  /** What is owed to the account now. */
  readonly owed: Owed;
  /** The same without what an operation that came late may have left in the account, should a worker have died at it. */
  readonly asked: Owed;
  /** Why the operation cannot be taken in; the record is as it was. */
  readonly refusal: ProvisioningError | undefined;
}

type Job = Pick<JobContext, 'compiled' | 'job' | 'omitted'>;

/** @param now milliseconds since the epoch */
export function receive(task: ProvisioningTask, person: Person, context: Job, now: number): Received {
  const isOperation = task.kind === 'operation' && !isPurged(task.operation, context);
  if (isOperation) return take(task.operation, person, context, now);
  return asKnown(person, owing(person.owed, owedBy(task)), context);
}

/** An evaluation that fails before the account is seen owes all of it to whoever tries next, in the same message, too. */
function owedBy(task: ProvisioningTask): Owed {
  if (task.kind === 'reevaluate') return 'all';
  return task.kind === 'converge' ? task.about : NOTHING_OWED;
}

/** A restart has come between: the operation contributes nothing. */
export function isPurged({ sequence }: Pick<Operation, 'sequence'>, { job }: Pick<JobContext, 'job'>): boolean {
  return sequence < job.purgeBelow;
}

function take(operation: Operation, person: Person, context: Job, now: number): Received {
  const { vocabulary } = context.compiled;
  const { record, named, contributes } = mergeInto(person, operation, vocabulary);
  const room = makeRoom(record, fitsIntoRow, vocabulary);
  if (!room.ok) return { ...asKnown(person, person.owed, context), refusal: tooLarge(room.largest) };
  const asked = owing(person.owed, named);
  return {
    record: room.record,
    knowledge: knowledgeOf(room.record, vocabulary, context.omitted),
    named,
    overtaken: !contributes,
    owed: owing(asked, isLate(operation, person) ? writtenLately(person, now) : NOTHING_OWED),
    asked,
    refusal: undefined,
  };
}

/** Newer operations were worked on before it, as far as they got. */
export function isLate({ sequence }: Pick<Operation, 'sequence'>, person: Pick<Person, 'sequence'>): boolean {
  return sequence < person.sequence;
}

/**
 * What a worker that died at an operation may have written beside what that one names. Whoever came into being lately had no
 * account when it looked, so that it wrote all that was said by then.
 */
export function writtenLately({ paid, history }: Pick<Person, 'paid' | 'history'>, now: number): Owed {
  const oldest = history.packs.at(-1);
  const isNew = oldest !== undefined && now - packAt(oldest) < REMEMBERED_MS;
  return isNew ? 'all' : paidLately(paid, now);
}

function asKnown(person: Person, owed: Owed, { compiled, omitted }: Job): Received {
  const { sequence, data, older } = person;
  const record = { sequence, data, older };
  const knowledge = knowledgeOf(record, compiled.vocabulary, omitted);
  return { record, knowledge, named: [], overtaken: false, owed, asked: owed, refusal: undefined };
}

function tooLarge(largest: readonly string[]): ProvisioningError {
  const message = `What is known of this User has become too large to keep; the most take ${largest.join(', ')}.`;
  return new ProvisioningError('RecordTooLarge', message);
}

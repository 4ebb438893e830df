/** Muster's own view of a job: who failed, and whose references wait. */
import type { RefusedReference } from '../../engine/job/refusedReference';
import type { Fields } from '../../engine/schema/parse/fields';
import { failureAdvice, failureCategory } from '../../errors';
import { countPeople } from '../../pipeline/jobs/countPeople';
import { listPeople } from '../../pipeline/jobs/listPeople';
import { retryEscrows } from '../../pipeline/jobs/retryEscrows';
import type { Needs } from '../../pipeline/ports';
import type { Escrow, Person } from '../../store/people/people';
import type { PersonState } from '../../store/people/personIndex';
import type { Call, Reply } from '../http/endpoint';
import { initiator } from '../http/initiator';
import { page, pageOf, wantsCount } from '../http/page';
import { readOptionalFields } from '../http/readFields';
import { OPERATE_ANY_JOB, READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from './findJob';

type Ports = Needs<
  'clock' | 'random' | 'jobs' | 'audit' | 'operations' | 'intake' | 'people' | 'index' | 'maxRequestBytes'
>;

export const listEscrows = (call: Call, ports: Ports) => list(call, 'escrow', (person) => [toFailed(person)], ports);
export const listWaitingReferences = (call: Call, ports: Ports) => list(call, 'waiting', toWaiting, ports);

export async function postRetry(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...OPERATE_ANY_JOB);
  const anchors = await readOptionalFields(call.request, ports.maxRequestBytes, readAnchors);
  return { status: 202, body: await retryEscrows(job, anchors, initiator(call), ports) };
}

async function list(
  call: Call,
  kind: PersonState,
  shown: (person: Person) => readonly object[],
  ports: Ports,
): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { people, next } = await listPeople(job, kind, pageOf(call), ports);
  const count = wantsCount(call) ? await countPeople(job.id, kind, ports) : undefined;
  return page(call, people.flatMap(shown), next, count);
}

function readAnchors(fields: Fields): readonly string[] | undefined {
  return fields.has('anchors') ? fields.texts('anchors') : undefined;
}

function toFailed({ anchor, escrow, link }: Person): object {
  if (escrow === null) return { externalId: anchor };
  return { externalId: anchor, targetId: link?.targetAnchor ?? null, ...toEscrow(escrow) };
}

export function toEscrow({ failure, attempts, firstFailureAt, nextAttempt }: Escrow): object {
  return {
    failure: {
      code: failure.code,
      category: failureCategory(failure.code),
      message: failure.message,
      attribute: failure.attribute ?? null,
      recommendedAction: failureAdvice(failure.code),
    },
    attempts,
    firstFailureDateTime: new Date(firstFailureAt).toISOString(),
    nextAttemptDateTime: new Date(nextAttempt).toISOString(),
  };
}

/** One a reference: a person may have several. */
export function toWaiting({ anchor, waiting, link }: Person): readonly object[] {
  return waiting.map(({ attribute, anchor: waitsFor, refused }) => ({
    externalId: anchor,
    targetId: link?.targetAnchor ?? null,
    attribute,
    waitsFor,
    refused: refused === undefined ? null : toRefused(refused),
  }));
}

function toRefused({ code, message, attempts, firstAt, nextAttempt }: RefusedReference): object {
  return {
    code,
    message,
    recommendedAction: failureAdvice(code),
    attempts,
    firstRefusedDateTime: new Date(firstAt).toISOString(),
    nextAttemptDateTime: new Date(nextAttempt).toISOString(),
  };
}

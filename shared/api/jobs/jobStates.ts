/** `…/waitingReferences`: whose references wait, for whom, and what was refused. */
import type { RefusedReference } from '../../engine/job/refusedReference';
import { failureAdvice } from '../../errors';
import { countPeople } from '../../pipeline/jobs/countPeople';
import { listPeople } from '../../pipeline/jobs/listPeople';
import type { Needs } from '../../pipeline/ports';
import type { Person } from '../../store/people/people';
import type { Call, Reply } from '../http/endpoint';
import { page, pageOf, wantsCount } from '../http/page';
import { READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from './findJob';

type Ports = Needs<'jobs' | 'intake' | 'people' | 'index'>;

export async function listWaitingReferences(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { people, next } = await listPeople(job, 'waiting', pageOf(call), ports);
  const count = wantsCount(call) ? await countPeople(job.id, 'waiting', ports) : undefined;
  return page(call, people.flatMap(toWaiting), next, count);
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

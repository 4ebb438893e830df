/** `…/escrows`: who failed, why, and a new try for them before their time. */
import type { Fields } from '../../engine/schema/parse/fields';
import { failureAdvice, failureCategory } from '../../errors';
import { countPeople } from '../../pipeline/jobs/countPeople';
import { type EscrowCause, escrowCauses } from '../../pipeline/jobs/escrowCauses';
import { listPeople } from '../../pipeline/jobs/listPeople';
import { type Chosen, retryEscrows } from '../../pipeline/jobs/retryEscrows';
import type { Needs } from '../../pipeline/ports';
import type { Job } from '../../store/jobs/jobs';
import { type EscrowSummary, escrowSummaryOf } from '../../store/people/indexColumns';
import type { Escrow, Person } from '../../store/people/people';
import type { Call, Reply } from '../http/endpoint';
import { initiator } from '../http/initiator';
import { page, pageOf, wantsCount } from '../http/page';
import { readOptionalFields } from '../http/readFields';
import { OPERATE_ANY_JOB, READ_ANY_JOB } from '../http/roles';
import { compileFilter } from '../odata/compileFilter';
import type { FieldTable } from '../odata/fields';
import { parseFilter } from '../odata/parseFilter';
import { findJob, storedJobs } from './findJob';

type Ports = Needs<
  'clock' | 'random' | 'jobs' | 'audit' | 'operations' | 'intake' | 'people' | 'index' | 'maxRequestBytes'
>;

/** `$filter` knows what the index tells: code and attribute. */
export async function listEscrows(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const holds = filterOf(call);
  const isWanted = ({ escrow }: { readonly escrow: EscrowSummary | undefined }) =>
    escrow === undefined || holds(escrow);
  const { people, next } = await listPeople(job, 'escrow', { ...pageOf(call), isWanted }, ports);
  const found = people.filter(({ escrow }) => escrow !== null && holds(escrowSummaryOf(escrow, 0)));
  return page(call, found.map(toFailed), next, wantsCount(call) ? await count(call, job, holds, ports) : undefined);
}

/** Of all as the timer last counted them; of some as they are. */
async function count(call: Call, job: Job, holds: (cause: Cause) => boolean, ports: Ports): Promise<number> {
  if (!call.query.has('$filter')) return countPeople(job.id, 'escrow', ports);
  const causes = await escrowCauses(job, ports);
  return causes.filter(holds).reduce((sum, cause) => sum + cause.count, 0);
}

type Cause = Pick<EscrowSummary, 'code' | 'attribute'>;

const FIELDS: FieldTable<Cause> = {
  code: { type: 'string', read: ({ code }) => code },
  attribute: { type: 'string', read: ({ attribute }) => attribute },
};

function filterOf({ query }: Call): (cause: Cause) => boolean {
  const text = query.get('$filter');
  return text === null ? () => true : compileFilter(parseFilter(text), FIELDS);
}

/** `…/escrows/summary`: by cause, most people first. */
export async function summarizeEscrows(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const causes = await escrowCauses(job, ports);
  const total = causes.reduce((sum, cause) => sum + cause.count, 0);
  return { status: 200, body: { total, value: causes.map(toCause) } };
}

function toCause({ code, attribute, message, oldestFirstFailure, nextAttempt, ...cause }: EscrowCause): object {
  return {
    code,
    attribute,
    category: failureCategory(code),
    count: cause.count,
    message,
    recommendedAction: failureAdvice(code),
    oldestFirstFailureDateTime: new Date(oldestFirstFailure).toISOString(),
    nextAttemptDateTime: new Date(nextAttempt).toISOString(),
    examples: cause.examples,
  };
}

export async function postRetry(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...OPERATE_ANY_JOB);
  const chosen = await readOptionalFields(call.request, ports.maxRequestBytes, readChosen);
  return { status: 202, body: await retryEscrows(job, chosen, initiator(call), ports) };
}

function readChosen(fields: Fields): Chosen {
  const byCause = fields.has('code') || fields.has('attribute');
  if (fields.has('anchors') && byCause) {
    fields.report('', 'InvalidValue', 'Send either anchors or a code, perhaps with an attribute.');
  }
  if (byCause) {
    const attribute = fields.has('attribute') ? fields.optionalText('attribute') : undefined;
    return { code: fields.text('code'), attribute };
  }
  return fields.has('anchors') ? { anchors: fields.texts('anchors') } : 'everybody';
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

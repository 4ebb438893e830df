/**
 * `POST /muster/jobs/{jobId}/plan`: the body of an upload in, one line of JSON a person out, and at the end what it all
 * comes to (decision 0011). Nothing is written, so whoever asks may ask again.
 */

import { createHash } from 'node:crypto';
import { ProvisioningError } from '../../errors';
import type { PlannedPerson } from '../../pipeline/agentQuestions';
import type { JobContext } from '../../pipeline/jobContext';
import type { Needs } from '../../pipeline/ports';
import { leftOutNote } from '../../pipeline/preview/leftOut';
import { peopleOf, planPeople } from '../../pipeline/preview/planPeople';
import { addLine, forecastGuard, type PlanTotals } from '../../pipeline/preview/planTotals';
import { whyParked } from '../../pipeline/queue/whyParked';
import { parseBulkRequest } from '../../scim/bulkRequest';
import { readBody } from '../http/body';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { createLinedAnswer, type LinedAnswer } from '../http/linedAnswer';
import { OPERATE_ANY_JOB } from '../http/roles';
import { findJob } from '../jobs/findJob';
import { checkContentType, INVALID, parseUpload } from '../uploads/bulkUpload';
import { type PlanProgress, readProgress, writeProgress } from './planProgress';
import { reach } from './reach';

/** Of whatever looks at people without writing: an upload before it is sent, and a schema before it is saved. */
export type PlanPorts = Needs<
  | 'contexts'
  | 'people'
  | 'realms'
  | 'index'
  | 'intake'
  | 'packs'
  | 'operations'
  | 'ask'
  | 'clock'
  | 'random'
  | 'logger'
  | 'claimMs'
  | 'retries'
>;

/** What may be planned at once, and where one answer ends and the next begins. */
export interface PlanLimits {
  readonly requestBytes: number;
  readonly operations: number;
  /** Of the answer as it is sent. */
  readonly answerBytes: number;
  readonly answerMs: number;
}

export async function answerPlan(call: Call, ports: PlanPorts, limits: PlanLimits): Promise<Reply> {
  const { job } = await findJob(call, ports.contexts, ...OPERATE_ANY_JOB);
  const { people, fingerprint } = await readPeople(call, limits);
  const progress = readProgress(call.query.get('continue'), fingerprint);
  const context = await reach(job.id, ports.contexts);

  const answer = createLinedAnswer(call.request.headers.get('accept-encoding'));
  await writePlan(call, people, progress, context, answer, ports, limits);
  return { status: 200, headers: answer.headers, bytes: await answer.end() };
}

/** @throws {GraphError} 400 with every fault, as for an upload; 413 */
async function readPeople(call: Call, { requestBytes, operations }: PlanLimits) {
  checkContentType(call.request.headers.get('content-type'));
  const bytes = await readBody(call.request, requestBytes);
  const verdict = parseBulkRequest(parseUpload(bytes, call.request.headers.get('content-type')), operations);
  if (!verdict.ok) throw badRequest(INVALID, verdict.faults);
  const fingerprint = createHash('sha256').update(bytes).digest('base64url');
  return { people: peopleOf(verdict.operations), fingerprint };
}

async function writePlan(
  call: Call,
  everyone: readonly PlannedPerson[],
  progress: PlanProgress,
  context: JobContext,
  answer: LinedAnswer,
  ports: PlanPorts,
  limits: PlanLimits,
): Promise<void> {
  const began = ports.clock.now();
  const isFull = () => answer.size() >= limits.answerBytes || ports.clock.now() - began >= limits.answerMs;
  let { from, totals } = progress;
  let stopped: ProvisioningError | null = null;
  try {
    for await (const lines of planPeople(everyone, from, context, ports)) {
      for (const line of lines) {
        totals = addLine(totals, line);
        await answer.write({ kind: 'person', ...line });
      }
      from += 1;
      if (from < everyone.length && isFull()) {
        const next = `${call.origin}/muster/jobs/${context.job.id}/plan?continue=${writeProgress({ ...progress, from, totals })}`;
        return await answer.write({ kind: 'continue', next });
      }
    }
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    stopped = error; // the target refuses everybody; what was found out so far is worth having
  }
  await answer.write(await summary(everyone, totals, stopped, context, ports));
}

async function summary(
  everyone: readonly PlannedPerson[],
  totals: PlanTotals,
  stopped: ProvisioningError | null,
  context: JobContext,
  ports: Needs<'people' | 'realms' | 'index' | 'intake' | 'packs'>,
): Promise<object> {
  const planned = new Set(everyone.map(({ anchor }) => anchor));
  const waits = whyParked(context.job);
  return {
    kind: 'totals',
    people: everyone.length,
    ...totals,
    guard: await forecastGuard(totals, context, (anchor) => planned.has(anchor), ports),
    notes: [waits && `An upload would wait. ${waits}`, leftOutNote(everyone, context)].filter(
      (note) => note !== undefined,
    ),
    stopped: stopped && { errorCode: stopped.code, reason: stopped.message },
  };
}

/**
 * `POST /muster/jobs/{jobId}/plan`: the body of an upload in, one line of JSON a person out, and at the end what it all
 * comes to (decision 0011). Nothing is written, so whoever asks may ask again.
 */

import { createHash } from 'node:crypto';
import { ProvisioningError } from '../../errors';
import type { PlannedPerson } from '../../pipeline/agentQuestions';
import type { JobContext, JobContexts } from '../../pipeline/jobContext';
import { type PlanPeoplePorts, peopleOf, planPeople } from '../../pipeline/preview/planPeople';
import { addLine, type ForecastPorts, forecastGuard, type PlanTotals } from '../../pipeline/preview/planTotals';
import { whyParked } from '../../pipeline/whyParked';
import type { Clock } from '../../ports';
import { parseBulkRequest } from '../../scim/bulkRequest';
import { readBody } from '../http/body';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, GraphError, serviceUnavailable } from '../http/graphError';
import { createLinedAnswer, type LinedAnswer } from '../http/linedAnswer';
import { OPERATE_ANY_JOB } from '../http/roles';
import { findJob } from '../jobs/findJob';
import { checkContentType, INVALID, parseUpload } from '../uploads/bulkUpload';
import { type PlanProgress, readProgress, writeProgress } from './planProgress';

export interface PlanApiPorts {
  readonly contexts: JobContexts;
  readonly plan: PlanPeoplePorts & ForecastPorts & { readonly clock: Clock };
  readonly planLimits: PlanLimits;
  readonly settings: { readonly maxPlanBytes: number; readonly maxPlanOperations: number };
}

/** Where one answer ends and the next begins. */
export interface PlanLimits {
  /** Of the answer as it is sent. */
  readonly answerBytes: number;
  readonly answerMs: number;
}

const RETRY_TARGET_SECONDS = 60;

export async function answerPlan(call: Call, ports: PlanApiPorts): Promise<Reply> {
  const { job } = await findJob(call, ports.contexts, ...OPERATE_ANY_JOB);
  const { people, fingerprint } = await readPeople(call, ports.settings);
  const progress = readProgress(call.query.get('continue'), fingerprint);
  const context = await reach(job.id, ports.contexts);

  const answer = createLinedAnswer(call.request.headers.get('accept-encoding'));
  await writePlan(call, people, progress, context, answer, ports);
  return { status: 200, headers: answer.headers, bytes: await answer.end() };
}

/** @throws {GraphError} 400 with every fault, as for an upload; 413 */
async function readPeople(call: Call, { maxPlanBytes, maxPlanOperations }: PlanApiPorts['settings']) {
  checkContentType(call.request.headers.get('content-type'));
  const bytes = await readBody(call.request, maxPlanBytes);
  const verdict = parseBulkRequest(parseUpload(bytes), maxPlanOperations);
  if (!verdict.ok) throw badRequest(INVALID, verdict.faults);
  const fingerprint = createHash('sha256').update(bytes).digest('base64url');
  return { people: peopleOf(verdict.operations), fingerprint };
}

async function reach(jobId: string, contexts: JobContexts): Promise<JobContext> {
  try {
    const context = await contexts.get(jobId);
    if (context !== undefined) return context;
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    if (error.category === 'transient') throw serviceUnavailable(RETRY_TARGET_SECONDS, { cause: error });
    throw new GraphError(400, error.code, error.message, { cause: error });
  }
  throw new Error(`The job ${jobId} was removed while it was asked about.`);
}

async function writePlan(
  call: Call,
  everyone: readonly PlannedPerson[],
  progress: PlanProgress,
  context: JobContext,
  answer: LinedAnswer,
  { plan, planLimits }: PlanApiPorts,
): Promise<void> {
  const began = plan.clock.now();
  const isFull = () => answer.size() >= planLimits.answerBytes || plan.clock.now() - began >= planLimits.answerMs;
  let { from, totals } = progress;
  let stopped: ProvisioningError | null = null;
  try {
    for await (const lines of planPeople(everyone, from, context, plan)) {
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
  await answer.write(await summary(everyone, totals, stopped, context, plan));
}

async function summary(
  everyone: readonly PlannedPerson[],
  totals: PlanTotals,
  stopped: ProvisioningError | null,
  context: JobContext,
  ports: ForecastPorts,
): Promise<object> {
  const planned = new Set(everyone.map(({ anchor }) => anchor));
  const waits = whyParked(context.job);
  return {
    kind: 'totals',
    people: everyone.length,
    ...totals,
    guard: await forecastGuard(totals, context, (anchor) => planned.has(anchor), ports),
    notes: waits === undefined ? [] : [`An upload would wait. ${waits}`],
    stopped: stopped && { errorCode: stopped.code, reason: stopped.message },
  };
}

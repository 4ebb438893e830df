/**
 * `POST /muster/jobs/{jobId}/schema/impact`: a draft of the schema in, one line of JSON for each person for whom something
 * would be different, and at the end what it all comes to. Nothing is written.
 */
import { createHash } from 'node:crypto';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import { ProvisioningError } from '../../errors';
import type { JobContext } from '../../pipeline/jobContext';
import type { Needs } from '../../pipeline/ports';
import { withDraft } from '../../pipeline/preview/draft';
import type { PlanLine } from '../../pipeline/preview/planLine';
import { addLine, forecastGuard } from '../../pipeline/preview/planTotals';
import { schemaImpact } from '../../pipeline/preview/schemaImpact';
import { whyParked } from '../../pipeline/queue/whyParked';
import type { Call, Reply } from '../http/endpoint';
import { createLinedAnswer, type LinedAnswer } from '../http/linedAnswer';
import { WRITE_ANY_JOB } from '../http/roles';
import { findJob } from '../jobs/findJob';
import { readSchema } from '../schema/schema';
import { type ImpactProgress, readImpactProgress, writeImpactProgress } from './impactProgress';
import type { PlanLimits, PlanPorts } from './plan';
import { reach } from './reach';

type Ports = PlanPorts & Needs<'maxRequestBytes'>;

export async function answerImpact(call: Call, ports: Ports, limits: PlanLimits): Promise<Reply> {
  const { job } = await findJob(call, ports.contexts, ...WRITE_ANY_JOB);
  const { schema } = await readSchema(call, ports.maxRequestBytes);
  const fingerprint = createHash('sha256').update(JSON.stringify(schema)).digest('base64url');
  const progress = readImpactProgress(call.query.get('continue'), fingerprint);
  const context = withDraft(await reach(job.id, ports.contexts), schema);

  const answer = createLinedAnswer(call.request.headers.get('accept-encoding'));
  await writeImpact(call, schema, progress, context, answer, ports, limits);
  return { status: 200, headers: answer.headers, bytes: await answer.end() };
}

async function writeImpact(
  call: Call,
  schema: SynchronizationSchema,
  progress: ImpactProgress,
  context: JobContext,
  answer: LinedAnswer,
  ports: Ports,
  limits: PlanLimits,
): Promise<void> {
  const began = ports.clock.now();
  const isFull = () => answer.size() >= limits.answerBytes || ports.clock.now() - began >= limits.answerMs;
  let { people, changed, totals } = progress;
  let stopped: ProvisioningError | null = null;
  try {
    for await (const { lines, skipped, next, ...stretch } of schemaImpact(schema, progress.place, context, ports)) {
      people += stretch.people;
      changed += lines.length;
      totals = [...lines, ...skipped].reduce(addLine, totals);
      for (const line of lines) await answer.write({ kind: 'person', ...toPerson(line) });
      if (next !== undefined && isFull()) {
        const text = writeImpactProgress({ ...progress, place: next, people, changed, totals });
        const url = `${call.origin}/muster/jobs/${context.job.id}/schema/impact?continue=${text}`;
        return await answer.write({ kind: 'continue', next: url });
      }
    }
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    stopped = error; // the target refuses everybody; what was found out so far is worth having
  }
  const { operations: _, duplicates: __, ...counts } = totals;
  const waits = whyParked(context.job);
  await answer.write({
    kind: 'totals',
    people,
    changed,
    unchanged: people - changed,
    ...counts,
    guard: await forecastGuard(totals, context, () => true, ports), // whoever is held now is evaluated anew
    notes: waits === undefined ? [] : [`Nobody would be evaluated yet. ${waits}`],
    stopped: stopped && { errorCode: stopped.code, reason: stopped.message },
  });
}

const toPerson = ({ index: _, bulkId: __, ...line }: PlanLine) => line;

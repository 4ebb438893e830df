/**
 * Who waits for the target is tried again when somebody got through, or the target itself said that it is there, instead of
 * when the ladder says so (`targetOutage.ts`). In stretches, the next when the last is through: as fast as the target takes it.
 */
import { freedFrom, stretchAfter } from '../../engine/job/targetOutage';
import type { JobStatus } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import type { IndexedPerson } from '../../store/people/personIndex';
import { findAgentsMissing } from '../agentWatch';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';
import { whyParked } from '../queue/whyParked';
import { lanesFree } from './dueRetries';
import type { Outcomes } from './recentOutcomes';
import { withoutUnkept } from './withoutUnkept';

type Ports = Needs<
  'clock' | 'random' | 'jobs' | 'operations' | 'parking' | 'intake' | 'index' | 'unkept' | 'agents' | 'agentInactiveMs'
>;

/**
 * @param outcomes what came of everybody lately
 * @param isThere whether the target says so itself, although nobody gets through: it was away between two rounds, or it
 * only says so
 */
export async function freeStranded(jobId: string, outcomes: Outcomes, isThere: boolean, ports: Ports): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return;
  const status = await ports.intake.readStatus(jobId);
  const backAt = whenBack(job, status, outcomes, ports.clock.now());
  const most = stretchAfter(status.freed);
  const stranded = await findStranded(jobId, backAt, isThere, most, ports);
  if (stranded.length === 0) return noteFreed(jobId, status, undefined, ports);
  if ((await findAgentsMissing(job, ports)) !== undefined || (await lanesFree(jobId, ports)).length < 2) return;
  const able = await withoutUnkept(jobId, stranded, ({ anchor }) => anchor, ports);
  for (const ahead of [true, false]) {
    const anchors = able.filter((one) => one.ahead === ahead).map(({ anchor }) => anchor);
    await startErrand(jobId, 'retry', anchors, ports, { ahead });
  }
  await noteFreed(jobId, status, most, ports);
}

/** By then the ladder has come to everybody who waits for the target. */
const LATELY_MS = 3_600_000;

/** @returns when the target was last seen to be there, milliseconds; `undefined`: it is away, or was not seen lately */
function whenBack(
  { liftedAt = 0 }: Job,
  { unreachableSince, targetBackAt }: JobStatus,
  { lastSuccessAt = 0 }: Outcomes,
  now: number,
): number | undefined {
  const backAt = Math.max(liftedAt, targetBackAt, lastSuccessAt);
  return unreachableSince > 0 || backAt < now - LATELY_MS ? undefined : backAt;
}

/**
 * Who failed before it was back, and has waited long enough; where it only says so itself, whoever was not tried again yet, by
 * a retry: uploads that came by fail in an outage however long it was and whether or not a round of the timer saw it.
 */
async function findStranded(
  jobId: string,
  backAt: number | undefined,
  isThere: boolean,
  most: number,
  { index, clock }: Ports,
): Promise<Pick<IndexedPerson, 'anchor' | 'ahead'>[]> {
  const now = clock.now();
  const dueBy = isThere ? now : backAt;
  const found: Pick<IndexedPerson, 'anchor' | 'ahead'>[] = [];
  if (dueBy === undefined) return found;
  for await (const { anchor, ahead, stranded } of index.list(jobId, 'stranded', { dueBy })) {
    if (stranded === undefined || freedFrom(stranded) > now) continue;
    if (stranded.failedAt > (backAt ?? 0) && stranded.retried) continue;
    found.push({ anchor, ahead });
    if (found.length === most) break;
  }
  return found;
}

async function noteFreed(
  jobId: string,
  { freed }: JobStatus,
  now: number | undefined,
  { intake }: Ports,
): Promise<void> {
  if (freed === now) return;
  await intake.changeStatus(jobId, ({ freed: _, ...status }) =>
    now === undefined ? status : { ...status, freed: now },
  );
}

/**
 * The timer's round (design, section 3). For each job: its agents are looked after, messages that were parked go on, cycles are added up and ended,
 * held deletions are released or staged, failures are judged, and what is due is tried again. When that is known of all
 * jobs, word of uploads whose message was lost is sent again, and inlets are looked after. Every step starts from what is stored, so a round that dies
 * half-way or runs twice changes nothing.
 */

import { groupBy } from '../../collections';
import type { HeldCount } from '../../store/jobs/jobStatus';
import { findAgentsMissing } from '../agentWatch';
import { superviseInlets } from '../inlets/superviseInlets';
import { carryOutPendingRestart } from '../jobs/restartJob';
import type { House, Lane, Needs } from '../ports';
import { sendDueMail } from '../quarantine/unsentMail';
import { unpark } from '../queue/parking';
import { whyParked } from '../queue/whyParked';
import { closeCycles } from './closeCycles';
import { guardDeletions } from './deletions/guardDeletions';
import { sendDueRetries } from './dueRetries';
import { judgeConnection } from './judgeConnection';
import { judgeJob } from './judgeJob';
import { removeAnswered } from './removeAnswered';
import { reviewQuarantine } from './reviewQuarantine';
import { superviseAgents } from './superviseAgents';
import { sweepReferences } from './sweepReferences';
import { queueOf, reviewUploads, sendWakeUps, type UploadsReview } from './wakeUps';

export async function superviseJobs(ports: House): Promise<void> {
  const jobIds = await ports.jobs.listJobIds();
  const reviews: UploadsReview[] = [];
  for (const jobId of jobIds) {
    await alone(jobId, ports, async () => {
      const review = await superviseJob(jobId, ports);
      if (review !== undefined) reviews.push(review);
    });
  }
  // Jobs share a queue in each lane: how far it has come is told by all of them together.
  for (const members of groupBy(reviews, ({ job }) => queueOf(job)).values()) {
    const newestIn = (lane: Lane) => Math.max(...members.map(({ newestAnswered }) => newestAnswered[lane]));
    const newest = { ordinary: newestIn('ordinary'), first: newestIn('first') };
    for (const review of members) await alone(review.job.id, ports, () => sendWakeUps(review, newest, ports));
  }
  for (const jobId of jobIds) await alone(jobId, ports, superviseInlets);
  // Last and side by side: a target that does not answer takes its time over it, and no other job should wait for that.
  await Promise.all(jobIds.map((jobId) => alone(jobId, ports, judgeConnection)));
}

/** One job's trouble must not keep the timer from the others; the next round tries again. */
async function alone(jobId: string, ports: House, work: (jobId: string, ports: House) => Promise<void>) {
  try {
    await work(jobId, ports);
  } catch (error) {
    ports.logger.error('Supervising a job failed', { jobId, error: String(error) });
  }
}

/** @returns `undefined` where nobody would work on what is sent */
async function superviseJob(jobId: string, ports: House): Promise<UploadsReview | undefined> {
  const found = (await ports.jobs.get(jobId))?.value;
  if (found === undefined) return undefined;
  await sendDueMail(found, ports);
  const job = await superviseAgents(found, ports);
  await reviewQuarantine(job, ports);
  await unpark(jobId, ports);
  const cycles = await closeCycles(job, ports);
  await removeAnswered(jobId, ports);
  await carryOutPendingRestart(jobId, ports);
  if ((await findAgentsMissing(job, ports)) !== undefined) return undefined; // nobody would do the work that the rest gives out
  const held = await guardDeletions(job, cycles, ports);
  await judgeJob(jobId, ports);
  await sendWhatIsDue(jobId, ports);
  const review = await reviewUploads(job, cycles.answered, ports);
  if (review !== undefined) await noteHeld(review, held, ports);
  return review;
}

/** For whoever looks at many jobs: to count what is held takes a look into every shard. */
async function noteHeld({ job, status }: UploadsReview, held: HeldCount, { intake }: Needs<'intake'>): Promise<void> {
  const { settling = 0, staged = 0 } = status.held ?? {};
  if (held.settling === settling && held.staged === staged) return;
  await intake.changeStatus(job.id, (found) => ({ ...found, held }));
}

/** Judged just now: who is parked is sent nothing. */
async function sendWhatIsDue(jobId: string, ports: House): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return;
  await sendDueRetries(jobId, ports);
  await sweepReferences(jobId, ports);
}

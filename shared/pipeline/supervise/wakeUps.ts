/**
 * Uploads whose message was lost, or is late: the timer sends word of them again (design, I1). It goes by what is answered,
 * which it adds up anyway, and sends only what others have overtaken, so that a long queue is not made longer. Twice is
 * harmless: each operation knows whether it is answered.
 */

import type { JobStatus, Wake } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import type { ListedUpload } from '../../store/uploads/intake';
import { isRunByAgents } from '../jobSettings';
import { listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { wakeUp } from '../queue/enqueue';
import { whyParked } from '../queue/whyParked';
import { underWay } from '../uploads/underWay';
import { isAbandoned, isFromOlderRelease } from './abandoned';

export type WakePorts = Needs<
  'jobs' | 'intake' | 'operations' | 'parking' | 'putOff' | 'index' | 'people' | 'clock' | 'logger'
>;

/** An upload of which something is still to be answered. */
interface Open extends ListedUpload {
  /** One past its last operation. */
  readonly end: number;
  readonly answered: number;
}

/** What the timer knows of a job's uploads in one round. */
export interface UploadsReview {
  readonly job: Job;
  readonly status: JobStatus;
  readonly open: readonly Open[];
  /** Every upload that begins below is answered. */
  readonly answeredBelow: number;
  /** When the newest upload was accepted of which something is answered; 0: none since the last round. */
  readonly newestAnswered: number;
}

/** Messages of an upload accepted so much later are not sooner in their turn by chance. */
const OVERTAKEN_MS = 30_000;
const FIRST_WAKE_MS = 30_000;
const LONGEST_WAKE_MS = 15 * 60_000;
/** Longer than a message is worked on: by then one that nobody can receive is late, or lost. */
const LATE_MS = 10 * 60_000;
const MOST_A_ROUND = 100;
/** Operations looked back at, for what has been answered since the last round. */
const MOST_PAST = 1_000;
const MOST_KEPT = 200;

/** @param answered how many operations of each upload of the open cycles have their entry */
export async function reviewUploads(
  job: Job,
  answered: ReadonlyMap<number, number>,
  { intake }: Pick<WakePorts, 'intake'>,
): Promise<UploadsReview | undefined> {
  const found = await intake.read(job.id);
  if (found === undefined) return undefined;
  const { next } = found.state;
  const status = await intake.readStatus(job.id);
  const { from } = underWay(found.state); // everything below is answered
  const begin = Math.max(status.answeredBelow, from - MOST_PAST);
  const open: Open[] = [];
  let newestAnswered = 0;
  const take = (upload: ListedUpload, end: number) => {
    const count = upload.first < from ? end - upload.first : (answered.get(upload.first) ?? 0);
    if (count > 0) newestAnswered = Math.max(newestAnswered, upload.acceptedAt);
    if (count < end - upload.first) open.push({ ...upload, end, answered: count });
  };
  let last: ListedUpload | undefined;
  for await (const upload of begin < next ? intake.listUploads(job.id, begin) : []) {
    if (upload.first >= next) break; // accepted since
    if (last !== undefined) take(last, upload.first); // numbers follow each other without gaps
    last = upload;
  }
  if (last !== undefined) take(last, next);
  return { job, status, open, answeredBelow: open[0]?.first ?? next, newestAnswered };
}

/** Messages of jobs in one lane wait in one queue. */
export function laneOf(job: Job): string {
  return isRunByAgents(job) ? job.id : 'service';
}

/** @param newestAnswered when the newest upload of the lane was accepted of which something is answered */
export async function sendWakeUps(review: UploadsReview, newestAnswered: number, ports: WakePorts): Promise<void> {
  const { job, status, open, answeredBelow } = review;
  const now = ports.clock.now();
  const isParked = whyParked((await ports.jobs.get(job.id))?.value ?? job) !== undefined;
  const known = new Map(status.wakes.map((wake) => [wake.first, wake]));
  const due = isParked
    ? []
    : open.filter(({ first, acceptedAt }) => (known.get(first)?.next ?? acceptedAt + FIRST_WAKE_MS) <= now);
  const lost = await withoutWaiting(await findLost(job, due, newestAnswered, now, ports), job.id, now, ports);
  const stillOpen = new Set(open.map(({ first }) => first));
  const wakes = new Map([...known].filter(([first]) => stillOpen.has(first)));
  for (const upload of lost.slice(0, MOST_A_ROUND)) {
    const times = (wakes.get(upload.first)?.times ?? 0) + 1;
    if (times === 1 && wakes.size >= MOST_KEPT) continue;
    await ports.operations.send(job.id, wakeUp({ ...upload, jobId: job.id }));
    ports.logger.warn('Word of an upload is sent again', { jobId: job.id, first: upload.first, times });
    wakes.set(upload.first, { first: upload.first, times, next: now + pauseAfter(times) });
  }
  await keep(job.id, status, { answeredBelow, oldestOpenAt: open[0]?.acceptedAt, wakes: [...wakes.values()] }, ports);
}

const pauseAfter = (times: number) => Math.min(FIRST_WAKE_MS * 2 ** times, LONGEST_WAKE_MS);

/** Those that others have overtaken, or for which no message can be left. */
async function findLost(
  job: Job,
  due: readonly Open[],
  newestAnswered: number,
  now: number,
  ports: WakePorts,
): Promise<readonly Open[]> {
  const isOvertaken = ({ acceptedAt }: Open) => newestAnswered >= acceptedAt + OVERTAKEN_MS;
  const lost: Open[] = [];
  let isEmpty: boolean | undefined;
  let isIdle: boolean | undefined;
  for (const upload of due) {
    if (isFromOlderRelease(upload)) {
      if (await isAbandoned(job, upload, now, ports)) lost.push(upload);
      continue;
    }
    if (!isOvertaken(upload)) {
      isEmpty ??= await ports.operations.isEmpty(job);
      if (!isEmpty && now - upload.acceptedAt >= LATE_MS) isIdle ??= await ports.operations.isIdle(job);
      if (!isEmpty && isIdle !== true) continue;
    }
    lost.push(upload);
  }
  return lost;
}

/** What the guard holds is as good as answered (what it has staged *is* answered), and what is put off comes back by itself. */
async function withoutWaiting(
  uploads: readonly Open[],
  jobId: string,
  now: number,
  ports: WakePorts,
): Promise<readonly Open[]> {
  const [first] = uploads;
  if (first === undefined) return [];
  const held = (await listHeld(jobId, ports)).flatMap(({ held: { sequence, staged } }) =>
    staged || sequence === null ? [] : [sequence],
  );
  const putOff = await ports.putOff.list(jobId, first.first, uploads.at(-1)?.end ?? first.end);
  const waiting = putOff.filter(({ until, why }) => why !== 'givenUp' && until > now).map(({ sequence }) => sequence);
  const all = new Set([...held, ...waiting]);
  return uploads.filter(({ first: from, end, answered }) => {
    const within = [...all].filter((sequence) => sequence >= from && sequence < end);
    return answered + within.length < end - from;
  });
}

type Kept = Pick<JobStatus, 'answeredBelow' | 'wakes'> & { readonly oldestOpenAt: number | undefined };

async function keep(jobId: string, before: JobStatus, now: Kept, { intake }: WakePorts): Promise<void> {
  const { oldestOpenAt, answeredBelow, wakes } = now;
  const isKept = answeredBelow === before.answeredBelow && oldestOpenAt === before.oldestOpenAt;
  if (isKept && isSame(wakes, before.wakes)) return;
  await intake.changeStatus(jobId, ({ oldestOpenAt: _, ...found }) => ({
    ...found,
    ...{ answeredBelow, wakes },
    ...(oldestOpenAt !== undefined && { oldestOpenAt }),
  }));
}

const isSame = (some: readonly Wake[], others: readonly Wake[]) => JSON.stringify(some) === JSON.stringify(others);

/**
 * Uploads whose message was lost, or is late: the timer sends word of them again (design, I1). It goes by what is answered,
 * which it adds up anyway, and sends only what others have overtaken, so that a long queue is not made longer. Twice is
 * harmless: each operation knows whether it is answered.
 */

import type { JobStatus, Wake } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import type { ListedUpload } from '../../store/uploads/intake';
import { isRunByAgents } from '../jobSettings';
import { type HeldPerson, listHeld } from '../person/heldDeletions';
import type { Lane, Needs } from '../ports';
import { wakeUp } from '../queue/enqueue';
import { whyParked } from '../queue/whyParked';
import { underWay } from '../uploads/underWay';
import { isAbandoned, isFromOlderRelease } from './abandoned';
import type { Answered } from './closeCycles';

export type WakePorts = Needs<
  'jobs' | 'intake' | 'operations' | 'parking' | 'putOff' | 'index' | 'people' | 'clock' | 'logger'
>;

/** What travels in one lane of an upload, of which something is still to be answered. */
interface Open extends ListedUpload {
  readonly lane: Lane;
  /** How many operations. */
  readonly size: number;
  readonly answered: number;
  /** One past the upload's last operation. */
  readonly end: number;
}

/** What the timer knows of a job's uploads in one round. */
export interface UploadsReview {
  readonly job: Job;
  readonly status: JobStatus;
  readonly open: readonly Open[];
  /** Every upload that begins below is answered. */
  readonly answeredBelow: number;
  /** When the newest upload was accepted of which something in the lane is answered; 0: none since the last round. */
  readonly newestAnswered: Readonly<Record<Lane, number>>;
}

/** Messages of an upload accepted so much later are not sooner in their turn by chance. */
const OVERTAKEN_MS = 30_000;
const FIRST_WAKE_MS = 30_000;
const LONGEST_WAKE_MS = 15 * 60_000;
/** Longer than a message is worked on: by then one that nobody can receive is late, or lost. */
const LATE_MS = 10 * 60_000;
const MOST_A_ROUND = 100;
/** Operations looked back at, for what has been answered since the last round: as many as the largest upload has, so that the last one is seen. */
const MOST_PAST = 1_000;
const MOST_KEPT = 200;

/** @param answered how many operations of each upload of the open cycles have their entry */
export async function reviewUploads(
  job: Job,
  answered: ReadonlyMap<number, Answered>,
  { intake }: Pick<WakePorts, 'intake'>,
): Promise<UploadsReview | undefined> {
  const found = await intake.read(job.id);
  if (found === undefined) return undefined;
  const { next } = found.state;
  const status = await intake.readStatus(job.id);
  const { from } = underWay(found.state); // everything below is answered
  const begin = Math.max(status.answeredBelow, from - MOST_PAST);
  const open: Open[] = [];
  const newestAnswered = { ordinary: 0, first: 0 };
  const take = (upload: ListedUpload, end: number) => {
    const all = answered.get(upload.first) ?? NOTHING_ANSWERED;
    const size = end - upload.first;
    for (const part of partsOf(upload, size, all)) {
      const count = upload.first < from || all.answered >= size ? part.size : part.answered;
      if (count > 0) newestAnswered[part.lane] = Math.max(newestAnswered[part.lane], upload.acceptedAt);
      if (count < part.size) open.push({ ...upload, ...part, end, answered: count });
    }
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

const NOTHING_ANSWERED: Answered = { answered: 0, ahead: 0 };

/** What there is of an upload in each lane. */
function partsOf({ ahead }: ListedUpload, size: number, all: Answered): Pick<Open, 'lane' | 'size' | 'answered'>[] {
  const parts = [
    { lane: 'ordinary', size: size - ahead, answered: all.answered - all.ahead },
    { lane: 'first', size: ahead, answered: all.ahead },
  ] as const;
  return parts.filter((part) => part.size > 0);
}

/** Messages of jobs that wait in the same queues. */
export function queueOf(job: Job): string {
  return isRunByAgents(job) ? job.id : 'service';
}

/** @param newestAnswered when the newest upload was accepted of which something in the lane is answered, of all jobs in the queue */
export async function sendWakeUps(
  review: UploadsReview,
  newestAnswered: UploadsReview['newestAnswered'],
  ports: WakePorts,
): Promise<void> {
  const { job, status, open, answeredBelow } = review;
  const now = ports.clock.now();
  const isParked = whyParked((await ports.jobs.get(job.id))?.value ?? job) !== undefined;
  const known = new Map(status.wakes.map((wake) => [nameOf(wake), wake]));
  const due = isParked
    ? []
    : open.filter((part) => (known.get(nameOf(wakeOf(part)))?.next ?? part.acceptedAt + FIRST_WAKE_MS) <= now);
  const lost = await withoutWaiting(await findLost(job, due, newestAnswered, now, ports), job.id, now, ports);
  const stillOpen = new Set(open.map((part) => nameOf(wakeOf(part))));
  const wakes = new Map([...known].filter(([name]) => stillOpen.has(name)));
  for (const part of lost.slice(0, MOST_A_ROUND)) {
    const { first, lane } = part;
    const name = nameOf(wakeOf(part));
    const times = (wakes.get(name)?.times ?? 0) + 1;
    if (times === 1 && wakes.size >= MOST_KEPT) continue;
    await ports.operations.send(job.id, wakeUp({ ...part, jobId: job.id }, { lane }));
    ports.logger.warn('Word of an upload is sent again', { jobId: job.id, first, lane, times });
    wakes.set(name, { ...wakeOf(part), times, next: now + pauseAfter(times) });
  }
  await keep(job.id, status, { answeredBelow, oldestOpenAt: open[0]?.acceptedAt, wakes: [...wakes.values()] }, ports);
}

const wakeOf = ({ first, lane }: Open): Pick<Wake, 'first' | 'ahead'> => ({
  first,
  ...(lane === 'first' && { ahead: true }),
});
const nameOf = ({ first, ahead }: Pick<Wake, 'first' | 'ahead'>) => `${first} ${ahead === true}`;
const pauseAfter = (times: number) => Math.min(FIRST_WAKE_MS * 2 ** times, LONGEST_WAKE_MS);

/** Those that others have overtaken, or for which no message can be left. */
async function findLost(
  job: Job,
  due: readonly Open[],
  newestAnswered: UploadsReview['newestAnswered'],
  now: number,
  ports: WakePorts,
): Promise<readonly Open[]> {
  const lost: Open[] = [];
  const isEmpty: Partial<Record<Lane, boolean>> = {};
  const isIdle: Partial<Record<Lane, boolean>> = {};
  for (const part of due) {
    const { lane, acceptedAt } = part;
    if (isFromOlderRelease(part)) {
      if (await isAbandoned(job, part, now, ports)) lost.push(part);
      continue;
    }
    if (newestAnswered[lane] < acceptedAt + OVERTAKEN_MS) {
      isEmpty[lane] ??= await ports.operations.isEmpty(job, lane);
      if (!isEmpty[lane] && now - acceptedAt >= LATE_MS) isIdle[lane] ??= await ports.operations.isIdle(job, lane);
      if (!isEmpty[lane] && isIdle[lane] !== true) continue;
    }
    lost.push(part);
  }
  return lost;
}

/** What the guard holds is as good as answered (what it has staged *is* answered), and what is put off comes back by itself, in whichever lane. */
async function withoutWaiting(
  parts: readonly Open[],
  jobId: string,
  now: number,
  ports: WakePorts,
): Promise<readonly Open[]> {
  const [first] = parts;
  if (first === undefined) return [];
  const held = (await listHeld(jobId, ports)).filter((one) => !one.held.staged);
  const putOff = await ports.putOff.list(jobId, first.first, parts.at(-1)?.end ?? first.end);
  const waiting = putOff.filter(({ until, why }) => why !== 'givenUp' && until > now).map(({ sequence }) => sequence);
  return parts.filter(({ first: from, end, lane, size, answered }) => {
    const isHeldHere = ({ held: one }: HeldPerson) => (one.ahead === true) === (lane === 'first');
    const heldHere = held.filter(isHeldHere).flatMap(({ held: { sequence } }) => sequence ?? []);
    const within = [...new Set([...heldHere, ...waiting])].filter((sequence) => sequence >= from && sequence < end);
    return answered + within.length < size;
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

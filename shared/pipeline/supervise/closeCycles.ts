/**
 * What each cycle has come to, added up from the packs of the log, and its end when everything accepted in it is answered
 * and all other work in it is done. Adding up starts from nothing each time: nothing can count twice.
 */
import { noteSeen, type Tally } from '../../engine/job/throughput';
import { parseDuration } from '../../graph/duration';
import type { JobNews } from '../../outlets/jobEvent';
import { StoreConflict } from '../../store/contract/table';
import { asOf, type ExecutionError, type JobStatus, type OpenCycleStatus } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import { newsOf } from '../../store/jobs/news';
import { CLOCK_SKEW_MS, type EntryPackStore, type FoundPack, type PackTotals } from '../../store/people/entryPacks';
import { FIRST_GENERATION } from '../../store/people/people';
import { type PackShare, sharesOf } from '../../store/people/uploadShares';
import type { Cycle, IntakeState } from '../../store/uploads/intake';
import { countWork } from '../../store/uploads/pendingWork';
import { listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { addUpCycle } from '../uploads/addUpCycle';
import { GIVE_UP_MS, isNothingLeft } from './abandoned';
import { allFailed, statusAfter } from './endedCycle';
import { fileAnswers } from './fileAnswers';

type Ports = Needs<
  | 'clock'
  | 'logger'
  | 'jobs'
  | 'operations'
  | 'parking'
  | 'intake'
  | 'answerStore'
  | 'people'
  | 'index'
  | 'packs'
  | 'cycleMs'
>;

interface Ways extends Ports {
  /** Whether outlets are to be told of uploads that are over. */
  readonly isTold: boolean;
}

/** A cycle that is not complete yet. */
export interface OpenCycle {
  readonly cycle: Cycle;
  /** One past its last operation. */
  readonly end: number;
  readonly totals: PackTotals;
  /** Nothing was answered for long and no message is left: other work that is missing will never come. */
  readonly isIdle: boolean;
}

/** How many operations of an upload have their entry. */
export type Answered = Pick<PackShare, 'answered' | 'ahead'>;

export interface CycleReport {
  readonly open: readonly OpenCycle[];
  /** How many operations of each upload of these cycles, and of those that have just ended, have their entry. */
  readonly answered: ReadonlyMap<number, Answered>;
  /** What the cycle has come to, as of now. */
  addUp(cycle: Cycle): Promise<PackTotals>;
}

export async function closeCycles(job: Job, house: Ports): Promise<CycleReport> {
  const jobId = job.id;
  const ports: Ways = { ...house, isTold: job.hasOutlets === true, cycleMs: cycleLengthMs(job) ?? house.cycleMs };
  await cutOff(jobId, ports);
  const open: OpenCycle[] = [];
  const answered = new Map<number, Answered>();
  for (const cycleId of await openCycleIds(jobId, ports)) {
    const left = await closeCycle(jobId, cycleId, answered, ports);
    if (left !== undefined) open.push(left);
  }
  return {
    open,
    answered,
    addUp: async (cycle) => (await addUpCycle(jobId, cycle, FIRST_GENERATION, ports.packs)).totals,
  };
}

/** A job's own `schedule.interval`, which was checked when it was saved. */
function cycleLengthMs({ interval }: Job): number | undefined {
  return interval === undefined ? undefined : parseDuration(interval);
}

/**
 * Of a job that is paused none ends: the last one then takes whatever comes, lest each round look at a thousand cycles and
 * the row outgrow what a property holds. A job that works seldom has a second one.
 */
const MOST_FULL = 4;

/** An endless trickle must not make one endless cycle: the guard and the counters go by cycle. */
async function cutOff(jobId: string, { intake, clock, cycleMs }: Ports): Promise<void> {
  const found = await intake.read(jobId);
  const cycle = found?.state.cycle;
  if (found === undefined || cycle == null || clock.now() - cycle.openedAt < cycleMs) return;
  if (found.state.full.length >= MOST_FULL) return;
  const full = { ...cycle, end: found.state.next };
  await intake.changeCycles(jobId, { ...found.state, cycle: null, full: [...found.state.full, full] }, found.etag);
}

async function openCycleIds(jobId: string, { intake }: Ports): Promise<readonly string[]> {
  const { state } = (await intake.read(jobId)) ?? {};
  if (state === undefined) return [];
  return openCycles(state).map(({ id }) => id);
}

/** Oldest first. */
function openCycles({ full, cycle }: IntakeState): readonly Cycle[] {
  return cycle === null ? full : [...full, cycle];
}

/** In the place of what was known of this cycle. */
function put(open: readonly OpenCycleStatus[], one: OpenCycleStatus): readonly OpenCycleStatus[] {
  const known = open.some(({ cycleId }) => cycleId === one.cycleId);
  return known ? open.map((other) => (other.cycleId === one.cycleId ? one : other)) : [...open, one];
}

function find(state: IntakeState, cycleId: string): { readonly cycle: Cycle; readonly end: number } | undefined {
  if (state.cycle?.id === cycleId) return { cycle: state.cycle, end: state.next };
  const full = state.full.find(({ id }) => id === cycleId);
  return full && { cycle: full, end: full.end };
}

/** @returns the cycle when it is still open */
async function closeCycle(
  jobId: string,
  cycleId: string,
  byUpload: Map<number, Answered>,
  ports: Ways,
): Promise<OpenCycle | undefined> {
  const before = await ports.intake.read(jobId);
  const found = before && find(before.state, cycleId);
  if (before === undefined || found === undefined) return undefined;
  const { cycle, end } = found;
  const accepted = end - cycle.first;
  // Counted before it is added up: then the totals of a cycle that is complete have everything in them.
  const answered = await countAnswered(jobId, cycle, end, ports.packs, byUpload);
  const status = await ports.intake.readStatus(jobId);
  const minutes = new Map<number, Tally>();
  const { totals, generation } = await addUpCycle(jobId, cycle, status.generation, ports.packs, minutes);
  const now = ports.clock.now();
  const noted = (found: JobStatus): JobStatus => {
    const throughput = noteSeen(found.throughput, minutes, cycle.openedAt - CLOCK_SKEW_MS, now);
    // Who restarted the job may have died before the counts knew of it: they learn it from whoever was linked since.
    return { ...asOf(found, generation), throughput };
  };

  const seen = status.open.find((one) => one.cycleId === cycleId);
  const since = seen?.answered === answered ? seen.since : now;
  const isIdle = now - since >= GIVE_UP_MS && (await isNothingLeft(jobId, ports));
  // What is held is looked up after the state was read: work that held it was pending before, which would show.
  const isComplete = answered >= accepted && (countWork(cycle.pending) === 0 || isIdle);
  if (isComplete && !(await isHolding(jobId, cycleId, ports))) {
    const error = allFailed(totals) ? await lastError(jobId, cycle, ports.packs) : null;
    const isLast = openCycles(before.state).every(({ id }) => id === cycleId);
    const close = (found: JobStatus) => {
      if (!isSameGeneration(found, status)) throw new StoreConflict('The job was reset meanwhile.');
      return statusAfter(noted(found), { cycle, accepted, totals, now, error, isLast });
    };
    const news = ports.isTold ? newsOfCycle(jobId, cycle, end, now) : undefined;
    if (await ports.intake.closeCycle(jobId, cycleId, before.state, before.etag, close, news)) {
      ports.logger.info('Cycle ended', { jobId, cycleId, accepted, failed: totals.failure });
      await fileAnswers(jobId, cycle, ports);
      return undefined;
    }
  }
  const open = { cycleId, totals, accepted, answered, since };
  await ports.intake.changeStatus(jobId, (found) => {
    return { ...noted(found), open: put(found.open, open), observedAt: now };
  });
  return { cycle, end, totals, isIdle };
}

/** Its uploads are over: who is told of that walks their receipts, from the first number to below the last. */
function newsOfCycle(jobId: string, { id: cycleId, first }: Cycle, end: number, now: number): JobNews | undefined {
  return end === first ? undefined : newsOf(jobId, now, 'muster.upload.completed', { cycleId, first, end });
}

/** A deletion that a retry or a new evaluation came to answers no operation, and still belongs to the cycle's count. */
async function isHolding(jobId: string, cycleId: string, ports: Needs<'people' | 'index'>): Promise<boolean> {
  return (await listHeld(jobId, ports)).some(({ held }) => held.cycleId === cycleId && !held.staged);
}

const isSameGeneration = ({ generation: one }: JobStatus, { generation: other }: JobStatus) =>
  one.links === other.links && one.escrows === other.escrows;

/**
 * Told from the columns, but for packs that reach across an end of the range: those are looked into.
 *
 * @param byUpload is told what of each upload is answered
 */
async function countAnswered(
  jobId: string,
  cycle: Cycle,
  end: number,
  packs: EntryPackStore,
  byUpload = new Map<number, Answered>(),
): Promise<number> {
  const { first, openedAt } = cycle;
  let answered = 0;
  for await (const pack of packs.read(jobId, { oldest: openedAt - CLOCK_SKEW_MS, totalsOnly: true })) {
    const { lowest, highest } = pack.span;
    if (highest < first || lowest >= end) continue;
    for (const [upload, share] of pack.uploads ?? sharesOf((await packs.get(pack))?.entries() ?? [])) {
      if (upload >= first && upload < end) byUpload.set(upload, addShare(byUpload.get(upload), share));
    }
    if (lowest >= first && highest < end) answered += pack.totals.operations;
    else answered += countWithin(await packs.get(pack), first, end);
  }
  return answered;
}

function addShare(before: Answered | undefined, { answered, ahead }: Answered): Answered {
  return { answered: (before?.answered ?? 0) + answered, ahead: (before?.ahead ?? 0) + ahead };
}

/** A later attempt answers nothing anew. */
function countWithin(pack: FoundPack | undefined, first: number, end: number): number {
  const answers = pack?.entries().filter(({ operation, attempt }) => {
    const sequence = operation?.sequence ?? 0;
    return attempt === 1 && sequence >= first && sequence < end;
  });
  return answers?.length ?? 0;
}

/** What the newest failure of the cycle failed with. */
async function lastError(jobId: string, cycle: Cycle, packs: EntryPackStore): Promise<ExecutionError | null> {
  for await (const pack of packs.read(jobId, { oldest: cycle.openedAt - CLOCK_SKEW_MS, totalsOnly: true })) {
    if (pack.cycleId !== cycle.id || pack.totals.failure === 0) continue;
    const error = (await packs.get(pack))?.entries().findLast(({ status }) => status === 'failure')?.error;
    if (error == null) continue;
    return { code: error.code, message: error.reason, tenantActionable: error.category === 'nonServiceFailure' };
  }
  return null;
}

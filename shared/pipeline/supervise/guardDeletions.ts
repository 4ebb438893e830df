/**
 * The deletion guard's decision (design, I5): once everything accepted before a held deletion has settled is processed,
 * the cycle's count is known. Within the threshold the deletion runs; above it none of the cycle's does. What was staged in an
 * earlier round counts as long as it is held: a mass deletion that takes many rounds to come in is one all the same.
 *
 * Exact with any number of workers: what is held is counted by its rows, what has run by its packs, and both change in
 * one transaction. What has run is read between two looks at what is held: a cycle in which somebody went from the one to
 * the other meanwhile is judged in the next round. What is answered is counted before what is held, and that before what is
 * set aside: an operation that goes on from one to the next may be missed, which costs a round, and is never counted twice, in
 * the place of one that is unanswered. A verdict names each deletion, so that a message that comes late releases or stages no
 * other.
 */
import { groupBy } from '../../collections';
import { judgeDeletions } from '../../engine/job/deletionGuard';
import { allTotals, type HeldCount, type SettlePoint } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import { countWork } from '../../store/uploads/pendingWork';
import { type HeldPerson, listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { quarantineJob } from '../quarantine/quarantineJob';
import { sendErrand } from '../queue/errands';
import { REEVALUATE_ALL } from '../queue/reevaluateAll';
import { whyParked } from '../queue/whyParked';
import type { CycleReport, OpenCycle } from './closeCycles';
import { listSetAside } from './setAside';
import { withoutUnkept } from './withoutUnkept';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'audit'
  | 'operations'
  | 'intake'
  | 'putOff'
  | 'people'
  | 'index'
  | 'notify'
  | 'quarantine'
  | 'unkept'
>;

/** @returns how many are held, as of this round */
export async function guardDeletions(job: Job, cycles: CycleReport, ports: Ports): Promise<HeldCount> {
  const waiting = await listHeld(job.id, ports);
  if (waiting.every(({ held }) => held.staged)) return countHeld(waiting);
  const context = await ports.contexts.find(job.id);
  // Nothing runs while the job does not work, and whatever quarantined it must not be hidden by what is held.
  if (context === undefined || whyParked(context.job) !== undefined) return countHeld(waiting);
  const linked = allTotals(await ports.intake.readStatus(job.id)).linked;
  const points = await markSettlePoint(job.id, cycles.settlePoint, ports);

  const counted = await countCycles(waiting, points, cycles);
  const still = await listHeld(job.id, ports);
  for (const [cycleId, all] of groupBy(still, (one) => one.held.cycleId)) {
    const held = all.filter((one) => !one.held.staged);
    if (held.length === 0) continue;
    // Whoever went meanwhile may have been counted twice or not at all: the next round knows.
    const there = new Set(all.map(nameOf));
    if (waiting.some((one) => one.held.cycleId === cycleId && !there.has(nameOf(one)))) continue;
    const open = cycles.open.find(({ cycle }) => cycle.id === cycleId);
    const { done, looks } = counted.get(cycleId) ?? NOT_COUNTED;
    const count = { done, held: held.length, staged: all.length - held.length, linked };
    const verdict = judgeDeletions(count, context.guard);
    if (verdict.kind === 'tripped') {
      const before = still.filter((one) => one.held.staged && one.held.cycleId !== cycleId).length;
      const message =
        before === 0 ? verdict.reason : `${verdict.reason} ${before + all.length} are held back altogether.`;
      const trip = { cycleId, count: verdict.count, threshold: context.guard.mostCount };
      await quarantineJob(job.id, { reason: 'TooManyDeletes', code: 'TooManyDeletes', message, trip }, ports);
      await send('stage', cycleId, held);
      continue;
    }
    // A cycle that has ended is known whole: what is held in it was left by a message that came twice. So is one in which
    // nothing is left that could still be answered.
    const isWhole = open === undefined || open.isIdle;
    const until = isWhole ? ports.clock.now() : await settledUntil(job.id, held, open, looks, ports);
    const due = held.filter((one) => one.held.since + context.guard.settleMs <= until);
    await send('release', cycleId, due);
  }
  return countHeld(still);

  async function send(errand: 'stage' | 'release', cycleId: string, people: readonly HeldPerson[]): Promise<void> {
    const able = await withoutUnkept(job.id, people, ({ anchor }) => anchor, ports);
    await sendErrand(job.id, cycleId, errand, called(able), ports);
  }
}

function countHeld(held: readonly HeldPerson[]): HeldCount {
  const staged = held.filter((one) => one.held.staged).length;
  return { settling: held.length - staged, staged };
}

/** What was answered of everything accepted before a moment. */
interface Look extends SettlePoint {
  readonly answered: number;
}

interface Counted {
  /** How many deletions the cycle has carried out. */
  readonly done: number;
  /** Newest first; none where somebody is left to be evaluated anew. */
  readonly looks: readonly Look[];
}

/** Whoever came to be held meanwhile waits for the next round. */
const NOT_COUNTED: Counted = { done: 0, looks: [] };

/** What each cycle has come to that still holds something to be judged. */
async function countCycles(
  held: readonly HeldPerson[],
  points: readonly SettlePoint[],
  cycles: CycleReport,
): Promise<ReadonlyMap<string, Counted>> {
  const counted = new Map<string, Counted>();
  for (const open of cycles.open) {
    const { cycle, isIdle } = open;
    const unjudged = held.filter((one) => one.held.cycleId === cycle.id && !one.held.staged);
    if (unjudged.length === 0) continue;
    const looks = isIdle ? [] : await lookBack(unjudged, open, points, cycles);
    counted.set(cycle.id, { looks, done: (await cycles.addUp(cycle)).deprovisioned });
  }
  return counted;
}

/** Of the deletion, not the person, who may have another one a moment later. */
const nameOf = ({ anchor, held }: HeldPerson) => `${held.since} ${anchor}`;

const called = (people: readonly HeldPerson[]) => people.map(({ anchor, held }) => ({ anchor, since: held.since }));

/** "Everything below this number was accepted before this moment": noted each round, so that a later one can look back. */
async function markSettlePoint(jobId: string, point: SettlePoint, ports: Ports): Promise<readonly SettlePoint[]> {
  let points: readonly SettlePoint[] = [];
  await ports.intake.changeStatus(jobId, (status) => {
    points = [...status.settlePoints, point].slice(-MOST_POINTS);
    return { ...status, settlePoints: points };
  });
  return points;
}

const MOST_POINTS = 40;
/** Looked back at in one round: what is under way takes seconds, and each look counts the answers of the cycle anew. */
const MOST_LOOKS = 4;

/** Back to the first moment at which everything seems settled. */
async function lookBack(
  held: readonly HeldPerson[],
  { cycle, end }: OpenCycle,
  points: readonly SettlePoint[],
  cycles: CycleReport,
): Promise<readonly Look[]> {
  const looks: Look[] = [];
  if (countWork(cycle.pending, REEVALUATE_ALL) > 0) return looks;
  for (const { at, next } of points.toReversed().slice(0, MOST_LOOKS)) {
    const until = Math.min(next, end);
    const answered = await cycles.countAnswered(cycle, until);
    looks.push({ at, next: until, answered });
    if (answered + countHeldBetween(held, cycle.first, until) >= until - cycle.first) break;
  }
  return looks;
}

const countHeldBetween = (people: readonly HeldPerson[], from: number, until: number) =>
  people.filter(({ held: { sequence } }) => sequence !== null && sequence >= from && sequence < until).length;

/**
 * The latest moment noted of which this is true: everything accepted before it is answered, itself held, or refused by
 * storage and set aside, and nobody is left to be evaluated anew. What goes on being accepted does not matter, so an
 * endless trickle delays nobody.
 *
 * @param looks made before what is held was read
 * @returns milliseconds since the epoch; 0 when there is none
 */
async function settledUntil(
  jobId: string,
  held: readonly HeldPerson[],
  { cycle: { first }, end }: OpenCycle,
  looks: readonly Look[],
  ports: Ports,
): Promise<number> {
  if (looks.length === 0) return 0;
  const setAside = await listSetAside(jobId, first, end, ports);
  const settled = looks.find(({ next, answered }) => {
    const asideBelow = setAside.filter((sequence) => sequence < next).length;
    return answered + countHeldBetween(held, first, next) + asideBelow >= next - first;
  });
  return settled?.at ?? 0;
}

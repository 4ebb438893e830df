/**
 * The deletion guard's decision (design, I5). The verdict is on the cycle, on what has run and what is held from both lanes:
 * above the threshold all that is held is staged. Within it a deletion runs when it was held for the settle window and its
 * group is known (`knownGroups.ts`). What was staged in an earlier round counts as long as it is held: a mass deletion that
 * takes many rounds to come in is one all the same. Where the whole cycle has no more deletions than may go at once, they
 * wait for no window.
 *
 * Exact with any number of workers: what is held is counted by its rows, what has run by its packs, and both change in
 * one transaction. What has run is read between two looks at what is held: a cycle in which somebody went from the one to
 * the other meanwhile is judged in the next round. What is answered is counted before what is held, and that before what is
 * set aside: an operation that goes on from one to the next may be missed, which costs a round, and is never counted twice, in
 * the place of one that is unanswered. A verdict names each deletion, so that a message that comes late releases or stages no
 * other.
 */
import { groupBy } from '../../../collections';
import { judgeDeletions, maySkipSettling } from '../../../engine/job/deletionGuard';
import { allTotals, type HeldCount } from '../../../store/jobs/jobStatus';
import type { Job } from '../../../store/jobs/jobs';
import { type HeldPerson, listHeld } from '../../person/heldDeletions';
import type { Needs } from '../../ports';
import { quarantineJob } from '../../quarantine/quarantineJob';
import { sendErrand } from '../../queue/errands';
import { whyParked } from '../../queue/whyParked';
import type { CycleReport } from '../closeCycles';
import { withoutUnkept } from '../withoutUnkept';
import { ofKnownGroups } from './knownGroups';

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

  const done = await countDone(waiting, cycles);
  const still = await listHeld(job.id, ports);
  for (const [cycleId, all] of groupBy(still, (one) => one.held.cycleId)) {
    const held = all.filter((one) => !one.held.staged);
    if (held.length === 0) continue;
    // Whoever went meanwhile may have been counted twice or not at all: the next round knows.
    const there = new Set(all.map(nameOf));
    if (waiting.some((one) => one.held.cycleId === cycleId && !there.has(nameOf(one)))) continue;
    const open = cycles.open.find(({ cycle }) => cycle.id === cycleId);
    const count = { done: done.get(cycleId) ?? 0, held: held.length, staged: all.length - held.length, linked };
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
    const now = ports.clock.now();
    const isSettled = maySkipSettling(count, context.guard)
      ? () => true
      : ({ held: { since } }: HeldPerson) => since + context.guard.settleMs <= now;
    const due = held.filter(isSettled);
    // A cycle that has ended is known whole: what is held in it was left by a message that came twice. So is one in which
    // nothing is left that could still be answered.
    const isWhole = open === undefined || open.isIdle;
    const known = isWhole ? due : await ofKnownGroups(job.id, due, held, open, cycles, ports);
    await send('release', cycleId, known);
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

/** What each cycle has carried out that still holds something to be judged. */
async function countDone(held: readonly HeldPerson[], cycles: CycleReport): Promise<ReadonlyMap<string, number>> {
  const done = new Map<string, number>();
  for (const { cycle } of cycles.open) {
    if (!held.some((one) => one.held.cycleId === cycle.id && !one.held.staged)) continue;
    done.set(cycle.id, (await cycles.addUp(cycle)).deprovisioned);
  }
  return done;
}

/** Of the deletion, not the person, who may have another one a moment later. */
const nameOf = ({ anchor, held }: HeldPerson) => `${held.since} ${anchor}`;

const called = (people: readonly HeldPerson[]) => people.map(({ anchor, held }) => ({ anchor, since: held.since }));

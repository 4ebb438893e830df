/**
 * The deletion guard's decision (design, I5): once everything accepted before a held deletion has settled is processed,
 * the cycle's count is known. Within the threshold the deletion runs; above it none of the cycle's does.
 *
 * Exact with any number of workers: what is held is counted by its rows, what has run by its packs, and both change in
 * one transaction.
 */
import { judgeDeletions } from '../engine/deletionGuard';
import type { Clock, RandomSource } from '../ports';
import type { IntakeStore } from '../store/intake';
import { allTotals, type SettlePoint } from '../store/jobStatus';
import type { Job } from '../store/jobs';
import type { Held, PeopleStore } from '../store/people';
import type { PersonIndex } from '../store/personIndex';
import type { CycleReport, OpenCycle } from './closeCycles';
import { type ErrandPorts, sendErrand } from './dueErrands';
import type { JobContexts } from './jobContext';
import { type QuarantinePorts, quarantineJob } from './quarantineJob';

export interface GuardPorts extends ErrandPorts, QuarantinePorts {
  readonly contexts: JobContexts;
  readonly people: PeopleStore;
  readonly index: PersonIndex;
  readonly intake: IntakeStore;
  readonly clock: Clock;
  readonly random: RandomSource;
}

interface HeldPerson {
  readonly anchor: string;
  readonly held: Held;
}

export async function guardDeletions(job: Job, cycles: CycleReport, ports: GuardPorts): Promise<void> {
  const waiting = (await listHeld(job.id, ports)).filter(({ held }) => !held.staged);
  if (waiting.length === 0) return;
  const context = await ports.contexts.get(job.id);
  if (context === undefined) return;
  const linked = allTotals(await ports.intake.readStatus(job.id)).linked;
  const points = await markSettlePoint(job.id, cycles.next, ports);

  for (const open of cycles.open) {
    const held = waiting.filter((one) => one.held.cycleId === open.cycle.id);
    const count = { done: open.totals.deprovisioned, held: held.length, linked };
    const verdict = judgeDeletions(count, context.guard);
    if (verdict.kind === 'tripped') {
      const trouble = { reason: 'TooManyDeletes' as const, code: 'TooManyDeletes', message: verdict.reason };
      await quarantineJob(job.id, trouble, ports);
      await sendErrand(
        job.id,
        open.cycle.id,
        'stage',
        held.map(({ anchor }) => anchor),
        ports,
      );
      continue;
    }
    const ready = await settled(held, open, points, context.guard.settleMs, cycles, ports);
    await sendErrand(
      job.id,
      open.cycle.id,
      'release',
      ready.map(({ anchor }) => anchor),
      ports,
    );
  }
}

export async function listHeld(
  jobId: string,
  { index, people }: Pick<GuardPorts, 'index' | 'people'>,
): Promise<HeldPerson[]> {
  const anchors: string[] = [];
  for await (const { anchor } of index.list(jobId, 'held')) anchors.push(anchor);
  const loaded = await people.load(jobId, anchors);
  return anchors.flatMap((anchor) => {
    const held = loaded.get(anchor)?.person.held;
    return held == null ? [] : [{ anchor, held }];
  });
}

/** "Everything below this number was accepted before this moment": noted each round, so that a later one can look back. */
async function markSettlePoint(jobId: string, next: number, ports: GuardPorts): Promise<readonly SettlePoint[]> {
  const status = await ports.intake.readStatus(jobId);
  const settlePoints = [...status.settlePoints, { at: ports.clock.now(), next }].slice(-MOST_POINTS);
  await ports.intake.writeStatus(jobId, { ...status, settlePoints });
  return settlePoints;
}

const MOST_POINTS = 40;

/** Those held long enough, when everything accepted until then is answered or itself held. */
async function settled(
  held: readonly HeldPerson[],
  { cycle, end }: OpenCycle,
  points: readonly SettlePoint[],
  settleMs: number,
  cycles: CycleReport,
  { clock }: GuardPorts,
): Promise<readonly HeldPerson[]> {
  const now = clock.now();
  const due = held.filter((one) => one.held.since + settleMs <= now);
  const latest = Math.max(...due.map((one) => one.held.since + settleMs));
  const point = points.find(({ at }) => at >= latest);
  if (due.length === 0 || point === undefined) return [];
  const until = Math.min(point.next, end);
  const answered = await cycles.countAnswered(cycle, until);
  const heldBelow = held.filter(
    (one) => one.held.operation.sequence < until && one.held.operation.sequence >= cycle.first,
  );
  return answered + heldBelow.length >= until - cycle.first ? due : [];
}

/** What a plan comes to, added up line by line, and what the deletion guard would say to it. */
import { type GuardVerdict, judgeDeletions } from '../../engine/job/deletionGuard';
import type { JobDefinition } from '../jobContext';
import { countLinked } from '../overview/countLinked';
import { percentOf } from '../overview/weighHeld';
import { listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import type { PlanLine } from './planLine';

export interface PlanTotals {
  readonly operations: number;
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  /** By reason: `RedundantExport` counts those who are up to date. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly failed: number;
  /** Operations with a warning. */
  readonly warned: number;
  /** Accounts that would be disabled because the payload leaves out what enables them. */
  readonly disabledByOmission: number;
  /** Operations for somebody another operation of the same upload is for. */
  readonly duplicates: number;
}

export const NO_PLAN_TOTALS: PlanTotals = {
  operations: 0,
  create: 0,
  update: 0,
  disable: 0,
  delete: 0,
  skipped: {},
  failed: 0,
  warned: 0,
  disabledByOmission: 0,
  duplicates: 0,
};

export function addLine(totals: PlanTotals, line: PlanLine): PlanTotals {
  const { action, status, skipReason, warnings } = line;
  const did = (wanted: PlanLine['action']) => (status === 'success' && action === wanted ? 1 : 0);
  const warns = (code: string) => (warnings.some((warning) => warning.code === code) ? 1 : 0);
  return {
    operations: totals.operations + 1,
    create: totals.create + did('create'),
    update: totals.update + did('update'),
    disable: totals.disable + did('disable'),
    delete: totals.delete + did('delete'),
    skipped:
      skipReason === null ? totals.skipped : { ...totals.skipped, [skipReason]: (totals.skipped[skipReason] ?? 0) + 1 },
    failed: totals.failed + (status === 'failure' ? 1 : 0),
    warned: totals.warned + (warnings.length > 0 ? 1 : 0),
    disabledByOmission: totals.disabledByOmission + warns('DisablesWhenOmitted'),
    duplicates: totals.duplicates + warns('DuplicateSourceEntries'),
  };
}

export interface GuardForecast {
  readonly enabled: boolean;
  /** Deletes and disables of the plan. */
  readonly planned: number;
  /** Those of the cycle that is open now, which an upload would join: carried out or held, staged or not. */
  readonly inOpenCycle: number;
  /** Both together: what is compared. */
  readonly count: number;
  readonly threshold: number;
  /** Share of the accounts, percent with one digit behind the point; `null` where shares are not looked at. */
  readonly percent: number | null;
  /** `null`: shares are not looked at. */
  readonly percentThreshold: number | null;
  readonly tripped: boolean;
  readonly reason: string;
}

type Ports = Needs<'intake' | 'packs' | 'people' | 'index'>;

/** @param isPlanned whether the plan is about this person, whose held deletion it then takes the place of */
export async function forecastGuard(
  totals: PlanTotals,
  { job, guard }: JobDefinition,
  isPlanned: (sourceAnchor: string) => boolean,
  ports: Ports,
): Promise<GuardForecast> {
  const [intake, status] = await Promise.all([ports.intake.read(job.id), ports.intake.readStatus(job.id)]);
  const cycleId = intake?.state.cycle?.id;
  const done = status.open.find((open) => open.cycleId === cycleId)?.totals.deprovisioned ?? 0;
  const inCycle = (await listHeld(job.id, ports)).filter(({ held }) => held.cycleId === cycleId);
  const others = inCycle.filter(({ anchor }) => !isPlanned(anchor));
  const staged = others.filter(({ held }) => held.staged).length;
  const held = others.length - staged;
  const planned = totals.disable + totals.delete;
  const linked = await countLinked(job.id, ports); // the timer's own count is of before the last upload
  const count = done + held + staged + planned;
  const verdict = judgeDeletions({ done, held: held + planned, staged, linked }, guard);
  return {
    enabled: guard.enabled,
    planned,
    inOpenCycle: done + held + staged,
    count,
    threshold: guard.mostCount,
    percent: guard.mostPercent === null ? null : percentOf(count, linked),
    percentThreshold: guard.mostPercent,
    tripped: verdict.kind === 'tripped',
    reason: reasonOf(verdict, planned, guard.enabled),
  };
}

function reasonOf(verdict: GuardVerdict, planned: number, enabled: boolean): string {
  if (verdict.kind === 'tripped') return `${verdict.reason} None of them would run, and the job would be quarantined.`;
  if (planned === 0) return 'Nobody would be disabled or deleted.';
  return enabled ? 'Within the threshold.' : 'The guard is switched off.';
}

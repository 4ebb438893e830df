/**
 * When a job is put into quarantine, when it is looked at again, and when it is given up (spec/engine.md 7.5, 7.6).
 *
 * A quarantine is a series: it begins with the first reason, is looked at again after 6, 12 and 24 hours and then daily,
 * and ends when a look finds the trouble gone. After 28 days the job is disabled.
 */

import type { Trip } from './trips';

export type QuarantineReason =
  | 'EncounteredBaseEscrowThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredQuarantineException'
  | 'QuarantinedOnDemand'
  | 'TooManyDeletes'
  | 'IngestionInterrupted'
  | 'Unknown';

export interface QuarantineError {
  readonly code: string;
  readonly message: string;
  /** The tenant's administrator can do something about it. */
  readonly tenantActionable: boolean;
}

export interface Quarantine {
  readonly reason: QuarantineReason;
  /** First imposed in this series, milliseconds since the epoch, as all times here. */
  readonly seriesBegan: number;
  /** Last imposed. */
  readonly currentBegan: number;
  /** Times it was looked at again and kept. */
  readonly seriesCount: number;
  readonly nextAttempt: number;
  readonly error: QuarantineError | null;
  /** Of `TooManyDeletes`: the cycles that tripped the guard. Absent: none that is known by name. */
  readonly trips?: readonly Trip[];
}

export interface QuarantineSettings {
  /** Below this many failures nothing is judged. */
  readonly leastFailures: number;
  /** Share of failures among failures and successes, percent. */
  readonly mostPercent: number;
  /** Failures other than references. */
  readonly mostFailures: number;
  /** Failures, references included. */
  readonly mostWithReferences: number;
  /** Looks after the first imposition, counted from it, milliseconds; then every `dailyMs`. */
  readonly ladderMs: readonly number[];
  readonly dailyMs: number;
  /** How long the target may be out of reach before the job is quarantined. */
  readonly unreachableMs: number;
  /** How long a quarantine may last before the job is disabled. */
  readonly giveUpMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The service's numbers, "subject to change". */
export const DOCUMENTED_QUARANTINE: QuarantineSettings = {
  leastFailures: 5_000,
  mostPercent: 40,
  mostFailures: 40_000,
  mostWithReferences: 60_000,
  ladderMs: [6 * HOUR, 12 * HOUR, 24 * HOUR],
  dailyMs: 24 * HOUR,
  unreachableMs: 40 * MINUTE, // ours: none is documented, and a cycle is as long
  giveUpMs: 28 * 24 * HOUR,
};

export interface FailureCount {
  /** Failures other than references. */
  readonly failures: number;
  readonly referenceFailures: number;
  readonly successes: number;
}

/** @returns why the job must be quarantined, or `undefined` */
export function judgeFailures(
  { failures, referenceFailures, successes }: FailureCount,
  settings: QuarantineSettings = DOCUMENTED_QUARANTINE,
): { readonly reason: QuarantineReason; readonly message: string } | undefined {
  const withReferences = failures + referenceFailures;
  if (withReferences > settings.mostWithReferences) {
    const message = `${withReferences} people failed, references included; the limit is ${settings.mostWithReferences}.`;
    return { reason: 'EncounteredTotalEscrowThreshold', message };
  }
  if (failures > settings.mostFailures) {
    return {
      reason: 'EncounteredBaseEscrowThreshold',
      message: `${failures} people failed; the limit is ${settings.mostFailures}.`,
    };
  }
  if (failures < settings.leastFailures) return undefined;
  const percent = (failures * 100) / (failures + successes);
  if (percent <= settings.mostPercent) return undefined;
  return {
    reason: 'EncounteredEscrowProportionThreshold',
    message: `${failures} of ${failures + successes} people failed (${Math.round(percent)} %); the limit is ${settings.mostPercent} %.`,
  };
}

/** The first imposition of a series, or another reason within one. */
export function imposeQuarantine(
  current: Quarantine | null,
  reason: QuarantineReason,
  error: QuarantineError | null,
  now: number,
  settings: QuarantineSettings = DOCUMENTED_QUARANTINE,
): Quarantine {
  if (current !== null) {
    const { trips: _, ...series } = current;
    return { ...series, reason, error, currentBegan: now };
  }
  const nextAttempt = now + nextLookMs(0, settings);
  return { reason, seriesBegan: now, currentBegan: now, seriesCount: 0, nextAttempt, error };
}

/** The look found the trouble still there. Looks that were missed are not made up for. */
export function keepQuarantine(
  current: Quarantine,
  now: number,
  settings: QuarantineSettings = DOCUMENTED_QUARANTINE,
): Quarantine {
  const nextAttempt = current.seriesBegan + nextLookMs(now - current.seriesBegan, settings);
  return { ...current, currentBegan: now, seriesCount: current.seriesCount + 1, nextAttempt };
}

/** Whether a job that was in quarantine for so long is disabled. */
export function isJobGivenUp(
  current: Quarantine,
  now: number,
  settings: QuarantineSettings = DOCUMENTED_QUARANTINE,
): boolean {
  return now - current.seriesBegan >= settings.giveUpMs;
}

/** The first look that lies more than `elapsed` behind the beginning of the series; both in milliseconds. */
function nextLookMs(elapsed: number, { ladderMs, dailyMs }: QuarantineSettings): number {
  const step = ladderMs.find((ms) => ms > elapsed);
  if (step !== undefined) return step;
  const last = ladderMs.at(-1) ?? 0;
  return last + dailyMs * (Math.floor((elapsed - last) / dailyMs) + 1);
}

/** The settings of a job that change how it runs, under every spelling clients use (spec/engine.md 0.2, C4). */
import type { GuardSettings } from '../engine/deletionGuard';

const DEFAULT_THRESHOLD = 500;

/** `True`, `true` and `1` are on; everything else is off. */
export function isOn(value: string | undefined): boolean {
  return /^(true|1)$/i.test(value?.trim() ?? '');
}

/** @param settleMs how long a deletion is held, milliseconds */
export function guardSettings(settings: Readonly<Record<string, string>>, settleMs: number): GuardSettings {
  return {
    enabled: settings.DeleteThresholdEnabled === undefined || isOn(settings.DeleteThresholdEnabled),
    mostCount: number(settings.QuarantineTooManyDeletesThreshold) ?? DEFAULT_THRESHOLD,
    mostPercent: number(settings.QuarantineTooManyDeletesPercent) ?? null,
    settleMs,
  };
}

function number(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

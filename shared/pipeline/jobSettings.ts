/** The settings of a job that change how it runs, under every spelling clients use (spec/engine.md 0.2, C4). */
import type { GuardSettings } from '../engine/job/deletionGuard';
import type { OmittedAttributes } from '../engine/person/record';
import { isOn } from '../graph/onOff';

const DEFAULT_THRESHOLD = 500;

/** As the metadata of templates calls it (spec/wire-contract.md 3.9). */
export const AGENT_REQUIRED = 'IsSynchronizationAgentRequired';

/** Whether agents near the directory do the job's work, instead of the service itself. */
export function isRunByAgents({ settings }: { readonly settings: Readonly<Record<string, string>> }): boolean {
  return isOn(settings[AGENT_REQUIRED]);
}

/** @param house what all jobs have in common */
export function guardSettings(
  settings: Readonly<Record<string, string>>,
  house: Pick<GuardSettings, 'settleMs' | 'mostAtOnce'>,
): GuardSettings {
  return {
    enabled: settings.DeleteThresholdEnabled === undefined || isOn(settings.DeleteThresholdEnabled),
    mostCount: number(settings.QuarantineTooManyDeletesThreshold) ?? DEFAULT_THRESHOLD,
    mostPercent: number(settings.QuarantineTooManyDeletesPercent) || null, // 0 switches it off; a count of 0 lets nobody go
    ...house,
  };
}

/** Attributes that an upload leaves out stay known, unless the job says otherwise (spec/payload.md 1.8). */
export function omittedAttributes({ OmittedAttributes }: Readonly<Record<string, string>>): OmittedAttributes {
  return OmittedAttributes?.trim().toLowerCase() === 'forget' ? 'forget' : 'keep';
}

/** How long who has no enabled account and is not named is known, days; `undefined`: for good (spec/payload.md 1.7). */
export function forgetPeopleAfterDays({ ForgetPeopleAfterDays }: Readonly<Record<string, string>>): number | undefined {
  return number(ForgetPeopleAfterDays) || undefined; // 0 switches it off: nobody is forgotten at once
}

function number(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

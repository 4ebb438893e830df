/** The settings of a job as fields of a form, and what of them is sent (docs/operations.md, *The deletion guard* and *What is kept of a person*). */
import { parseDuration } from '../../../shared/graph/duration';
import { isOn } from '../../../shared/graph/onOff';

/** What of Graph's job has them. */
export interface HasSettings {
  readonly schedule: { readonly interval: string };
  readonly synchronizationJobSettings: readonly { readonly name: string; readonly value: string | null }[];
}

export type SettingsValues = Readonly<Record<SettingsField, string>>;
export type SettingsField = 'guard' | 'threshold' | 'percent' | 'minutes' | 'omitted' | 'forgetAfter';

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 24 * 60;
const NAMES = {
  guard: 'DeleteThresholdEnabled',
  threshold: 'QuarantineTooManyDeletesThreshold',
  percent: 'QuarantineTooManyDeletesPercent',
  omitted: 'OmittedAttributes',
  forgetAfter: 'ForgetPeopleAfterDays',
} as const satisfies Partial<Record<SettingsField, string>>;
const DEFAULT_THRESHOLD = '500';

export function toSettings({ schedule, synchronizationJobSettings }: HasSettings): SettingsValues {
  const saved = new Map(synchronizationJobSettings.map(({ name, value }) => [name, value?.trim() ?? '']));
  const guard = saved.get(NAMES.guard);
  const unlessZero = (value = '') => (Number(value) === 0 ? '' : value);
  return {
    guard: guard === undefined || isOn(guard) ? 'True' : 'False',
    threshold: saved.get(NAMES.threshold) || DEFAULT_THRESHOLD,
    percent: unlessZero(saved.get(NAMES.percent)),
    minutes: minutesOf(schedule.interval),
    omitted: saved.get(NAMES.omitted)?.toLowerCase() === 'forget' ? 'forget' : 'keep',
    forgetAfter: unlessZero(saved.get(NAMES.forgetAfter)),
  };
}

/** Empty for what no cycle can be: a disabled job shows a thousand years. */
function minutesOf(interval: string): string {
  const minutes = (parseDuration(interval) ?? 0) / MINUTE_MS;
  return minutes > 0 && minutes <= LONGEST_MINUTES ? String(minutes) : '';
}

/** The body of a `PATCH` of Graph's job. */
export function settingsPatch(before: SettingsValues, after: SettingsValues): object {
  const changed = (field: SettingsField) => before[field] !== after[field].trim();
  const fields = Object.keys(NAMES) as (keyof typeof NAMES)[];
  const settings = fields.filter(changed).map((field) => ({ name: NAMES[field], value: after[field].trim() }));
  return {
    ...(settings.length > 0 && { synchronizationJobSettings: settings }),
    ...(changed('minutes') && { schedule: { interval: `PT${after.minutes.trim()}M` } }),
  };
}

const isWhole = (value: string, least: number, most: number) =>
  /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;

const RULES: Readonly<Record<SettingsField, (value: string) => boolean>> = {
  guard: () => true,
  threshold: (value) => isWhole(value, 0, 999_999_999),
  percent: (value) => value === '' || (/^\d+(\.\d+)?$/.test(value) && Number(value) <= 100),
  minutes: (value) => isWhole(value, 1, LONGEST_MINUTES),
  omitted: () => true,
  forgetAfter: (value) => value === '' || isWhole(value, 0, 36_500),
};

/** Fields that were changed to what the service would refuse. */
export const settingsFaults = (before: SettingsValues, after: SettingsValues): readonly SettingsField[] =>
  (Object.keys(RULES) as SettingsField[]).filter(
    (field) => before[field] !== after[field].trim() && !RULES[field](after[field].trim()),
  );

/**
 * What `PATCH …/jobs/{jobId}` may change (spec/wire-contract.md 2.4): settings by name, the interval, and the deletion
 * threshold as seed 002 spells it. Everything else of the resource is read only and passed over.
 */
import type { Fields } from '../../engine/schema/parse/fields';
import { parseDuration } from '../../graph/duration';
import { AGENT_REQUIRED } from '../../pipeline/jobSettings';
import type { JobPatch } from '../../pipeline/jobs/updateJob';
import type { Job } from '../../store/jobs/jobs';
import { NEVER_INTERVAL } from './jobResource';

const THRESHOLD = 'QuarantineTooManyDeletesThreshold';
/** Shorter would be all beginnings and ends, longer would count deletions of two days together. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 24 * 3_600_000;

interface Rule {
  readonly expectation: string;
  readonly holds: (value: string) => boolean;
}

const COUNT: Rule = { expectation: 'a whole number from 0', holds: (value) => /^\d{1,9}$/.test(value) };
const PERCENT: Rule = {
  expectation: 'a number from 0 to 100 or empty',
  holds: (value) => value === '' || (/^\d+(\.\d+)?$/.test(value) && Number(value) <= 100),
};
const FLAG: Rule = { expectation: 'True or False', holds: (value) => /^(true|false|1|0)$/i.test(value) };
const DAYS: Rule = {
  expectation: 'a whole number of days up to 36500, 0 or empty for never',
  holds: (value) => value === '' || (/^\d{1,5}$/.test(value) && Number(value) <= 36_500),
};
const OMITTED: Rule = { expectation: 'keep or forget', holds: (value) => /^(keep|forget)$/i.test(value) };

/** Settings that mean something to Muster; any other is kept as it is. */
const RULES: Readonly<Record<string, Rule>> = {
  [THRESHOLD]: COUNT,
  QuarantineTooManyDeletesPercent: PERCENT,
  DeleteThresholdEnabled: FLAG,
  SkipOutOfScopeDeletions: FLAG,
  [AGENT_REQUIRED]: FLAG,
  OmittedAttributes: OMITTED,
  ForgetPeopleAfterDays: DAYS,
};

export function readJobPatch(fields: Fields, job: Job): JobPatch {
  const settings = readSettings(fields);
  const schedule = fields.child('schedule');
  if (schedule === undefined) return { settings };
  refuseState(schedule, job);
  const interval = readInterval(schedule);
  return { settings: { ...settings, ...readThreshold(schedule) }, ...(interval !== undefined && { interval }) };
}

/** By name; `null` for one without a value. */
export function readSettings(fields: Fields): JobPatch['settings'] {
  return Object.fromEntries(fields.children('synchronizationJobSettings').map(readSetting));
}

function readSetting(fields: Fields): [string, string | null] {
  const given = fields.text('name');
  const name = Object.keys(RULES).find((known) => known.toLowerCase() === given.toLowerCase()) ?? given;
  const value = fields.optionalText('value');
  const rule = RULES[name];
  if (value !== null && rule !== undefined && !rule.holds(value.trim())) {
    report(fields, 'value', `${rule.expectation} for ${name}, got ${JSON.stringify(value)}`);
  }
  return [name, value === null ? null : value.trim()];
}

function readThreshold(schedule: Fields): Record<string, string> {
  const value = schedule.optionalText('accidentalDeletionThreshold');
  if (value === null) return {};
  if (!COUNT.holds(value.trim())) {
    report(schedule, 'accidentalDeletionThreshold', `${COUNT.expectation}, got ${JSON.stringify(value)}`);
  }
  return { [THRESHOLD]: value.trim() };
}

function readInterval(schedule: Fields): string | undefined {
  const text = schedule.optionalText('interval');
  if (text === null || text === NEVER_INTERVAL) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || ms < SHORTEST_MS || ms > LONGEST_MS) {
    report(schedule, 'interval', `a duration from PT1M to P1D such as PT40M, got ${JSON.stringify(text)}`);
  }
  return text.trim();
}

/** A state that is sent back as it was read changes nothing; another one is a start or a pause that would go unheard. */
function refuseState(schedule: Fields, { state }: Job): void {
  const given = schedule.optionalText('state');
  if (given === null || given.toLowerCase() === state.toLowerCase()) return;
  report(schedule, 'state', `left as it is (${state}): POST to start or pause instead`);
}

function report(fields: Fields, name: string, expectation: string): void {
  fields.report(fields.at(name), 'InvalidValue', `${fields.at(name)} must be ${expectation}.`);
}

/**
 * Reads the dates that people and systems write, as .NET's `DateTime.Parse` does in the invariant culture: ISO 8601, the
 * month before the day, and dates with the month's name. There must be a date; a time and an offset may follow.
 */
import { assemble, type DateFields } from './dateFields';
import type { DateTime } from './dateTime';
import { abbreviated, fullYear, MONTHS, WEEKDAYS } from './names';
import { ticksOf } from './readExact';
import { plainBlanks } from './textReader';

/** Longer text is no date. */
const MAX_LENGTH = 100;

type Groups = readonly (string | undefined)[];

/** A way to write the day, and which of its groups is what. The order matters: the first that fits is taken. */
interface DateForm {
  readonly pattern: RegExp;
  readonly year: number;
  readonly month?: number;
  readonly monthName?: number;
  readonly day: number;
  readonly weekday?: number;
}

const FORMS: readonly DateForm[] = [
  { pattern: /(\d{4})([-/])(\d{1,2})\2(\d{1,2})/y, year: 1, month: 3, day: 4 },
  { pattern: /(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})/y, month: 1, day: 3, year: 4 },
  { pattern: /(?:([a-z]+),? +)?(\d{1,2})[ -]([a-z]+),?[ -](\d{4}|\d{2})/iy, weekday: 1, day: 2, monthName: 3, year: 4 },
  { pattern: /(?:([a-z]+),? +)?([a-z]+) +(\d{1,2}),? +(\d{4})/iy, weekday: 1, monthName: 2, day: 3, year: 4 },
];

/** What may follow a date: hour, minute, second, fraction and half of the day; then Z, or an offset's sign and numbers. */
const TIME_AND_OFFSET =
  /(?:(?:T| +)(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?(?: *([AP])M)?)?(?: *(Z|GMT|UTC|([+-])(\d{1,2})(?::?(\d{2}))?))?$/iy;

/** A month alone means its first day, and nothing may follow: `2020-03-07:00` would have two readings. */
const MONTH_ALONE = /^(\d{4})[-/](\d{1,2})$/;

const START: DateTime = { seconds: 0, ticks: 0 };

/** `undefined` where .NET throws a FormatException. */
export function readAny(text: string): DateTime | undefined {
  const trimmed = plainBlanks(text).trim();
  if (trimmed.length > MAX_LENGTH) return undefined;
  const fields = readFields(trimmed);
  return fields && assemble(fields, START, true)?.dateTime;
}

function readFields(text: string): DateFields | undefined {
  for (const form of FORMS) {
    form.pattern.lastIndex = 0;
    const date = form.pattern.exec(text);
    if (!date) continue;
    TIME_AND_OFFSET.lastIndex = form.pattern.lastIndex;
    const time = TIME_AND_OFFSET.exec(text);
    if (!time) continue;
    const fields: DateFields = {};
    return addDate(fields, date, form) && addTime(fields, time) ? fields : undefined;
  }
  const month = MONTH_ALONE.exec(text);
  return month ? { year: Number(month[1]), month: Number(month[2]), day: 1 } : undefined;
}

/** `false` where a word is neither a month nor a weekday. */
function addDate(fields: DateFields, groups: Groups, form: DateForm): boolean {
  const year = groups[form.year] ?? '';
  fields.year = year.length === 2 ? fullYear(Number(year)) : Number(year);
  fields.day = Number(groups[form.day]);
  fields.month = form.month ? Number(groups[form.month]) : indexOf(MONTHS, groups[form.monthName ?? 0] ?? '') + 1;
  const weekday = form.weekday && groups[form.weekday];
  if (weekday) fields.weekday = indexOf(WEEKDAYS, weekday);
  return fields.month > 0 && fields.weekday !== -1;
}

/** `false` where an hour stands alone. */
function addTime(fields: DateFields, groups: Groups): boolean {
  const [, hour, minute, second = '0', fraction = '', half, zone, sign, offsetHours = '0', offsetMinutes = '0'] =
    groups;
  if (hour !== undefined) {
    if (minute === undefined && half === undefined) return false;
    fields.hour = Number(hour);
    fields.minute = Number(minute ?? 0);
    fields.second = Number(second);
    fields.ticks = ticksOf(fraction);
    if (half !== undefined) fields.half = half.toUpperCase() === 'P' ? 1 : 0;
  }
  if (zone !== undefined) {
    const seconds = Number(offsetHours) * 3600 + Number(offsetMinutes) * 60;
    fields.offsetSeconds = sign === '-' ? -seconds : seconds;
  }
  return true;
}

/** The place of a full or abbreviated name in any case; -1 if it is none. */
function indexOf(names: readonly string[], word: string): number {
  const wanted = word.toLowerCase();
  return names.findIndex((name) => [name, abbreviated(name)].some((form) => form.toLowerCase() === wanted));
}

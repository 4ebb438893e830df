/**
 * Reads the dates that people and systems write, as .NET's `DateTime.Parse` does in the invariant culture: ISO 8601, the
 * month before the day, and dates with the month's name. There must be a date; a time and an offset may follow.
 */
import { assemble, type DateFields } from './dateFields';
import type { DateTime } from './dateTime';
import { abbreviated, fullYear, MONTHS, WEEKDAYS } from './names';
import { ticksOf } from './readExact';

/** Longer text is no date. */
const MAX_LENGTH = 100;

const WEEKDAY = '(?:(?<weekday>[a-z]+),? +)?';
const MONTH_NAME = '(?<monthName>[a-z]+)';
const TIME =
  '(?<hour>\\d{1,2})(?::(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.(?<fraction>\\d+))?)?)?(?: *(?<half>AM|PM))?';
const OFFSET = '(?:Z|GMT|UTC|(?<sign>[+-])(?<offsetHours>\\d{1,2})(?::?(?<offsetMinutes>\\d{2}))?)';

/** A month alone means its first day, and then nothing follows: `2020-03-07:00` would have two readings. */
const FORMS: readonly RegExp[] = [
  '(?<year>\\d{4})(?<separator>[-/])(?<month>\\d{1,2})\\k<separator>(?<day>\\d{1,2})',
  '(?<month>\\d{1,2})(?<separator>[-/])(?<day>\\d{1,2})\\k<separator>(?<year>\\d{4}|\\d{2})',
  `${WEEKDAY}(?<day>\\d{1,2})[ -]${MONTH_NAME},?[ -](?<year>\\d{4}|\\d{2})`,
  `${WEEKDAY}${MONTH_NAME} +(?<day>\\d{1,2}),? +(?<year>\\d{4})`,
].map((date) => new RegExp(`^${date}(?:(?:T| +)${TIME})?(?<zone> *${OFFSET})?$`, 'i'));
const MONTH_ALONE = /^(?<year>\d{4})[-/](?<month>\d{1,2})$/;

const START: DateTime = { seconds: 0, ticks: 0 };

/** `undefined` where .NET throws a FormatException. */
export function readAny(text: string): DateTime | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) return undefined;
  for (const form of [...FORMS, MONTH_ALONE]) {
    const groups = form.exec(trimmed)?.groups;
    const fields = groups && fieldsOf(groups);
    if (fields) return assemble(fields, START, true)?.dateTime;
  }
  return undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** `undefined` where a word is neither a month nor a weekday, or an hour stands alone. */
function fieldsOf(groups: Groups): DateFields | undefined {
  const { hour, minute, second, fraction, half, year = '', day = '1' } = groups;
  const month = groups.monthName === undefined ? Number(groups.month) : indexOf(MONTHS, groups.monthName) + 1;
  const weekday = groups.weekday === undefined ? undefined : indexOf(WEEKDAYS, groups.weekday);
  const hourAlone = hour !== undefined && minute === undefined && half === undefined;
  if (month === 0 || weekday === -1 || hourAlone) return undefined;
  return {
    year: year.length === 2 ? fullYear(Number(year)) : Number(year),
    month,
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ticks: ticksOf(fraction ?? ''),
    ...(weekday === undefined ? {} : { weekday }),
    ...(half === undefined ? {} : { half: half.toUpperCase() === 'PM' ? 1 : 0 }),
    ...(groups.zone === undefined ? {} : { offsetSeconds: offsetOf(groups) }),
  };
}

function offsetOf({ sign, offsetHours = '0', offsetMinutes = '0' }: Groups): number {
  const seconds = Number(offsetHours) * 3600 + Number(offsetMinutes) * 60;
  return sign === '-' ? -seconds : seconds;
}

/** The place of a full or abbreviated name in any case; -1 if it is none. */
function indexOf(names: readonly string[], word: string): number {
  const wanted = word.toLowerCase();
  return names.findIndex((name) => [name, abbreviated(name)].some((form) => form.toLowerCase() === wanted));
}

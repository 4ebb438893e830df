/**
 * A moment as .NET's DateTime knows it: the proleptic Gregorian calendar, years 1 to 9999, ticks of 100 ns. Everything is
 * UTC; a date without an offset is taken as UTC (spec/engine.md 2.7).
 */

const DAYS_IN_400_YEARS = 146_097;

export const TICKS_PER_SECOND = 10_000_000;
export const SECONDS_PER_DAY = 86_400;

export interface DateTime {
  /** Whole seconds since 1970-01-01T00:00:00Z; negative before. */
  readonly seconds: number;
  /** The rest, 0 to 9,999,999. */
  readonly ticks: number;
}

export interface DateParts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ticks: number;
}

const MIN_SECONDS = secondsOf({ year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0 });
const MAX_SECONDS = secondsOf({ year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59 });

export function dateTimeOfMilliseconds(milliseconds: number): DateTime {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, ticks: (milliseconds - seconds * 1000) * (TICKS_PER_SECOND / 1000) };
}

/** `undefined` outside the years 1 to 9999. */
export function dateTimeAt(seconds: number, ticks: number): DateTime | undefined {
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS ? { seconds, ticks } : undefined;
}

/** `undefined` where the calendar has no such day or the clock no such time. */
export function dateTimeOf(parts: DateParts): DateTime | undefined {
  const { year, month, day, hour, minute, second, ticks } = parts;
  const exists =
    year >= 1 &&
    year <= 9999 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  return exists ? { seconds: secondsOf(parts), ticks } : undefined;
}

export function partsOf({ seconds, ticks }: DateTime): DateParts {
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ticks,
  };
}

/** 0 is Sunday. */
export function dayOfWeek({ seconds }: DateTime): number {
  return new Date(seconds * 1000).getUTCDay();
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** As .NET's AddMonths: a day the month does not have becomes its last. */
export function addMonths(dateTime: DateTime, months: number): DateTime | undefined {
  const parts = partsOf(dateTime);
  const monthsSinceYearZero = parts.year * 12 + (parts.month - 1) + months;
  const year = Math.floor(monthsSinceYearZero / 12);
  const month = monthsSinceYearZero - year * 12 + 1;
  return dateTimeOf({ ...parts, year, month, day: Math.min(parts.day, daysInMonth(year, month)) });
}

function secondsOf({ year, month, day, hour, minute, second }: Omit<DateParts, 'ticks'>): number {
  // Date.UTC reads the years 0 to 99 as 1900 to 1999; 400 years later the calendar is the same.
  const later = Date.UTC(year + 400, month - 1, day, hour, minute, second) / 1000;
  return later - DAYS_IN_400_YEARS * SECONDS_PER_DAY;
}

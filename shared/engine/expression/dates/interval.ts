/** Visual Basic's date intervals: `m` is months, `n` is minutes. */
import { addMonths, type DateTime, dateTimeAt, partsOf, SECONDS_PER_DAY, TICKS_PER_SECOND } from './dateTime';

export const INTERVALS = ['yyyy', 'm', 'd', 'ww', 'h', 'n', 's'] as const;
export type Interval = (typeof INTERVALS)[number];

const SECONDS: Readonly<Record<Exclude<Interval, 'yyyy' | 'm'>, number>> = {
  d: SECONDS_PER_DAY,
  ww: 7 * SECONDS_PER_DAY,
  h: 3600,
  n: 60,
  s: 1,
};

/** `undefined` outside the years 1 to 9999. A month that lacks the day gives its last. */
export function addInterval(interval: Interval, amount: number, dateTime: DateTime): DateTime | undefined {
  if (interval === 'yyyy') return addMonths(dateTime, amount * 12);
  if (interval === 'm') return addMonths(dateTime, amount);
  return dateTimeAt(dateTime.seconds + amount * SECONDS[interval], dateTime.ticks);
}

/**
 * Years and months by the calendar's fields, weeks by the Sundays between, the rest by elapsed time cut off toward zero.
 * Positive when `to` is later.
 */
export function intervalsBetween(interval: Interval, from: DateTime, to: DateTime): number {
  if (interval === 'yyyy') return partsOf(to).year - partsOf(from).year;
  if (interval === 'm') return monthNumber(to) - monthNumber(from);
  if (interval === 'ww') return weekNumber(to) - weekNumber(from);
  const seconds = to.seconds - from.seconds + (to.ticks - from.ticks) / TICKS_PER_SECOND;
  // Adding 0 turns the -0 of a short time backwards into 0.
  return Math.trunc(seconds / SECONDS[interval]) + 0;
}

function monthNumber(dateTime: DateTime): number {
  const { year, month } = partsOf(dateTime);
  return year * 12 + month;
}

/** Weeks start on Sunday; 1970-01-01 was a Thursday, the fourth day after one. */
function weekNumber({ seconds }: DateTime): number {
  return Math.floor((Math.floor(seconds / SECONDS_PER_DAY) + 4) / 7);
}

/** What a date's text says, field by field, and the moment the fields make together. */
import { type DateTime, dateTimeAt, dateTimeOf, dayOfWeek, partsOf } from './dateTime';

/** A field that the text does not have stays absent. */
export interface DateFields {
  year?: number;
  month?: number;
  day?: number;
  /** 0 is Sunday. */
  weekday?: number;
  hour?: number;
  /** On a clock of twelve hours. */
  hourOfHalf?: number;
  /** 0 is AM, 1 is PM. */
  half?: number;
  minute?: number;
  second?: number;
  ticks?: number;
  /** East of UTC. */
  offsetSeconds?: number;
}

export interface ReadDate {
  readonly dateTime: DateTime;
  /** Whether the text named an offset; without one it was taken as UTC. */
  readonly zoned: boolean;
}

const MAX_OFFSET_SECONDS = 14 * 3600;

/** Whether there is a value, and it agrees with one that was read before for the same field. */
export function setField(fields: DateFields, name: keyof DateFields, value: number | undefined): boolean {
  if (value === undefined) return false;
  fields[name] ??= value;
  return fields[name] === value;
}

/** `undefined` where the fields make no moment in the calendar. */
export function assemble(fields: DateFields, now: DateTime, noCurrentDateDefault: boolean): ReadDate | undefined {
  const { minute = 0, second = 0, ticks = 0, weekday, offsetSeconds } = fields;
  const hour = hourOf(fields);
  if (hour === undefined || Math.abs(offsetSeconds ?? 0) > MAX_OFFSET_SECONDS) return undefined;
  const { year, month, day } = dateOf(fields, now, noCurrentDateDefault);
  const local = dateTimeOf({ year, month, day, hour, minute, second, ticks });
  if (!local || (weekday !== undefined && weekday !== dayOfWeek(local))) return undefined;
  const dateTime = dateTimeAt(local.seconds - (offsetSeconds ?? 0), ticks);
  return dateTime && { dateTime, zoned: offsetSeconds !== undefined };
}

/** Twelve is the first hour of its half; without AM or PM a clock of twelve hours shows the morning. */
function hourOf({ hour, hourOfHalf, half }: DateFields): number | undefined {
  if (half === undefined && hourOfHalf === undefined) return hour ?? 0;
  const shown = hourOfHalf ?? hour ?? 0;
  if (shown > 12) return undefined;
  return (shown % 12) + (half === 1 ? 12 : 0);
}

/** A text without a date means today; one with a part of a date means this year, and the first month and day. */
function dateOf({ year, month, day }: DateFields, now: DateTime, noCurrentDateDefault: boolean) {
  if (year === undefined && month === undefined && day === undefined) {
    return noCurrentDateDefault ? { year: 1, month: 1, day: 1 } : partsOf(now);
  }
  return { year: year ?? partsOf(now).year, month: month ?? 1, day: day ?? 1 };
}

/** The invariant culture's words. */

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** From Sunday, as days of the week are counted. */
export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

export function abbreviated(name: string): string {
  return name.slice(0, 3);
}

/** A year of two digits lies in the hundred years that end with 2049, .NET's `TwoDigitYearMax`. */
export function fullYear(twoDigits: number): number {
  return twoDigits + (twoDigits > 49 ? 1900 : 2000);
}

/**
 * Points in time as directories and HR systems write them, understood well enough to compare and to normalise them.
 * Text without an offset is UTC. What expressions do with dates is the expression language's own matter.
 */

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;
/** What the date functions of expressions print: `8/25/2021 5:41:18 PM`. */
const INVARIANT = /^(\d\d?)\/(\d\d?)\/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?(?: ([AP]M))?)?$/i;
/** LDAP's generalized time: `20240131120000.0Z`. */
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?(Z|[+-]\d{4})$/;

/** @returns milliseconds since the epoch, or `undefined` for text that is no point in time */
export function parseInstant(text: string): number | undefined {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed) ?? GENERALIZED.exec(trimmed);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, offset] = iso;
    const utc = utcMs([year, month, day, hour, minute, second], fraction);
    return utc === undefined ? undefined : utc - offsetMs(offset);
  }
  const [, month, day, year, hour, minute, second, half] = INVARIANT.exec(trimmed) ?? [];
  if (year === undefined) return undefined;
  return utcMs([year, month, day, half === undefined ? hour : hourOfDay(hour, half), minute, second], undefined);
}

/** ISO 8601 in UTC, with milliseconds only where there are any. */
export function printInstant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function hourOfDay(hour: string | undefined, half: string): string {
  const hours = Number(hour);
  if (hours < 1 || hours > 12) return 'no hour';
  return String((hours % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
}

/** @returns `undefined` where a field is out of range: `Date.UTC` would carry it over */
function utcMs(fields: readonly (string | undefined)[], fraction: string | undefined): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields.map((field) =>
    field === undefined ? undefined : Number(field),
  );
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Number(`0.${fraction ?? 0}`) * 1000);
  const kept = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return kept && minute < 60 && second < 60 ? date.getTime() : undefined;
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Times as people read them. Pure: the moment, the zone and what is now come from outside. */

export type Zone = 'local' | 'utc';

const DAY_MS = 24 * 60 * 60_000;
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, ...(zone === 'utc' && { timeZone: 'UTC' }) });
  formats.set(key, made);
  return made;
}

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;
const DATE = { day: 'numeric', month: 'short' } as const;

/** `10:22:31` */
export const clockTime = (ms: number, zone: Zone) => format(zone, { ...CLOCK, second: '2-digit' }).format(ms);

/** `10:22` */
export const shortTime = (ms: number, zone: Zone) => format(zone, CLOCK).format(ms);

/** `28 Nov 2026, 10:22:31` */
export const fullTime = (ms: number, zone: Zone) =>
  format(zone, { ...DATE, year: 'numeric', ...CLOCK, second: '2-digit' }).format(ms);

/** `10:22` today, `28 Nov, 10:22` before. */
export function dayTime(ms: number, now: number, zone: Zone): string {
  const day = (at: number) => format(zone, { ...DATE, year: 'numeric' }).format(at);
  if (day(ms) === day(now)) return shortTime(ms, zone);
  return `${format(zone, DATE).format(ms)}, ${shortTime(ms, zone)}`;
}

/** `10:22:31` today, `28 Nov 10:22` before: as wide as a column. */
export function logTime(ms: number, now: number, zone: Zone): string {
  const told = dayTime(ms, now, zone);
  return told.includes(',') ? told.replace(',', '') : clockTime(ms, zone);
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** `3 min. ago` within a day; the moment itself beyond. */
export function relativeTime(ms: number, now: number, zone: Zone): string {
  const difference = ms - now;
  if (Math.abs(difference) >= DAY_MS) return dayTime(ms, now, zone);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(difference) >= length) ?? (['second', 1_000] as const);
  return relative.format(Math.trunc(difference / size), unit);
}

/** `0.6 s`, `42 s`, `3 min`, `5 h`, `2 d` */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(ms, 0) / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 2 * DAY_MS) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / DAY_MS)} d`;
}

/** `UTC+1`, of the reader's zone at this moment. */
export function zoneName(offsetMinutes: number): string {
  const ahead = -offsetMinutes;
  if (ahead === 0) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  return `UTC${ahead > 0 ? '+' : '-'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
}

/**
 * NCRONTAB, the dialect the Functions host reads, checked and rewritten for croner. croner accepts more (`L`, `W`, `#`,
 * `?`, years) and less (`5/15`); a schedule that only one of the two understands must not work here and fail deployed.
 */

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { name: 'second', least: 0, most: 59 },
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of week', least: 0, most: 6, names: DAYS },
];

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;
const DAY_HOURS = 24;

/** @returns six fields of numbers, lists, ranges and steps @throws {Error} that names the field and what it may hold */
export function normalizeNcrontab(text: string): string {
  const parts = text.trim().split(/\s+/);
  const withSeconds = parts.length === FIELDS.length - 1 ? ['0', ...parts] : parts;
  if (withSeconds.length !== FIELDS.length) {
    throw new Error(`schedule "${text}" must have six fields (second minute hour day month day-of-week)`);
  }
  return FIELDS.map((field, index) => normalizeField(text, field, withSeconds[index] ?? '')).join(' ');
}

/**
 * The longest time between two moments of a schedule within a day; days that it leaves out count as days that it has.
 *
 * @param text a schedule that was checked
 * @returns milliseconds
 */
export function longestPauseMs(text: string): number {
  const values = normalizeNcrontab(text).split(' ');
  const [seconds = [], minutes = [], hours = []] = FIELDS.map((field, index) => numbersOf(field, values[index] ?? '*'));
  const tomorrow = DAY_HOURS + (hours[0] ?? 0);
  const pauses = [
    ...steps(seconds),
    ...steps(minutes).map((step) => step * MINUTE_SECONDS - extent(seconds)),
    ...steps([...hours, tomorrow]).map(
      (step) => step * HOUR_SECONDS - extent(minutes) * MINUTE_SECONDS - extent(seconds),
    ),
  ];
  return Math.max(...pauses) * 1_000;
}

/** From each value to the next. */
const steps = (values: readonly number[]): readonly number[] =>
  values.slice(1).map((value, index) => value - (values[index] ?? 0));

/** From the first value to the last. */
const extent = (values: readonly number[]): number => (values.at(-1) ?? 0) - (values[0] ?? 0);

/** All that a field names, in order. */
function numbersOf({ least, most }: Field, value: string): readonly number[] {
  const numbers = new Set<number>();
  for (const item of value.split(',')) {
    const [range = '', step = '1'] = item.split('/');
    const [from = least, to = from] = range === '*' ? [least, most] : range.split('-').map(Number);
    for (let number = from; number <= to; number += Number(step)) numbers.add(number);
  }
  return [...numbers].sort((one, other) => one - other);
}

function normalizeField(text: string, field: Field, value: string): string {
  return value
    .split(',')
    .map((item) => {
      const normalized = normalizeItem(field, item);
      if (normalized !== undefined) return normalized;
      const names = field.names ? ` or ${field.names[0]} to ${field.names.at(-1)}` : '';
      throw new Error(
        `schedule "${text}": ${field.name} "${value}" must hold numbers from ${field.least} to ${field.most}${names}, ranges, steps or *`,
      );
    })
    .join(',');
}

function normalizeItem(field: Field, item: string): string | undefined {
  const [, start = '', end, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.most)) return undefined;
  const steps = step === undefined ? '' : `/${Number(step)}`;
  if (start === '*') return end === undefined ? `*${steps}` : undefined;

  const from = readNumber(field, start);
  const to = end === undefined ? from : readNumber(field, end);
  if (from === undefined || to === undefined || to < from) return undefined;
  if (end !== undefined) return `${from}-${to}${steps}`;
  return step === undefined ? `${from}` : `${from}-${field.most}${steps}`; // `5/15`: from 5 to the end
}

function readNumber(field: Field, text: string): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.least && value <= field.most ? value : undefined;
}

/** Prints moments (spec/engine.md 2.7). */
import { type DateParts, type DateTime, dayOfWeek, partsOf } from './dateTime';
import type { DateFormat, FieldLetter } from './format';
import { abbreviated, MONTHS, WEEKDAYS } from './names';

/** `M/d/yyyy h:mm:ss tt`, in which every date function answers. */
export function printDateTime(dateTime: DateTime): string {
  const { year, month, day, hour, minute, second } = partsOf(dateTime);
  const time = `${twelveHour(hour)}:${padded(minute, 2)}:${padded(second, 2)} ${dayHalf(hour)}`;
  return `${month}/${day}/${padded(year, 4)} ${time}`;
}

/** @param zoned whether the moment was given with an offset, and so is known to be UTC: `K` prints `Z` */
export function printFormatted(dateTime: DateTime, format: DateFormat, zoned: boolean): string {
  const parts = partsOf(dateTime);
  let result = '';
  for (const part of format) {
    if (part.kind === 'literal') {
      result += part.text;
    } else if (part.letter === 'F') {
      const fraction = printFraction(parts.ticks, part.length).replace(/0+$/, '');
      // Without a fraction the point before it goes too.
      result = fraction === '' && result.endsWith('.') ? result.slice(0, -1) : result + fraction;
    } else {
      result += printField(part.letter, part.length, parts, dateTime, zoned);
    }
  }
  return result;
}

function printField(
  letter: Exclude<FieldLetter, 'F'>,
  length: number,
  parts: DateParts,
  dateTime: DateTime,
  zoned: boolean,
): string {
  switch (letter) {
    case 'd':
      return length > 2 ? printName(WEEKDAYS, dayOfWeek(dateTime), length) : padded(parts.day, length);
    case 'M':
      return length > 2 ? printName(MONTHS, parts.month - 1, length) : padded(parts.month, length);
    case 'y':
      return padded(length > 2 ? parts.year : parts.year % 100, length);
    case 'h':
      return padded(twelveHour(parts.hour), Math.min(length, 2));
    case 'H':
      return padded(parts.hour, Math.min(length, 2));
    case 'm':
      return padded(parts.minute, Math.min(length, 2));
    case 's':
      return padded(parts.second, Math.min(length, 2));
    case 'f':
      return printFraction(parts.ticks, length);
    case 't':
      return length === 1 ? dayHalf(parts.hour).charAt(0) : dayHalf(parts.hour);
    case 'z':
      // Everything is UTC by now.
      return length > 2 ? '+00:00' : `+${padded(0, length)}`;
    case 'K':
      return zoned ? 'Z' : '';
    case 'Z':
      return 'Z';
  }
}

function printName(names: readonly string[], index: number, length: number): string {
  const name = names[index] ?? '';
  return length === 3 ? abbreviated(name) : name;
}

function printFraction(ticks: number, digits: number): string {
  return padded(ticks, 7).slice(0, digits);
}

function twelveHour(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}

function dayHalf(hour: number): 'AM' | 'PM' {
  return hour < 12 ? 'AM' : 'PM';
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

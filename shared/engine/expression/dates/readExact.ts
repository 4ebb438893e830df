/**
 * Reads a date that is written in one given format, as .NET's `DateTime.ParseExact` does (spec/engine.md 2.7), and so what
 * FormatDateTime prints in that format.
 */
import { isWhiteSpace, trimEnd, trimStart } from '../text/whiteSpace';
import { assemble, type DateFields, type ReadDate, setField } from './dateFields';
import type { DateTime } from './dateTime';
import type { DateFormat, FieldLetter, FormatPart } from './format';
import { abbreviated, fullYear, MONTHS, WEEKDAYS } from './names';
import type { DateTimeStyles } from './styles';
import { TextReader } from './textReader';

/**
 * @param now what the parts of a date that the format lacks are taken from
 * @returns `undefined` where .NET throws a FormatException
 */
export function readExact(
  text: string,
  format: DateFormat,
  styles: DateTimeStyles,
  now: DateTime,
): ReadDate | undefined {
  const reader = new TextReader(trimmed(text, styles));
  const fields: DateFields = {};
  const parts = trimmedFormat(format, styles);
  for (const [index, part] of parts.entries()) {
    if (styles.allowInnerWhite) reader.skipWhiteSpace();
    const read =
      part.kind === 'field' ? readField(reader, part.letter, part.length, fields) : reader.literal(part.text);
    if (!read && !isOptionalPoint(parts, index)) return undefined;
  }
  return reader.atEnd ? assemble(fields, now, styles.noCurrentDateDefault) : undefined;
}

function trimmed(text: string, { allowLeadingWhite, allowTrailingWhite }: DateTimeStyles): string {
  const started = allowLeadingWhite ? trimStart(text) : text;
  return allowTrailingWhite ? trimEnd(started) : started;
}

/** White space at the ends is allowed in the text, so the format's must not be asked for. */
function trimmedFormat(format: DateFormat, { allowLeadingWhite, allowTrailingWhite }: DateTimeStyles): DateFormat {
  const start = allowLeadingWhite ? format.findIndex(isNoBlank) : 0;
  const end = allowTrailingWhite ? format.findLastIndex(isNoBlank) + 1 : format.length;
  return format.slice(Math.max(start, 0), end);
}

function isNoBlank(part: FormatPart): boolean {
  return part.kind === 'field' || ![...part.text].every(isWhiteSpace);
}

/** The point before a fraction that may be left out may be left out with it. */
function isOptionalPoint(format: DateFormat, index: number): boolean {
  const part = format[index];
  const next = format[index + 1];
  return part?.kind === 'literal' && part.text === '.' && next?.kind === 'field' && next.letter === 'F';
}

/** Whether the field stood there and agrees with what was read before. */
function readField(reader: TextReader, letter: FieldLetter, length: number, fields: DateFields): boolean {
  switch (letter) {
    case 'd':
      if (length > 2) return setField(fields, 'weekday', readName(reader, WEEKDAYS, length));
      return setField(fields, 'day', readNumber(reader, length));
    case 'M':
      if (length > 2)
        return setField(
          fields,
          'month',
          mapped(readName(reader, MONTHS, length), (index) => index + 1),
        );
      return setField(fields, 'month', readNumber(reader, length));
    case 'y':
      // `yyy` prints three digits at least, which since the year 1000 are four.
      if (length > 2) return setField(fields, 'year', mapped(reader.digits(length, Math.max(length, 4)), Number));
      return setField(fields, 'year', mapped(readNumber(reader, length), fullYear));
    case 'h':
      return setField(fields, 'hourOfHalf', readNumber(reader, length));
    case 'H':
      return setField(fields, 'hour', readNumber(reader, length));
    case 'm':
      return setField(fields, 'minute', readNumber(reader, length));
    case 's':
      return setField(fields, 'second', readNumber(reader, length));
    case 'f':
      return setField(fields, 'ticks', mapped(reader.digits(length, length), ticksOf));
    case 'F':
      return setField(fields, 'ticks', mapped(reader.digits(0, length), ticksOf));
    case 't':
      return setField(fields, 'half', reader.word(length === 1 ? ['A', 'P'] : ['AM', 'PM']));
    case 'z':
      return setField(fields, 'offsetSeconds', readOffset(reader, length));
    case 'K':
      return readZone(reader, fields);
    case 'Z':
      return reader.literal('Z') && setField(fields, 'offsetSeconds', 0);
  }
}

/** One letter takes one or two digits, more take exactly two. */
function readNumber(reader: TextReader, length: number): number | undefined {
  return mapped(length === 1 ? reader.digits(1, 2) : reader.digits(2, 2), Number);
}

function readName(reader: TextReader, names: readonly string[], length: number): number | undefined {
  return reader.word(length === 3 ? names.map(abbreviated) : names);
}

/** `Z`, an offset, or nothing at all. */
function readZone(reader: TextReader, fields: DateFields): boolean {
  if (reader.literal('Z')) return setField(fields, 'offsetSeconds', 0);
  return !/[+-]/.test(reader.next) || setField(fields, 'offsetSeconds', readOffset(reader, 3));
}

/** `z` is a sign and hours, `zz` the same with two digits, `zzz` has minutes too; seconds east of UTC. */
function readOffset(reader: TextReader, length: number): number | undefined {
  const negative = reader.literal('-');
  if (!negative && !reader.literal('+')) return undefined;
  const hours = readNumber(reader, length);
  if (hours === undefined) return undefined;
  let minutes: number | undefined = 0;
  if (length > 2) {
    reader.literal(':');
    minutes = readNumber(reader, 2);
  }
  if (minutes === undefined || minutes > 59) return undefined;
  const seconds = hours * 3600 + minutes * 60;
  return negative ? -seconds : seconds;
}

export function ticksOf(fraction: string): number {
  return Number(fraction.slice(0, 7).padEnd(7, '0'));
}

function mapped<T, U>(value: T | undefined, map: (value: T) => U): U | undefined {
  return value === undefined ? undefined : map(value);
}

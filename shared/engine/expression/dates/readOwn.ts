/** Reads what the date functions themselves print, however many digits the reader was told to expect. */
import type { ReadDate } from './dateFields';
import type { DateTime } from './dateTime';
import { compileFormat, type DateFormat } from './format';
import { readExact } from './readExact';
import { DEFAULT_STYLES } from './styles';

/** `printDateTime`'s. */
const OWN_FORMAT = compileFormat('M/d/yyyy h:mm:ss tt') ?? [];
const OWN_SHAPE = shapeOf(OWN_FORMAT);

/**
 * `M/d/yyyy hh:mm:ss tt`, which Microsoft's own samples use, is written with one digit by Now and CDate from one to nine
 * o'clock, and would fail in those hours. So a format that differs from theirs in the number of digits only reads it too.
 */
export function readOwn(text: string, format: DateFormat, now: DateTime): ReadDate | undefined {
  return shapeOf(format) === OWN_SHAPE ? readExact(text, OWN_FORMAT, DEFAULT_STYLES, now) : undefined;
}

/** The format with one letter for each field. */
function shapeOf(format: DateFormat): string {
  return format.map((part) => (part.kind === 'field' ? part.letter : part.text)).join('');
}

/** .NET's custom and standard date formats, taken apart once for printing and for reading (spec/engine.md 2.7). */

/** The letters that stand for something. Two of them stand for the same thing in printing and in reading alike. */
export type FieldLetter = 'd' | 'M' | 'y' | 'h' | 'H' | 'm' | 's' | 'f' | 'F' | 't' | 'z' | 'K' | 'Z';

export type FormatPart =
  | { readonly kind: 'field'; readonly letter: FieldLetter; readonly length: number }
  | { readonly kind: 'literal'; readonly text: string };

export type DateFormat = readonly FormatPart[];

/** A letter alone names a standard format; these are the invariant culture's. */
const STANDARD: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
  U: 'dddd, dd MMMM yyyy HH:mm:ss',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
};

const FIELD_LETTERS = 'dMyhHmsfFtzKZ';

/** Letters of which a longer run is a run of its own, not a longer field. */
const SINGLE_LETTERS = 'KZ';

const MAX_FRACTION_DIGITS = 7;

/** `undefined` where .NET throws a FormatException. */
export function compileFormat(format: string): DateFormat | undefined {
  if (format.length === 1) {
    const custom = STANDARD[format];
    return custom === undefined ? undefined : compileCustom(custom);
  }
  return compileCustom(format);
}

function compileCustom(format: string): DateFormat | undefined {
  const parts: FormatPart[] = [];
  let at = 0;
  while (at < format.length) {
    const read = readPart(format, at);
    if (!read) return undefined;
    parts.push(read.part);
    at = read.end;
  }
  return parts.length > 0 ? parts : undefined;
}

interface ReadPart {
  readonly part: FormatPart;
  readonly end: number;
}

function readPart(format: string, at: number): ReadPart | undefined {
  const character = format.charAt(at);
  if (isFieldLetter(character)) return readField(format, at, character);
  if (character === "'" || character === '"') return readQuoted(format, at);
  if (character === '\\') {
    return at + 1 < format.length ? literal(format.charAt(at + 1), at + 2) : undefined;
  }
  if (character === '%') {
    // `%d` is the custom format of one letter, which alone would be a standard one.
    const next = format.charAt(at + 1);
    return next === '' || next === '%' ? undefined : readPart(format, at + 1);
  }
  if (character === 'g') return literal('A.D.', endOfRun(format, at));
  return literal(character, at + 1);
}

function readField(format: string, at: number, letter: FieldLetter): ReadPart | undefined {
  const end = SINGLE_LETTERS.includes(letter) ? at + 1 : endOfRun(format, at);
  const length = end - at;
  if ((letter === 'f' || letter === 'F') && length > MAX_FRACTION_DIGITS) return undefined;
  return { part: { kind: 'field', letter, length }, end };
}

function readQuoted(format: string, at: number): ReadPart | undefined {
  const quote = format.charAt(at);
  let text = '';
  for (let end = at + 1; end < format.length; end += 1) {
    if (format.charAt(end) === quote) return literal(text, end + 1);
    if (format.charAt(end) === '\\') end += 1;
    text += format.charAt(end);
  }
  return undefined;
}

function literal(text: string, end: number): ReadPart {
  return { part: { kind: 'literal', text }, end };
}

function endOfRun(format: string, at: number): number {
  let end = at;
  while (format.charAt(end) === format.charAt(at)) end += 1;
  return end;
}

function isFieldLetter(character: string): character is FieldLetter {
  return FIELD_LETTERS.includes(character);
}

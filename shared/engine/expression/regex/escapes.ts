/** .NET's escapes for characters and sets of them, the same inside and outside of a class. */
import { membersOfBlock } from './blocks';
import { CATEGORIES, CLASS_ESCAPES } from './characterSets';
import type { CodePointRange } from './codePoints';
import { PatternRefusal } from './refusal';

export type Escape =
  | { readonly kind: 'codePoint'; readonly codePoint: number; readonly end: number }
  /** The inside of a class, see `characterSets`. */
  | { readonly kind: 'set'; readonly set: string; readonly end: number }
  /** A block: unlike a category it is no more than its characters, so where case is ignored it takes all their cases. */
  | { readonly kind: 'block'; readonly ranges: readonly CodePointRange[]; readonly end: number };

const CONTROLS: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27 };
const WORD_CHARACTER = /[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u;
const OCTAL = /[0-7]{1,3}/y;
const PROPERTY = /\{([\w-]+)\}/y;

/** Reads the escape whose backslash stands at `at`. */
export function readEscape(pattern: string, at: number): Escape {
  const letter = pattern.charAt(at + 1);
  const set = CLASS_ESCAPES[letter];
  if (set !== undefined) return { kind: 'set', set, end: at + 2 };
  if (letter === 'p' || letter === 'P') return readProperty(pattern, at);
  if (letter === 'x') return readHexadecimal(pattern, at, 2);
  if (letter === 'u') return readUnicode(pattern, at);
  if (letter === 'c') return readControl(pattern, at);

  const octal = matchAt(OCTAL, pattern, at + 1);
  if (octal) return codePoint(Number.parseInt(octal[0], 8) & 0xff, at + 1 + octal[0].length);
  const control = CONTROLS[letter];
  if (control !== undefined) return codePoint(control, at + 2);

  if (letter === '') throw new PatternRefusal('The pattern ends with a backslash.', at);
  const literal = String.fromCodePoint(pattern.codePointAt(at + 1) ?? 0);
  if (WORD_CHARACTER.test(literal)) throw new PatternRefusal(`"\\${literal}" is no escape that .NET knows.`, at);
  return codePoint(literal.codePointAt(0) ?? 0, at + 1 + literal.length);
}

function readProperty(pattern: string, at: number): Escape {
  const letter = pattern.charAt(at + 1);
  const [whole = '', name = ''] = matchAt(PROPERTY, pattern, at + 2) ?? [];
  const end = at + 2 + whole.length;
  if (CATEGORIES.has(name)) return { kind: 'set', set: `\\${letter}{${name}}`, end };
  const ranges = membersOfBlock(name, letter === 'P');
  if (ranges) return { kind: 'block', ranges, end };
  const known = 'a general category such as \\p{L} or \\p{Lu}, or a block such as \\p{IsGreek}';
  throw new PatternRefusal(`"\\${letter}" must be followed by the name of ${known}.`, at);
}

/** Two escapes that are the halves of a surrogate pair are one character. */
function readUnicode(pattern: string, at: number): Escape {
  const first = readHexadecimal(pattern, at, 4);
  if (first.codePoint < 0xd800 || first.codePoint > 0xdbff || !pattern.startsWith('\\u', first.end)) return first;
  const second = readHexadecimal(pattern, first.end, 4);
  const pair = String.fromCharCode(first.codePoint, second.codePoint).codePointAt(0) ?? 0;
  return pair > 0xffff ? codePoint(pair, second.end) : first;
}

function readHexadecimal(pattern: string, at: number, length: 2 | 4) {
  const digits = pattern.slice(at + 2, at + 2 + length);
  if (digits.length < length || /[^0-9a-f]/i.test(digits)) {
    throw new PatternRefusal(`"\\${pattern.charAt(at + 1)}" must be followed by ${length} hexadecimal digits.`, at);
  }
  return codePoint(Number.parseInt(digits, 16), at + 2 + length);
}

function readControl(pattern: string, at: number): Escape {
  const code =
    pattern
      .charAt(at + 2)
      .toUpperCase()
      .charCodeAt(0) - 0x40;
  if (!(code >= 0 && code < 32)) throw new PatternRefusal('"\\c" must be followed by a control letter.', at);
  return codePoint(code, at + 3);
}

function codePoint(value: number, end: number) {
  return { kind: 'codePoint', codePoint: value, end } as const;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Character classes: `[a-z]`, `[^\s@]`, and .NET's `[a-z-[aeiou]]`, a class without the members of another. */
import { type CodePointRange, type CodePointRanges, complement, difference, membersOf, union } from './codePoints';
import { type Escape, readEscape } from './escapes';
import { PatternRefusal } from './refusal';

export interface CharacterClass {
  readonly negated: boolean;
  readonly ranges: readonly CodePointRange[];
  /** Insides of classes, see `characterSets`. */
  readonly sets: readonly string[];
  readonly without: CharacterClass | undefined;
}

/** How deep classes may be taken from classes; nobody has a use for more than one. */
const MAX_SUBTRACTIONS = 8;

/** Reads the class whose bracket stands at `at`. */
export function readClass(
  pattern: string,
  at: number,
  depth = 0,
): { readonly value: CharacterClass; readonly end: number } {
  if (depth > MAX_SUBTRACTIONS) throw new PatternRefusal('Classes are subtracted from one another too often.', at);
  const ranges: CodePointRange[] = [];
  const sets: string[] = [];
  const negated = pattern.charAt(at + 1) === '^';
  const start = negated ? at + 2 : at + 1;
  let next = start;
  for (;;) {
    if (next >= pattern.length) throw new PatternRefusal('The class that starts here has no closing bracket.', at);
    const character = pattern.charAt(next);
    if (character === ']' && next > start) {
      return { value: { negated, ranges, sets, without: undefined }, end: next + 1 };
    }
    if (pattern.startsWith('-[', next) && next > start) {
      return subtraction({ negated, ranges, sets }, pattern, next + 1, depth);
    }
    if (pattern.startsWith('[:', next)) {
      throw new PatternRefusal('Named classes such as [:alpha:] are not supported; write \\p{L}.', next);
    }

    const member = readMember(pattern, next);
    next = member.end;
    if (member.kind === 'set') {
      sets.push(member.set);
      continue;
    }
    if (member.kind === 'block') {
      ranges.push(...member.ranges);
      continue;
    }
    const from = member.codePoint;
    if (!isRange(pattern, next)) {
      ranges.push({ from, to: from });
      continue;
    }
    const last = readMember(pattern, next + 1);
    if (last.kind !== 'codePoint') throw new PatternRefusal('A range cannot end with a class.', next + 1);
    if (last.codePoint < from) throw new PatternRefusal('The range runs backwards.', next + 1);
    ranges.push({ from, to: last.codePoint });
    next = last.end;
  }
}

/** A hyphen makes a range unless it is the last of the class or announces a subtraction. */
function isRange(pattern: string, at: number): boolean {
  if (pattern.charAt(at) !== '-') return false;
  const after = pattern.charAt(at + 1);
  return after !== ']' && after !== '[' && after !== '';
}

function readMember(pattern: string, at: number): Escape {
  if (pattern.charAt(at) === '\\') return readEscape(pattern, at);
  const codePoint = pattern.codePointAt(at) ?? 0;
  return { kind: 'codePoint', codePoint, end: at + String.fromCodePoint(codePoint).length };
}

function subtraction(
  whole: Omit<CharacterClass, 'without'>,
  pattern: string,
  at: number,
  depth: number,
): { readonly value: CharacterClass; readonly end: number } {
  const part = readClass(pattern, at, depth + 1);
  if (pattern.charAt(part.end) !== ']') {
    throw new PatternRefusal('A subtraction must be the last element of its class.', at);
  }
  return { value: { ...whole, without: part.value }, end: part.end + 1 };
}

/** The class in RE2's syntax. */
export function printClass(value: CharacterClass): string {
  if (value.without) return printRanges(members(value));
  const ranges = value.ranges.map(printRange).join('');
  return `[${value.negated ? '^' : ''}${ranges}${value.sets.join('')}]`;
}

function members({ negated, ranges, sets, without }: CharacterClass): CodePointRanges {
  const named = union([...ranges, ...sets.flatMap(membersOf)]);
  const all = negated ? complement(named) : named;
  return without ? difference(all, members(without)) : all;
}

/** A class without members is the complement of everything. */
function printRanges(ranges: CodePointRanges): string {
  return ranges.length === 0 ? '[^\\x{0}-\\x{10ffff}]' : `[${ranges.map(printRange).join('')}]`;
}

function printRange({ from, to }: CodePointRange): string {
  return from === to ? printCodePoint(from) : `${printCodePoint(from)}-${printCodePoint(to)}`;
}

export function printCodePoint(codePoint: number): string {
  return `\\x{${codePoint.toString(16)}}`;
}

/** An escape that stands outside of a class, in RE2's syntax. */
export function printEscape(read: Escape): string {
  if (read.kind === 'codePoint') return printCodePoint(read.codePoint);
  if (read.kind === 'set') return `[${read.set}]`;
  return printClass({ negated: false, ranges: read.ranges, sets: [], without: undefined });
}

/** Which characters an element of a pattern takes. */
import type { CharacterClass } from '../characterClass';
import { WORD } from '../characterSets';
import type { CodePointRange } from '../codePoints';

export type CharacterTest = (codePoint: number) => boolean;

/** U+000A: no other character breaks a line for .NET's patterns. */
export const LINE_BREAK = 10;

/** Behind Latin, Greek, Cyrillic, Hebrew and Arabic, of which most names are made. */
const REMEMBERED = 0x700;
const [UNKNOWN, TAKEN] = [0, 1];

/** The dot. */
export const anyInLine: CharacterTest = (codePoint) => codePoint !== LINE_BREAK;
/** The dot with the single-line option. */
export const anyCharacter: CharacterTest = () => true;

export function oneCharacterTest(wanted: number, ignoreCase: boolean): CharacterTest {
  const exactly: CharacterTest = (codePoint) => codePoint === wanted;
  return ignoreCase ? remembering(matching(printRanges([{ from: wanted, to: wanted }]), 'iu')) : exactly;
}

/** A set of `characterSets`. */
export function setTest(set: string): CharacterTest {
  return remembering(matching(set, 'u'));
}

/** With the option that ignores case, a class has every case of its characters; categories are what they are. */
export function classTest(value: CharacterClass, ignoreCase: boolean): CharacterTest {
  return remembering(members(value, ignoreCase));
}

function members({ negated, ranges, sets, without }: CharacterClass, ignoreCase: boolean): CharacterTest {
  const inRanges = matching(printRanges(ranges), ignoreCase ? 'iu' : 'u');
  const inSets = matching(sets.join(''), 'u');
  const isWithout = without && members(without, ignoreCase);
  return (codePoint) => {
    const isNamed = inRanges(codePoint) || inSets(codePoint);
    return isNamed !== negated && !isWithout?.(codePoint);
  };
}

/** JavaScript's own tables of categories and cases. */
function matching(insideOfClass: string, flags: 'u' | 'iu'): CharacterTest {
  const pattern = new RegExp(`[${insideOfClass}]`, flags);
  return (codePoint) => pattern.test(String.fromCodePoint(codePoint));
}

function printRanges(ranges: readonly CodePointRange[]): string {
  return ranges.map(({ from, to }) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`).join('');
}

/** Asks JavaScript's tables once for each common character: looking there takes ten times a step. */
function remembering(test: CharacterTest): CharacterTest {
  const known = new Int8Array(REMEMBERED);
  return (codePoint) => {
    if (codePoint >= REMEMBERED) return test(codePoint);
    if (known[codePoint] === UNKNOWN) known[codePoint] = test(codePoint) ? TAKEN : TAKEN + 1;
    return known[codePoint] === TAKEN;
  };
}

const isInWord = setTest(WORD);
const JOINERS: readonly number[] = [0x200c, 0x200d];

/** What `\b` counts as part of a word: .NET adds the joiners to what `\w` takes. */
export function isBoundaryCharacter(codePoint: number): boolean {
  return isInWord(codePoint) || JOINERS.includes(codePoint);
}

/** Whether a back-reference that ignores case takes one for the other. */
export function sameLetter(one: number, other: number): boolean {
  if (one === other) return true;
  const [first, second] = [String.fromCodePoint(one), String.fromCodePoint(other)];
  return first.toLowerCase() === second.toLowerCase() || first.toUpperCase() === second.toUpperCase();
}

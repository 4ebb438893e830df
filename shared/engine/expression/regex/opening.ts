/** What a parenthesis opens: a group, options, or a look at the text around. */
import { type Options, readOptions } from './options';
import { PatternRefusal } from './refusal';

export type Opening =
  | { readonly kind: 'capture'; readonly name: string | undefined; readonly end: number }
  /** A group that does not capture, with options of its own. */
  | { readonly kind: 'group'; readonly options: Options; readonly end: number }
  /** Options for the rest of the group that is open already. */
  | { readonly kind: 'options'; readonly options: Options; readonly end: number }
  | { readonly kind: 'atomic'; readonly end: number }
  | { readonly kind: 'ahead' | 'behind'; readonly negative: boolean; readonly end: number };

const NAMED = /\(\?(?:<([\p{L}_][\p{L}\p{Mn}\p{Nd}\p{Pc}]*)>|'([\p{L}_][\p{L}\p{Mn}\p{Nd}\p{Pc}]*)')/uy;
const LOOK = /\(\?(<?)([=!])/y;

const ATOMIC = '(?>';

const UNSUPPORTED: readonly (readonly [opening: string, name: string])[] = [
  ['(?(', 'Conditional groups'],
  ['(?<', 'Balancing and numbered groups'],
  ["(?'", 'Balancing and numbered groups'],
];

/** Reads what stands at the parenthesis at `at`. */
export function readOpening(pattern: string, at: number, options: Options): Opening {
  if (!pattern.startsWith('(?', at)) {
    const end = at + 1;
    return options.explicitCapture ? { kind: 'group', options, end } : { kind: 'capture', name: undefined, end };
  }
  NAMED.lastIndex = at;
  const named = NAMED.exec(pattern);
  if (named) return { kind: 'capture', name: named[1] ?? named[2], end: at + named[0].length };

  LOOK.lastIndex = at;
  const look = LOOK.exec(pattern);
  if (look) {
    return { kind: look[1] === '<' ? 'behind' : 'ahead', negative: look[2] === '!', end: at + look[0].length };
  }
  if (pattern.startsWith(ATOMIC, at)) return { kind: 'atomic', end: at + ATOMIC.length };
  const unsupported = UNSUPPORTED.find(([opening]) => pattern.startsWith(opening, at));
  if (unsupported) throw new PatternRefusal(`${unsupported[1]} are not supported.`, at);

  const inline = readOptions(pattern, at, options);
  return { kind: inline.opensGroup ? 'group' : 'options', options: inline.options, end: inline.end };
}

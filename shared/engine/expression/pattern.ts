/**
 * Regular expressions in .NET's syntax (spec/engine.md 2.4, spec/payload.md 6). What RE2 can say runs in time linear in the
 * text; everything else runs on a matcher of our own that backtracks, counts its steps and stops.
 */
import { MAX_EXPRESSION_LENGTH } from './limits';
import { BacktrackingMatcher } from './regex/backtracking/backtrackingMatcher';
import { LinearMatcher } from './regex/linear/linearMatcher';
import type { Match, Matcher } from './regex/match';
import { PatternRefusal } from './regex/refusal';
import { parseReplacement, type Replacement } from './regex/replacement';

export type PatternCompilation =
  | { readonly ok: true; readonly pattern: Pattern }
  /** `offset`: where in the pattern the fault lies, from 0, in UTF-16 code units. */
  | { readonly ok: false; readonly message: string; readonly offset: number };

export const TOO_LONG = 'the pattern takes too long on this value.';

export function compilePattern(text: string): PatternCompilation {
  try {
    if (text.length > MAX_EXPRESSION_LENGTH) {
      throw new PatternRefusal(`A pattern may have ${MAX_EXPRESSION_LENGTH} characters.`, MAX_EXPRESSION_LENGTH);
    }
    return { ok: true, pattern: patternOf(text) };
  } catch (thrown) {
    if (thrown instanceof PatternRefusal) return { ok: false, message: thrown.message, offset: thrown.offset };
    throw thrown;
  }
}

/** The linear matcher refuses much that .NET knows; what the other one refuses is told. */
function patternOf(text: string): Pattern {
  try {
    return new Pattern(text, new LinearMatcher(text));
  } catch (thrown) {
    if (thrown instanceof PatternRefusal) return new Pattern(text, new BacktrackingMatcher(text, 'bounded'));
    throw thrown;
  }
}

/** What RE2 does not know of word boundaries: word characters beyond ASCII, and the joiners that .NET counts with them. */
const BOUNDARY_BEYOND_ASCII = /(?![\0-\x7f])[\p{L}\p{Mn}\p{Nd}\p{Pc}\u200c\u200d]/u;

export class Pattern {
  readonly text: string;
  private readonly matcher: LinearMatcher | BacktrackingMatcher;
  /** The matcher that knows all of Unicode's words, from the first text on that needs it. */
  private wordMatcher: BacktrackingMatcher | undefined;
  private lastReplacement: { readonly text: string; readonly parts: Replacement } | undefined;

  /** Use `compilePattern`. */
  constructor(text: string, matcher: LinearMatcher | BacktrackingMatcher) {
    this.text = text;
    this.matcher = matcher;
  }

  /** Whether the pattern matches anywhere in the text, as .NET's `Regex.IsMatch`; `undefined` where that takes too long. */
  test(text: string): boolean | undefined {
    return this.matcherFor(text).test(text);
  }

  /** .NET's number of a group given by its name or by that number. */
  findGroup(name: string): number | undefined {
    return this.matcher.groups.find(name);
  }

  /** A replacement's parts; a mapping asks for the same ones again and again. */
  replacement(text: string): Replacement {
    if (this.lastReplacement?.text !== text) {
      this.lastReplacement = { text, parts: parseReplacement(text, this.matcher.groups) };
    }
    return this.lastReplacement.parts;
  }

  /**
   * All matches from left to right, as .NET's `Regex.Matches`.
   *
   * @param fail called when this text would be, or has become, too much work
   */
  matches(text: string, fail: (message: string) => never): Generator<Match> {
    return this.matcherFor(text).matches(text, () => fail(TOO_LONG));
  }

  private matcherFor(text: string): Matcher {
    const { matcher } = this;
    if (matcher instanceof BacktrackingMatcher) return matcher;
    if (!matcher.usesWordBoundary || !BOUNDARY_BEYOND_ASCII.test(text)) return matcher;
    this.wordMatcher ??= new BacktrackingMatcher(this.text, 'unbounded');
    return this.wordMatcher;
  }
}

/** Regular expressions in .NET's syntax, matched in time linear in the text (spec/engine.md 2.4). */
import { type Matcher, RE2JS, RE2JSSyntaxException } from 're2js';
import { MAX_EXPRESSION_LENGTH } from './limits';
import { NEVER } from './regex/groups';
import type { Match } from './regex/match';
import { PatternRefusal } from './regex/refusal';
import { parseReplacement, type Replacement } from './regex/replacement';
import { type RewrittenPattern, rewrite } from './regex/rewriter';

export type PatternCompilation =
  | { readonly ok: true; readonly pattern: Pattern }
  /** `offset`: where in the pattern the fault lies, from 0, in UTF-16 code units. */
  | { readonly ok: false; readonly message: string; readonly offset: number };

export function compilePattern(text: string): PatternCompilation {
  try {
    if (text.length > MAX_EXPRESSION_LENGTH) {
      throw new PatternRefusal(`A pattern may have ${MAX_EXPRESSION_LENGTH} characters.`, MAX_EXPRESSION_LENGTH);
    }
    return { ok: true, pattern: new Pattern(text, rewrite(text)) };
  } catch (thrown) {
    if (thrown instanceof PatternRefusal) return { ok: false, message: thrown.message, offset: thrown.offset };
    throw thrown;
  }
}

/** What RE2 itself refuses after the rewriting is too large a repetition of repetitions; it does not tell where. */
function compileRe2(source: string, looksBehind: boolean): RE2JS {
  try {
    return RE2JS.compile(source, looksBehind ? RE2JS.LOOKBEHINDS : 0);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new PatternRefusal('Repetitions of repetitions may count to 1000 together.', 0);
  }
}

/**
 * How much work one replacement may be: characters to look at, times the pattern's size, summed over its matches. A single
 * match is linear in the text, but looking for the next one after each of many is not. Reached in less than a second.
 */
const MAX_WORK = 2 ** 25;

const WORD_BEYOND_ASCII = /(?![\0-\x7f])[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u;

export class Pattern {
  readonly text: string;
  private readonly rewritten: RewrittenPattern;
  private readonly program: RE2JS;
  private readonly conditions: readonly { readonly program: RE2JS; readonly negative: boolean }[];
  private lastReplacement: { readonly text: string; readonly parts: Replacement } | undefined;

  /** Use `compilePattern`. */
  constructor(text: string, rewritten: RewrittenPattern) {
    const { source, conditions, looksBehind } = rewritten;
    this.text = text;
    this.rewritten = rewritten;
    this.program = compileRe2(source, looksBehind);
    this.conditions = conditions.map((condition) => {
      return { program: compileRe2(condition.source, looksBehind), negative: condition.negative };
    });
  }

  /** Whether the pattern matches anywhere in the text, as .NET's `Regex.IsMatch`. `\b` knows ASCII's word characters. */
  test(text: string): boolean {
    return this.meetsConditions(text) && this.program.test(text);
  }

  private meetsConditions(text: string): boolean {
    return this.conditions.every(({ program, negative }) => program.test(text) !== negative);
  }

  /** The number in RE2 of a group given by its name or by its number in .NET. */
  findGroup(name: string): number | undefined {
    return this.rewritten.groups.find(name);
  }

  /** A replacement's parts; a mapping asks for the same ones again and again. */
  replacement(text: string): Replacement {
    if (this.lastReplacement?.text !== text) {
      this.lastReplacement = { text, parts: parseReplacement(text, this.rewritten.groups) };
    }
    return this.lastReplacement.parts;
  }

  /**
   * All matches from left to right, as .NET's `Regex.Matches`: one of no length may directly follow another.
   *
   * @param fail called when this text cannot be matched: it would be too much work, or `\b` would have to judge a letter
   *   beyond ASCII, which RE2 cannot
   */
  *matches(text: string, fail: (message: string) => never): Generator<Match> {
    const { size, usesWordBoundary } = this.rewritten;
    if (usesWordBoundary && WORD_BEYOND_ASCII.test(text)) {
      fail(
        '"\\b" in a pattern knows ASCII letters only, and the text has others; take them out with NormalizeDiacritics.',
      );
    }
    // Telling that there is no match is ten times cheaper than looking for its place, and most texts have none.
    if (!this.test(text)) return;
    const matcher = this.program.matcher(text);
    let work = 0;
    let from = 0;
    while (from <= text.length) {
      work += (text.length - from + 1) * size;
      if (work > MAX_WORK) fail('the pattern takes too much work on this text.');
      if (!matcher.find(from)) return;
      const match = this.read(matcher, text);
      yield match;
      from = match.end > match.start ? match.end : afterCharacter(text, match.end);
    }
  }

  private read(matcher: Matcher, text: string): Match {
    const { tails, groups } = this.rewritten;
    const starts = tails.map((group) => matcher.start(group)).filter((start) => start >= 0);
    // What was only to be looked at is no part of the match.
    const limit = Math.min(text.length, ...starts);
    return {
      start: matcher.start(),
      end: Math.min(matcher.end(), limit),
      groups: groups.all,
      group(number) {
        const start = number === NEVER ? -1 : matcher.start(number);
        return start < 0 ? undefined : { start, end: Math.min(matcher.end(number), limit) };
      },
    };
  }
}

function afterCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

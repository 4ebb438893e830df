/** Matches in time linear in the text, by RE2, what the rewriter can say in RE2's syntax. */
import { RE2JS, RE2JSSyntaxException, type Matcher as Re2Matcher } from 're2js';
import { afterCharacter } from '../../../values/characters';
import { type GroupTable, NEVER } from '../groups';
import type { Match, Matcher } from '../match';
import { PatternRefusal } from '../refusal';
import { type RewrittenPattern, rewrite } from './rewriter';

/**
 * How much work one replacement may be: characters to look at, times the pattern's size, summed over its matches. A single
 * match is linear in the text, but looking for the next one after each of many is not. Reached in less than a second.
 */
const MAX_WORK = 2 ** 25;

export class LinearMatcher implements Matcher {
  private readonly rewritten: RewrittenPattern;
  private readonly program: RE2JS;
  private readonly conditions: readonly { readonly program: RE2JS; readonly negative: boolean }[];
  private readonly numbers: readonly number[];
  /** It takes a character at least, wherever it matches: at the end of a text it need not be looked for. */
  private readonly isNeverEmpty: boolean;

  /** @throws {PatternRefusal} where the pattern has no translation, or is too large for one */
  constructor(pattern: string) {
    this.rewritten = rewrite(pattern);
    const { source, conditions, looksBehind, groups } = this.rewritten;
    this.program = compileRe2(source, looksBehind);
    this.conditions = conditions.map((condition) => {
      return { program: compileRe2(condition.source, looksBehind), negative: condition.negative };
    });
    this.numbers = groups.numbers;
    // Only what looks around itself could be empty at one place and not at another.
    this.isNeverEmpty = !looksBehind && !/[\\^$]/.test(pattern) && !this.program.test('');
  }

  get groups(): GroupTable {
    return this.rewritten.groups;
  }

  /** Whether `\b` or `\B` occurs, of which RE2 knows only what they say of ASCII. */
  get usesWordBoundary(): boolean {
    return this.rewritten.usesWordBoundary;
  }

  test(text: string): boolean {
    return this.meetsConditions(text) && this.program.test(text);
  }

  private meetsConditions(text: string): boolean {
    return this.conditions.every(({ program, negative }) => program.test(text) !== negative);
  }

  *matches(text: string, tooLong: () => never): Generator<Match> {
    // Telling that there is no match is ten times cheaper than looking for its place, and most texts have none.
    if (!this.test(text)) return;
    const matcher = this.program.matcher(text);
    let work = 0;
    let from = 0;
    const end = this.isNeverEmpty ? text.length - 1 : text.length;
    while (from <= end) {
      work += (text.length - from + 1) * this.rewritten.size;
      if (work > MAX_WORK) tooLong();
      if (!matcher.find(from)) return;
      const match = this.read(matcher, text);
      yield match;
      from = match.end > match.start ? match.end : afterCharacter(text, match.end);
    }
  }

  private read(matcher: Re2Matcher, text: string): Match {
    const { numbers } = this;
    const starts = this.rewritten.tails.map((group) => matcher.start(group)).filter((start) => start >= 0);
    // What was only to be looked at is no part of the match.
    const limit = Math.min(text.length, ...starts);
    return {
      start: matcher.start(),
      end: Math.min(matcher.end(), limit),
      groupCount: numbers.length,
      group(number) {
        if (number === 0) return this;
        const own = numbers[number - 1] ?? NEVER;
        const start = own === NEVER ? -1 : matcher.start(own);
        return start < 0 ? undefined : { start, end: Math.min(matcher.end(own), limit) };
      },
    };
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

/**
 * Rewrites a pattern from .NET's syntax to RE2's (spec/engine.md 2.4). What has no translation is refused, and left to the
 * matcher that backtracks: back-references, atomic groups, `\G`, most look-aheads, and what is too large.
 *
 * RE2 cannot look ahead, but two places need no looking:
 * - At the end of the pattern, or of an alternative with nothing behind it, what is looked at may as well be taken in, if it
 *   is cut off the match and its groups afterwards. `$` is such a place too: in .NET it also matches before a line break
 *   that ends the text, so it is `(?=\n?\z)`.
 * - Behind a leading `^` the look-ahead is a condition on the whole text, a pattern of its own.
 */
import { printClass, printCodePoint, printEscape, readClass } from '../characterClass';
import { readEscape } from '../escapes';
import { GroupTable, NEVER } from '../groups';
import { readOpening } from '../opening';
import { NO_OPTIONS, printOptions } from '../options';
import { type Quantifier, readQuantifier } from '../quantifier';
import { PatternRefusal } from '../refusal';
import { type Frame, newFrame, stricterTail } from './frame';

export interface RewrittenPattern {
  /** In RE2's syntax, its groups without names. */
  readonly source: string;
  readonly groups: GroupTable;
  /** What must, or must not, match at the start of the text besides. */
  readonly conditions: readonly { readonly source: string; readonly negative: boolean }[];
  /** The numbers of the groups that take in what is only looked at: the match ends where the first of them starts. */
  readonly tails: readonly number[];
  /** About how many states the pattern has, and so how much work each character of a text may be. */
  readonly size: number;
  /** `\b` or `\B`: RE2 knows only ASCII's word characters. */
  readonly usesWordBoundary: boolean;
  readonly looksBehind: boolean;
}

/** Larger patterns are refused; `.{1000}` has 1,000. */
const MAX_SIZE = 5_000;

/** RE2's limit, because it makes as many copies. */
const MAX_REPETITIONS = 1_000;

/** RE2 itself allows 1,000, some of which the rewriting needs. */
const MAX_DEPTH = 400;

const COMMENT = /\(\?#[^)]*\)/y;
const IGNORED = /(?:[ \t-\r]|#[^\n]*)+/y;

/** @throws {PatternRefusal} */
export function rewrite(pattern: string): RewrittenPattern {
  return new Rewriter(pattern).run();
}

class Rewriter {
  private readonly pattern: string;
  private readonly groups = new GroupTable();
  private readonly conditions: { source: string; negative: boolean }[] = [];
  private readonly tails: number[] = [];
  private readonly outer: Frame[] = [];
  private frame = newFrame('pattern', { opening: '', openedAt: 0, outerOptions: NO_OPTIONS });
  private options = NO_OPTIONS;
  private captures = 0;
  private usesWordBoundary = false;
  private looksBehind = false;
  private at = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  run(): RewrittenPattern {
    while (this.at < this.pattern.length) this.rewriteNext();
    const { frame, groups, conditions, tails, usesWordBoundary, looksBehind } = this;
    if (frame.kind !== 'pattern') refuse('The group that starts here has no closing parenthesis.', frame.openedAt);
    const { source, size } = frame;
    return { source, groups, conditions, tails, size, usesWordBoundary, looksBehind };
  }

  private rewriteNext(): void {
    if (this.skip(COMMENT) || (this.options.ignoreWhiteSpace && this.skip(IGNORED))) return;
    const character = this.pattern.charAt(this.at);
    if (character === '(') this.openGroup();
    else if (character === ')') this.closeGroup();
    else if (character === '|') this.nextAlternative();
    else if (!this.rewriteQuantifier()) this.rewriteElement(character);
  }

  private rewriteElement(character: string): void {
    switch (character) {
      case '\\':
        this.rewriteEscape();
        break;
      case '[':
        this.rewriteClass();
        break;
      case '$':
        if (this.options.multiline) this.element('$', 1);
        else this.endOfText(1);
        break;
      case '^':
        this.element('^', 1, !this.options.multiline);
        break;
      case '.':
        this.element('.', 1);
        break;
      default: {
        const codePoint = this.pattern.codePointAt(this.at) ?? 0;
        this.element(printCodePoint(codePoint), String.fromCodePoint(codePoint).length);
      }
    }
  }

  private rewriteEscape(): void {
    const letter = this.pattern.charAt(this.at + 1);
    if (letter === 'G') refuse('"\\G" is not supported.', this.at);
    if (/[1-9k]/.test(letter)) refuse('Back-references are not supported.', this.at);
    if (letter === 'b' || letter === 'B') this.usesWordBoundary = true;
    if (letter === 'Z') this.endOfText(2);
    else if (/[AzbB]/.test(letter)) this.element(`\\${letter}`, 2, letter === 'A');
    else {
      const read = readEscape(this.pattern, this.at);
      this.element(printEscape(read), read.end - this.at);
    }
  }

  private rewriteClass(): void {
    const { value, end } = readClass(this.pattern, this.at);
    if (value.without && this.options.ignoreCase) {
      refuse('A class cannot be subtracted from another where case is ignored.', this.at);
    }
    this.element(printClass(value), end - this.at);
  }

  /** `$` without the multiline option, and `\Z`. */
  private endOfText(length: number): void {
    const { at } = this;
    if (this.within('behind')) refuse('The end of the text cannot lie behind.', at);
    this.element(`(?:${this.tailOpening()}\\n)?\\z)`, length);
    this.frame.tail = { at, isEnd: true };
  }

  /** A group whose content is cut off the match. A condition has no match, so nothing has to be cut off it. */
  private tailOpening(): string {
    if (this.within('condition')) return '(?:';
    this.captures += 1;
    this.tails.push(this.captures);
    return '(';
  }

  /** One element in RE2's syntax, for so many characters of the pattern. */
  private element(source: string, length: number, isAnchor = false): void {
    this.startElement(isAnchor);
    this.frame.source += source;
    this.frame.element = 1;
    this.at += length;
    this.grow(1);
  }

  private startElement(isAnchor: boolean): void {
    const { frame } = this;
    if (frame.tail !== undefined) {
      refuse(
        'Nothing may follow this: "$", "\\Z" and look-aheads are supported at the end of a pattern only.',
        frame.tail.at,
      );
    }
    frame.anchored = isAnchor && frame.fresh;
    frame.fresh = false;
  }

  private rewriteQuantifier(): boolean {
    const quantifier = readQuantifier(this.pattern, this.at);
    if (!quantifier) return false;
    const { frame } = this;
    if (frame.element === undefined) refuse(`The quantifier "${quantifier.text}" has nothing to repeat.`, this.at);
    if (frame.tail && !frame.tail.isEnd) refuse('What looks ahead cannot be repeated.', frame.tail.at);
    this.grow(frame.element * (copiesFor(quantifier, this.at) - 1) + 1);
    frame.element = undefined;
    frame.anchored = false;
    frame.source += quantifier.text;
    this.at = quantifier.end;
    return true;
  }

  private nextAlternative(): void {
    const { frame } = this;
    if (frame.kind === 'pattern' && this.conditions.length > 0) {
      refuse('Put the alternatives in a group: a look-ahead at the start must hold for all of them.', this.at);
    }
    frame.earlierTail = stricterTail(frame.earlierTail, frame.tail);
    frame.tail = undefined;
    frame.element = undefined;
    frame.anchored = false;
    frame.source += '|';
    this.at += 1;
    this.grow(1);
  }

  private openGroup(): void {
    if (this.outer.length >= MAX_DEPTH) refuse(`Groups may nest ${MAX_DEPTH} deep.`, this.at);
    const opening = readOpening(this.pattern, this.at, this.options);
    switch (opening.kind) {
      case 'options':
        this.frame.source += `(?${printOptions(opening.options)})`;
        this.options = opening.options;
        break;
      case 'group':
        this.open('group', `(?${printOptions(opening.options)}:`);
        this.options = opening.options;
        break;
      case 'capture':
        this.open('group', this.captureOpening(opening.name));
        break;
      case 'behind':
        this.looksBehind = true;
        this.open('behind', opening.negative ? '(?<!' : '(?<=', opening.negative);
        break;
      case 'ahead':
        this.openLookAhead(opening.negative);
        break;
      case 'atomic':
        refuse('Atomic groups are not supported.', this.at);
    }
    this.at = opening.end;
  }

  private openLookAhead(negative: boolean): void {
    if (this.frame.kind === 'pattern' && this.frame.anchored) this.open('condition', '', negative);
    else if (negative) refuse('A negative look-ahead is supported directly behind a leading "^" only.', this.at);
    else if (this.within('behind')) refuse('A look-behind cannot look ahead.', this.at);
    else this.open('tail', this.tailOpening());
  }

  private captureOpening(name: string | undefined): string {
    const looks = [this.frame, ...this.outer].filter(({ kind }) => kind !== 'pattern' && kind !== 'group');
    const never = looks.some(({ negative }) => negative);
    if (looks.length > 0 && !never) refuse('A group in a look-around cannot capture; write (?:…).', this.at);
    if (!never) this.captures += 1;
    if (!this.groups.add(name, never ? NEVER : this.captures)) {
      refuse(`A second group named ${name} is not supported.`, this.at);
    }
    return never ? '(?:' : '(';
  }

  private open(kind: Frame['kind'], opening: string, negative = false): void {
    if (kind !== 'condition') this.startElement(false);
    this.outer.push(this.frame);
    this.frame = newFrame(kind, { negative, opening, openedAt: this.at, outerOptions: this.options });
  }

  private closeGroup(): void {
    const inner = this.frame;
    const outer = this.outer.pop();
    if (!outer) refuse('There is no group for this parenthesis to close.', this.at);
    this.frame = outer;
    this.options = inner.outerOptions;
    this.at += 1;
    this.grow(inner.size);
    if (inner.kind === 'condition') {
      const source = `\\A(?${printOptions(this.options)}:${inner.source})`;
      this.conditions.push({ source, negative: inner.negative });
      outer.element = undefined;
      return;
    }
    outer.source += `${inner.opening}${inner.source})`;
    outer.element = inner.kind === 'group' ? inner.size + 1 : undefined;
    outer.tail =
      inner.kind === 'tail' ? { at: inner.openedAt, isEnd: false } : stricterTail(inner.earlierTail, inner.tail);
  }

  private within(kind: Frame['kind']): boolean {
    return this.frame.kind === kind || this.outer.some((frame) => frame.kind === kind);
  }

  private grow(states: number): void {
    this.frame.size += states;
    if (this.frame.size > MAX_SIZE) refuse(`The pattern is too large: it has more than ${MAX_SIZE} states.`, this.at);
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.test(this.pattern);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}

/** How many copies of its element RE2 makes of a repetition. */
function copiesFor({ text, least, most }: Quantifier, at: number): number {
  if (!text.startsWith('{')) return 1;
  const isEndless = most === Infinity;
  const count = isEndless ? least : most;
  if (count > MAX_REPETITIONS) refuse(`A repetition may count to ${MAX_REPETITIONS} at most.`, at);
  return isEndless ? count + 1 : count;
}

function refuse(message: string, offset: number): never {
  throw new PatternRefusal(message, offset);
}

/** Takes a pattern apart by .NET's grammar; the pieces are read as the rewriter to RE2 reads them. */
import { readClass } from '../characterClass';
import { readEscape } from '../escapes';
import { GroupTable } from '../groups';
import { type Opening, readOpening } from '../opening';
import { NO_OPTIONS } from '../options';
import { readQuantifier } from '../quantifier';
import { PatternRefusal } from '../refusal';
import { type BackReference, readBackReference } from './backReference';
import { anyCharacter, anyInLine, classTest, oneCharacterTest, setTest } from './characterTest';
import type { Anchor, PatternNode } from './tree';

export interface ParsedPattern {
  readonly root: PatternNode;
  readonly groups: GroupTable;
  /** How many numbers of groups there are; two groups of one name share theirs. */
  readonly groupCount: number;
  /** Whether anything refers back to what a group took. */
  readonly refersBack: boolean;
}

/** Each level takes stack when the tree is read, compiled and measured. */
const MAX_DEPTH = 400;

const COMMENT = /\(\?#[^)]*\)/y;
const IGNORED = /(?:[ \t-\r]|#[^\n]*)+/y;

const ANCHOR_ESCAPES: Readonly<Record<string, Anchor>> = {
  A: 'start',
  z: 'end',
  Z: 'lastLineEnd',
  b: 'boundary',
  B: 'noBoundary',
  G: 'searchStart',
};

/** @throws {PatternRefusal} */
export function parsePattern(pattern: string): ParsedPattern {
  // Which groups there are decides what `\10` means, and a group may be referred to before it opens: hence two readings.
  const groups = new GroupTable();
  new TreeParser(pattern, groups, undefined).run();
  return new TreeParser(pattern, new GroupTable(), groups).run();
}

class TreeParser {
  private readonly pattern: string;
  private readonly groups: GroupTable;
  /** Those of the whole pattern, in the second reading. */
  private readonly known: GroupTable | undefined;
  private options = NO_OPTIONS;
  private captures = 0;
  private refersBack = false;
  private depth = 0;
  private at = 0;

  constructor(pattern: string, groups: GroupTable, known: GroupTable | undefined) {
    this.pattern = pattern;
    this.groups = groups;
    this.known = known;
  }

  run(): ParsedPattern {
    const root = this.parseAlternatives();
    if (this.at < this.pattern.length) refuse('There is no group for this parenthesis to close.', this.at);
    const { groups, captures, refersBack } = this;
    return { root, groups, groupCount: captures, refersBack };
  }

  /** Up to the parenthesis that closes the group, or the end. */
  private parseAlternatives(): PatternNode {
    const branches = [this.parseSequence()];
    while (this.pattern.charAt(this.at) === '|') {
      this.at += 1;
      branches.push(this.parseSequence());
    }
    const [only, ...others] = branches;
    return only && others.length === 0 ? only : { kind: 'choice', branches };
  }

  private parseSequence(): PatternNode {
    const items: PatternNode[] = [];
    let repeatable = false;
    for (;;) {
      if (this.skip(COMMENT) || (this.options.ignoreWhiteSpace && this.skip(IGNORED))) continue;
      const character = this.pattern.charAt(this.at);
      if (character === '' || character === '|' || character === ')') return { kind: 'sequence', items };
      const quantifier = readQuantifier(this.pattern, this.at);
      if (quantifier) {
        const body = repeatable ? items.pop() : undefined;
        if (!body) refuse(`The quantifier "${quantifier.text}" has nothing to repeat.`, this.at);
        const { least, most, lazy, end } = quantifier;
        items.push({ kind: 'repeat', body, least, most, lazy });
        this.at = end;
        repeatable = false;
        continue;
      }
      const item = character === '(' ? this.parseGroup() : this.parseElement(character);
      if (!item) continue; // a repetition behind mere options is one of what stands before them, as RE2 has it
      items.push(item);
      repeatable = true;
    }
  }

  private parseElement(character: string): PatternNode {
    const { multiline, singleLine, ignoreCase } = this.options;
    switch (character) {
      case '\\':
        return this.parseEscape();
      case '[': {
        const { value, end } = readClass(this.pattern, this.at);
        this.at = end;
        return { kind: 'character', test: classTest(value, ignoreCase) };
      }
      case '$':
        return this.anchor(multiline ? 'lineEnd' : 'lastLineEnd', 1);
      case '^':
        return this.anchor(multiline ? 'lineStart' : 'start', 1);
      case '.':
        this.at += 1;
        return { kind: 'character', test: singleLine ? anyCharacter : anyInLine };
      default: {
        const codePoint = this.pattern.codePointAt(this.at) ?? 0;
        return this.character(codePoint, this.at + String.fromCodePoint(codePoint).length);
      }
    }
  }

  private parseEscape(): PatternNode {
    const anchor = ANCHOR_ESCAPES[this.pattern.charAt(this.at + 1)];
    if (anchor) return this.anchor(anchor, 2);
    const reference = readBackReference(this.pattern, this.at, this.known);
    if (reference) return this.reference(reference);
    const read = readEscape(this.pattern, this.at);
    if (read.kind === 'codePoint') return this.character(read.codePoint, read.end);
    this.at = read.end;
    if (read.kind === 'set') return { kind: 'character', test: setTest(read.set) };
    const block = { negated: false, ranges: read.ranges, sets: [], without: undefined };
    return { kind: 'character', test: classTest(block, this.options.ignoreCase) };
  }

  private character(codePoint: number, end: number): PatternNode {
    this.at = end;
    return { kind: 'character', test: oneCharacterTest(codePoint, this.options.ignoreCase) };
  }

  private anchor(anchor: Anchor, length: number): PatternNode {
    this.at += length;
    return { kind: 'anchor', anchor };
  }

  private reference({ group, end }: BackReference): PatternNode {
    this.at = end;
    this.refersBack = true;
    return { kind: 'reference', group, ignoreCase: this.options.ignoreCase };
  }

  /** `undefined` for options, which hold to the end of the group they stand in. */
  private parseGroup(): PatternNode | undefined {
    const { at, options } = this;
    const opening = readOpening(this.pattern, at, options);
    this.at = opening.end;
    if (opening.kind === 'options') {
      this.options = opening.options;
      return undefined;
    }
    if (this.depth >= MAX_DEPTH) refuse(`Groups may nest ${MAX_DEPTH} deep.`, at);
    this.depth += 1;
    const group = opening.kind === 'capture' ? this.openCapture(opening.name) : 0;
    if (opening.kind === 'group') this.options = opening.options;
    const body = this.parseAlternatives();
    if (this.pattern.charAt(this.at) !== ')') refuse('The group that starts here has no closing parenthesis.', at);
    this.at += 1;
    this.depth -= 1;
    this.options = options;
    return groupNode(opening, group, body, at);
  }

  private openCapture(name: string | undefined): number {
    if (this.groups.add(name, this.captures + 1)) {
      this.captures += 1;
      return this.captures;
    }
    return this.groups.numberOf(name ?? '') ?? 0;
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.test(this.pattern);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}

function groupNode(opening: Opening, group: number, body: PatternNode, at: number): PatternNode {
  switch (opening.kind) {
    case 'capture':
      return { kind: 'capture', group, body };
    case 'atomic':
      return { kind: 'atomic', body };
    case 'ahead':
    case 'behind':
      return { kind: 'look', behind: opening.kind === 'behind', negative: opening.negative, body, at };
    default:
      return body;
  }
}

function refuse(message: string, offset: number): never {
  throw new PatternRefusal(message, offset);
}

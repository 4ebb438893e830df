/** Splits an expression into tokens with exact columns (spec/engine.md 1.2 to 1.4). */
import type { FoundFault } from './contract';
import { MAX_DECIMAL_DIGITS } from './limits';
import { escapeLength, RELATIONS, type Relation } from './syntax';

export type Token =
  | { readonly kind: '(' | ')' | ',' | 'end'; readonly column: number }
  | { readonly kind: 'name'; readonly column: number; readonly name: string }
  | { readonly kind: 'attribute'; readonly column: number; readonly name: string }
  | { readonly kind: 'text'; readonly column: number; readonly value: string; readonly raw: string }
  | { readonly kind: 'integer'; readonly column: number; readonly value: bigint }
  | { readonly kind: 'decimal'; readonly column: number; readonly value: number; readonly raw: string }
  | { readonly kind: 'relation'; readonly column: number; readonly relation: Relation };

/** Thrown by tokenizer and parser at the first fault of syntax; `parse` returns it as a value. */
export class SyntaxFault {
  readonly fault: FoundFault;

  constructor(message: string, column: number, kind: FoundFault['kind'] = 'parse') {
    this.fault = { kind, message, column };
  }
}

/** A page that an expression is copied from may have no-break spaces in it, which nobody sees. */
const WHITE_SPACE = /[ \t\r\n\xa0\u202f]*/y;
const NAME = /[A-Za-z][A-Za-z0-9]*/y;
const WHOLE = /-?[0-9]+/y;
const DECIMAL = /-?[0-9]+\.[0-9]+/y;
const HEXADECIMAL = /&H[0-9A-Fa-f]+/y;

/** @throws {SyntaxFault} at the first character that starts no token */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = endOf(WHITE_SPACE, text, 0);
  while (at < text.length) {
    const { token, end } = readToken(text, at);
    tokens.push(token);
    at = endOf(WHITE_SPACE, text, end);
  }
  tokens.push({ kind: 'end', column: text.length + 1 });
  return tokens;
}

/**
 * How long the word is that begins at a column; what is never closed reaches to the end.
 *
 * @param column 1-based; behind the text there is nothing
 */
export function lengthAt(text: string, column: number): number {
  const at = column - 1;
  if (at >= text.length) return 0;
  try {
    return readToken(text, at).end - at;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxFault)) throw thrown;
    const isOpen = text.charAt(at) === '"' || text.charAt(at) === '[';
    return isOpen && !text.startsWith('[]', at) ? text.length - at : 1;
  }
}

interface Read {
  readonly token: Token;
  /** Index of the first character behind the token. */
  readonly end: number;
}

function readToken(text: string, at: number): Read {
  const column = at + 1;
  const first = text.charAt(at);
  if (first === '(' || first === ')' || first === ',') return { token: { kind: first, column }, end: at + 1 };
  if (first === '"') return readText(text, at);
  if (first === '[') return readAttribute(text, at);

  const relation = RELATIONS.find((candidate) => text.startsWith(candidate, at));
  if (relation) return { token: { kind: 'relation', column, relation }, end: at + relation.length };

  const nameEnd = endOf(NAME, text, at);
  if (nameEnd > at) return { token: { kind: 'name', column, name: text.slice(at, nameEnd) }, end: nameEnd };

  return readNumber(text, at);
}

function readNumber(text: string, at: number): Read {
  const column = at + 1;
  const decimalEnd = endOf(DECIMAL, text, at);
  if (decimalEnd > at) return { token: readDecimal(text.slice(at, decimalEnd), column), end: decimalEnd };
  const wholeEnd = endOf(WHOLE, text, at);
  if (wholeEnd > at) {
    return { token: { kind: 'integer', column, value: BigInt(text.slice(at, wholeEnd)) }, end: wholeEnd };
  }
  const hexadecimalEnd = endOf(HEXADECIMAL, text, at);
  if (hexadecimalEnd > at) {
    const value = BigInt(`0x${text.slice(at + 2, hexadecimalEnd)}`);
    return { token: { kind: 'integer', column, value }, end: hexadecimalEnd };
  }
  throw new SyntaxFault(`Unexpected character ${JSON.stringify(text.charAt(at))}.`, column);
}

/** Only what a double holds as it is written, and prints without an exponent: nothing is ever rounded unsaid. */
function readDecimal(raw: string, column: number): Token {
  const value = Number(raw) || 0; // never the negative zero
  if (raw.replace(/[-.]/g, '').length > MAX_DECIMAL_DIGITS || String(value).includes('e')) {
    throw new SyntaxFault(
      `A number with a decimal point may have ${MAX_DECIMAL_DIGITS} digits; write it as text.`,
      column,
    );
  }
  return { kind: 'decimal', column, value, raw };
}

/** A backslash escapes a quotation mark or a backslash; before anything else it is an ordinary character. */
function readText(text: string, at: number): Read {
  const start = at + 1;
  let value = '';
  let end = start;
  while (text.charAt(end) !== '"') {
    if (end >= text.length) throw new SyntaxFault('The text that starts here has no closing quotation mark.', at + 1);
    end += escapeLength(text, end);
    value += text.charAt(end - 1);
  }
  return { token: { kind: 'text', column: at + 1, value, raw: text.slice(start, end) }, end: end + 1 };
}

/** Brackets nest, and those inside quotation marks do not count: `[emails[type eq "a]b"].value]` is one name. */
function readAttribute(text: string, at: number): Read {
  let depth = 0;
  let quoted = false;
  for (let end = at; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (depth > 0) continue;
    const name = text.slice(at + 1, end);
    if (name === '') throw new SyntaxFault('An attribute name must stand between the brackets.', at + 1);
    return { token: { kind: 'attribute', column: at + 1, name }, end: end + 1 };
  }
  throw new SyntaxFault('The attribute name that starts here has no closing bracket.', at + 1);
}

/** Where a match of the sticky pattern that starts at `at` ends; `at` itself when there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/**
 * Parser of the OData `$filter` language (spec/wire-contract.md 5.1):
 *
 *     filter     = and *("or" and)
 *     and        = unary *("and" unary)
 *     unary      = "not" unary / relation
 *     relation   = operand [ ("eq" / "ne" / "gt" / "ge" / "lt" / "le") operand / "in" "(" literal *("," literal) ")" ]
 *     operand    = "(" filter ")" / literal / function "(" filter *("," filter) ")" / any / property
 *     any        = property "/any(" variable ":" filter ")"
 *
 * Operators, functions and constants are read without regard to case: `startsWith` and `NOT` are seen in the wild.
 * Which properties exist and which types fit together is decided when the filter is compiled.
 */

import { FilterError } from '../queryError';
import type { ComparisonOperator, Filter, FunctionName, Literal, Property } from './filter';
import { type Token, tokenize } from './tokenizer';

/** Deeper nesting is refused, so that no text can exhaust the stack. */
const MAX_DEPTH = 100;

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);

const ANY = '/any';

/** Name to number of arguments. */
const FUNCTIONS: ReadonlyMap<string, number> = new Map<FunctionName, number>([
  ['contains', 2],
  ['startswith', 2],
  ['endswith', 2],
  ['tolower', 1],
  ['toupper', 1],
]);

/** @throws {FilterError} naming the position and what was expected there */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokenize(text));
  const filter = parser.parseOr();
  parser.expectEnd();
  return filter;
}

class Parser {
  private index = 0;
  private depth = 0;
  /** Inside of `any`: what an element is called there. */
  private element: { readonly variable: string; readonly collection: string } | undefined;

  constructor(private readonly tokens: readonly Token[]) {}

  parseOr(): Filter {
    return this.nested(() => this.chain('or', () => this.parseAnd()));
  }

  expectEnd(): void {
    if (this.next.kind !== 'end') throw this.unexpected("'and', 'or' or the end of the filter");
  }

  private parseAnd(): Filter {
    return this.chain('and', () => this.parseUnary());
  }

  private parseUnary(): Filter {
    const { position } = this.next;
    if (!this.takeWord('not')) return this.parseRelation();
    return { kind: 'not', term: this.nested(() => this.parseUnary()), position };
  }

  private parseRelation(): Filter {
    const left = this.parseOperand();
    const { next } = this;
    const word = next.kind === 'word' ? next.text.toLowerCase() : '';
    if (COMPARISONS.has(word)) {
      this.index += 1;
      const operator = word as ComparisonOperator;
      return { kind: 'comparison', operator, left, right: this.parseOperand(), position: next.position };
    }
    if (this.takeWord('in')) return { kind: 'in', subject: left, values: this.parseList(), position: next.position };
    return left;
  }

  private parseOperand(): Filter {
    const token = this.next;
    this.index += 1;
    if (token.kind === 'value') return token.literal;
    if (token.kind === '(') {
      const inner = this.parseOr();
      this.expect(')');
      return inner;
    }
    if (token.kind === 'word') {
      return this.next.kind === '(' ? this.parseCall(token) : this.property(token);
    }
    this.index -= 1;
    throw this.unexpected('a property, a value or a function');
  }

  private parseCall({ text, position }: { text: string; position: number }): Filter {
    const name = text.toLowerCase();
    if (name.endsWith(ANY)) return this.parseAny(text.slice(0, -ANY.length), position);
    const arity = FUNCTIONS.get(name);
    if (arity === undefined) {
      throw new FilterError(`unknown function '${text}' (known: ${[...FUNCTIONS.keys()].join(', ')})`, position);
    }
    const args = this.parenthesised(() => this.parseOr());
    if (args.length !== arity) {
      throw new FilterError(`${name} takes ${arity} argument${arity > 1 ? 's' : ''}, got ${args.length}`, position);
    }
    return { kind: 'call', name: name as FunctionName, args, position };
  }

  private parseAny(collection: string, position: number): Filter {
    this.expect('(');
    const { next } = this;
    if (next.kind !== 'variable') throw this.unexpected("a variable and its condition, such as x:x eq 'a'");
    this.index += 1;
    const outer = this.element;
    this.element = { variable: next.text, collection };
    const term = this.parseOr();
    this.element = outer;
    this.expect(')');
    return { kind: 'any', collection, term, position };
  }

  private property({ text, position }: { text: string; position: number }): Property {
    return { kind: 'property', name: text === this.element?.variable ? this.element.collection : text, position };
  }

  private parseList(): readonly Literal[] {
    return this.parenthesised(() => {
      const token = this.next;
      if (token.kind !== 'value') throw this.unexpected('a value');
      this.index += 1;
      return token.literal;
    });
  }

  private parenthesised<T>(parseItem: () => T): readonly T[] {
    this.expect('(');
    const items = [parseItem()];
    while (this.next.kind === ',') {
      this.index += 1;
      items.push(parseItem());
    }
    this.expect(')');
    return items;
  }

  private chain(operator: 'and' | 'or', parseTerm: () => Filter): Filter {
    const { position } = this.next;
    const first = parseTerm();
    const terms = [first];
    while (this.takeWord(operator)) terms.push(parseTerm());
    return terms.length === 1 ? first : { kind: operator, terms, position };
  }

  private nested<T>(parse: () => T): T {
    if (this.depth === MAX_DEPTH) throw new FilterError(`nested more than ${MAX_DEPTH} deep`, this.next.position);
    this.depth += 1;
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private get next(): Token {
    return this.tokens[this.index] as Token; // the last token is 'end', which nothing steps over
  }

  private takeWord(word: string): boolean {
    const token = this.next;
    const found = token.kind === 'word' && token.text.toLowerCase() === word;
    if (found) this.index += 1;
    return found;
  }

  private expect(kind: '(' | ')'): void {
    if (this.next.kind !== kind) throw this.unexpected(`'${kind}'`);
    this.index += 1;
  }

  private unexpected(expected: string): FilterError {
    return new FilterError(`expected ${expected}, got ${describe(this.next)}`, this.next.position);
  }
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end of the filter';
  if (token.kind === 'word') return `'${token.text}'`;
  if (token.kind === 'variable') return `'${token.text}:'`;
  if (token.kind === 'value') return `the value ${JSON.stringify(token.literal.value)}`;
  return `'${token.kind}'`;
}

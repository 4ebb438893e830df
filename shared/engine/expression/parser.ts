/** Recursive descent over the tokens of an expression; the grammar is spec/engine.md 1.4. */
import type { FoundFault } from './contract';
import { MAX_EXPRESSION_LENGTH, MAX_NESTING } from './limits';
import { CONSTANT_NAMES, type ConstantName, type ExpressionNode } from './syntax';
import { SyntaxFault, type Token, tokenize } from './tokens';

export type Parsing =
  | { readonly ok: true; readonly root: ExpressionNode }
  | { readonly ok: false; readonly fault: FoundFault };

/** Syntax only: whether a function exists and takes these arguments is the compiler's question. */
export function parse(text: string): Parsing {
  try {
    if (text.length > MAX_EXPRESSION_LENGTH) {
      const message = `An expression may have ${MAX_EXPRESSION_LENGTH} characters; this one has ${text.length}.`;
      throw new SyntaxFault(message, MAX_EXPRESSION_LENGTH + 1);
    }
    return { ok: true, root: new Parser(tokenize(text)).parseWhole() };
  } catch (thrown) {
    if (thrown instanceof SyntaxFault) return { ok: false, fault: thrown.fault };
    throw thrown;
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parseWhole(): ExpressionNode {
    const root = this.parseCondition();
    const rest = this.next();
    if (rest.kind !== 'end') throw new SyntaxFault(`${describe(rest)} stands after the expression's end.`, rest.column);
    return root;
  }

  /** condition = operand, [ relop, operand ] */
  private parseCondition(): ExpressionNode {
    const left = this.parseOperand();
    const token = this.peek();
    if (token.kind !== 'relation') return left;
    this.position += 1;
    const right = this.parseOperand();
    return { kind: 'comparison', column: token.column, relation: token.relation, left, right };
  }

  /** operand = call | attribute | string | integer | decimal | constant */
  private parseOperand(): ExpressionNode {
    const token = this.next();
    switch (token.kind) {
      case 'attribute':
      case 'text':
      case 'integer':
      case 'decimal':
        return token;
      case 'name':
        return this.peek().kind === '(' ? this.parseCall(token.name, token.column) : constant(token.name, token.column);
      default:
        throw new SyntaxFault(
          `Expected a function, an attribute or a constant, found ${describe(token)}.`,
          token.column,
        );
    }
  }

  private parseCall(name: string, column: number): ExpressionNode {
    this.depth += 1;
    if (this.depth > MAX_NESTING) {
      throw new SyntaxFault(`Functions may nest ${MAX_NESTING} deep; ${name} is one too many.`, column, 'nesting');
    }
    this.position += 1;
    const slots = this.parseSlots(name);
    this.depth -= 1;
    return { kind: 'call', column, name, slots };
  }

  /** Up to and with the closing parenthesis. `()` has no slot; every comma separates two, and a slot may be empty. */
  private parseSlots(name: string): (ExpressionNode | null)[] {
    const slots: (ExpressionNode | null)[] = [];
    if (this.peek().kind === ')') {
      this.position += 1;
      return slots;
    }
    for (;;) {
      slots.push(this.parseSlot());
      const token = this.next();
      if (token.kind === ')') return slots;
      if (token.kind !== ',') {
        throw new SyntaxFault(`Expected "," or ")" in ${name}(…), found ${describe(token)}.`, token.column);
      }
    }
  }

  private parseSlot(): ExpressionNode | null {
    const { kind } = this.peek();
    return kind === ',' || kind === ')' ? null : this.parseCondition();
  }

  private peek(): Token {
    const token = this.tokens[this.position];
    if (!token) throw new RangeError('The parser read past the end token.');
    return token;
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.position += 1;
    return token;
  }
}

function constant(name: string, column: number): ExpressionNode {
  if (isConstantName(name)) return { kind: 'constant', column, name };
  const message = `"${name}" is no constant. A function is followed by "(", an attribute stands in [brackets], text in "quotation marks".`;
  throw new SyntaxFault(message, column);
}

function isConstantName(name: string): name is ConstantName {
  return (CONSTANT_NAMES as readonly string[]).includes(name);
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the expression';
    case 'name':
      return `"${token.name}"`;
    case 'attribute':
      return `[${token.name}]`;
    case 'text':
      return 'a text';
    case 'integer':
      return String(token.value);
    case 'decimal':
      return token.raw;
    case 'relation':
      return `"${token.relation}"`;
    default:
      return `"${token.kind}"`;
  }
}

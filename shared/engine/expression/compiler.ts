/** Compiles a syntax tree to closures, once; afterwards nothing is parsed or looked up for a person. */
import type { Value } from '../../value';
import { wellFormed, wellFormedValue } from '../values/characters';
import { bind } from './binding';
import { integerValue } from './coercion';
import { compileComparison } from './comparison';
import type { EvaluationContext, FoundFault } from './contract';
import { type Evaluate, EvaluationFailure, IGNORE_ATTRIBUTE, IGNORE_OBJECT } from './evaluation';
import type { Argument, CallSite, FunctionEntry } from './functionEntry';
import { FUNCTIONS } from './functions/catalogue';
import type { CallNode, ConstantNode, ExpressionNode } from './syntax';

export interface Program {
  readonly root: Argument;
  readonly attributes: readonly string[];
  /** Every function called somewhere in the expression. */
  readonly functions: ReadonlySet<FunctionEntry>;
  /** In the order of the text. With any, the closures must not be run. */
  readonly faults: readonly FoundFault[];
}

export function compileTree(root: ExpressionNode): Program {
  const compiler = new Compiler(root);
  const { attributes, functions, faults } = compiler;
  return {
    root: compiler.compile(root),
    attributes: [...attributes],
    functions,
    faults: faults.sort((a, b) => a.column - b.column),
  };
}

class Compiler {
  readonly attributes = new Set<string>();
  readonly functions = new Set<FunctionEntry>();
  readonly faults: FoundFault[] = [];
  private readonly root: ExpressionNode;

  constructor(root: ExpressionNode) {
    this.root = root;
  }

  compile(node: ExpressionNode): Argument {
    switch (node.kind) {
      case 'attribute': {
        const { name } = node;
        this.attributes.add(name);
        return { node, evaluate: (read) => wellFormedValue(read(name)) };
      }
      case 'text':
        return constant(node, wellFormed(node.value));
      case 'integer':
        return constant(node, integerValue(node.value));
      case 'decimal':
        return constant(node, node.value);
      case 'constant':
        return namedConstant(node);
      case 'comparison': {
        const left = this.compile(node.left);
        const right = this.compile(node.right);
        const evaluate = compileComparison(node.relation, known(left), known(right), node.column);
        return folded(node, evaluate, [left, right]);
      }
      case 'call':
        return this.compileCall(node);
    }
  }

  private compileCall(node: CallNode): Argument {
    const entry = FUNCTIONS.get(node.name);
    // The arguments are compiled even where the call itself is at fault, so that every fault is told at once.
    // A loop, because a callback would take twice the stack for each level of nesting.
    const slots: (Argument | null)[] = [];
    for (const slot of node.slots) slots.push(slot && this.compile(slot));
    if (!entry) return this.refuse(node, 'parse', unknownFunction(node.name));
    if (entry.outermost && node !== this.root) {
      return this.refuse(node, 'nesting', `${node.name} must be the outermost function of its expression.`);
    }
    const binding = bind(entry, slots);
    if (!binding.ok) return this.refuse(node, 'arity', binding.message);

    this.functions.add(entry);
    const args = binding.args.map((argument) => argument ?? undefined);
    const evaluate = entry.compile({ args, rest: binding.rest, site: this.site(node) });
    const dependsOnArguments = entry.dependsOn === undefined;
    return dependsOnArguments
      ? folded(
          node,
          evaluate,
          slots.filter((slot) => slot !== null),
        )
      : { node, evaluate };
  }

  private site(node: CallNode): CallSite {
    const { name, column } = node;
    return {
      name,
      column,
      fail(message) {
        throw new EvaluationFailure(`${name}: ${message}`, column);
      },
      refuse: (kind, message, at = column) => this.refuse({ ...node, column: at }, kind, message).evaluate,
    };
  }

  private refuse(node: ExpressionNode, kind: FoundFault['kind'], message: string): Argument {
    this.faults.push({ kind, message, column: node.column });
    return { node, evaluate: () => null };
  }
}

/** What a comparison compares: a number that may be unknown must be known here. */
function known({ node, evaluate }: Argument): Evaluate {
  if (node.kind !== 'call' || !FUNCTIONS.get(node.name)?.mayBeUnknown) return evaluate;
  const message = `${node.name} is compared, and has no value: one of the values it needs is missing. Ask for them with IsNullOrEmpty first.`;
  return (read, context) => {
    const outcome = evaluate(read, context);
    if (outcome === null) throw new EvaluationFailure(message, node.column);
    return outcome;
  };
}

function constant(node: ExpressionNode, value: Value): Argument {
  return { node, evaluate: () => value, constant: value };
}

function namedConstant(node: ConstantNode): Argument {
  switch (node.name) {
    case 'IgnoreAttributeFlow':
      return { node, evaluate: () => IGNORE_ATTRIBUTE };
    case 'IgnoreObjectFlow':
      return { node, evaluate: () => IGNORE_OBJECT };
    case 'True':
      return constant(node, true);
    case 'False':
      return constant(node, false);
    default:
      // How to compare is a word to the functions that ask for it.
      return constant(node, node.name);
  }
}

/** Computes a value once where nothing of a person goes into it. What fails is left to fail if it is ever evaluated. */
function folded(node: ExpressionNode, evaluate: Evaluate, args: readonly Argument[]): Argument {
  if (args.some((argument) => argument.constant === undefined)) return { node, evaluate };
  try {
    const outcome = evaluate(() => null, NOTHING_KNOWN);
    return typeof outcome === 'symbol' ? { node, evaluate } : constant(node, outcome);
  } catch (thrown) {
    if (thrown instanceof EvaluationFailure) return { node, evaluate };
    throw thrown;
  }
}

/** Functions that ask anything of their context say so in their entry and are not folded. */
const NOTHING_KNOWN: EvaluationContext = {
  now: 0,
  defaultDomain: '',
  randomBytes: () => new Uint8Array(),
  isTaken: () => false,
};

function unknownFunction(name: string): string {
  const meant = [...FUNCTIONS.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  const hint = meant ? ` Names are case-sensitive: did you mean ${meant}?` : '';
  return `There is no function ${name}.${hint}`;
}

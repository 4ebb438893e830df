/** The expression language of attribute mappings (spec/engine.md 1 and 2): compile once, evaluate for every person. */
import type { MappingSource } from '../synchronizationSchema';
import { wellFormedValue } from '../values/characters';
import { compileTree, type Program } from './compiler';
import type { Compilation, CompiledExpression, Evaluation, ExpressionFault, FoundFault } from './contract';
import { EvaluationFailure, IGNORE_ATTRIBUTE, IGNORE_OBJECT, type Outcome } from './evaluation';
import { describeSource } from './mappingSource';
import { parse } from './parser';
import { lengthAt } from './tokens';

export type {
  Compilation,
  CompiledExpression,
  Evaluation,
  EvaluationContext,
  ExpressionFault,
  ReadAttribute,
} from './contract';
export { type FunctionSchema, functionSchemas } from './functionSchema';

/** Compiles an expression, or tells every fault it has, in the order of the text. Never throws. */
export function compileExpression(text: string): Compilation {
  const parsing = parse(text);
  if (!parsing.ok) return { ok: false, faults: marked(text, [parsing.fault]) };
  const program = compileTree(parsing.root);
  if (program.faults.length > 0) return { ok: false, faults: marked(text, program.faults) };
  return { ok: true, expression: compiledExpression(text, program) };
}

export type ParsedExpression =
  | { readonly ok: true; readonly source: MappingSource }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };

/** The expression as Graph's `attributeMappingSource`, for `parseExpression` and for schemas read back. */
export function parseExpression(text: string): ParsedExpression {
  const parsing = parse(text);
  if (!parsing.ok) return { ok: false, faults: marked(text, [parsing.fault]) };
  const { faults } = compileTree(parsing.root);
  return faults.length > 0
    ? { ok: false, faults: marked(text, faults) }
    : { ok: true, source: describeSource(parsing.root) };
}

const marked = (text: string, faults: readonly FoundFault[]): readonly ExpressionFault[] =>
  faults.map((fault) => ({ ...fault, length: lengthAt(text, fault.column) }));

function compiledExpression(text: string, { root, attributes, functions }: Program): CompiledExpression {
  const called = [...functions];
  return {
    text,
    attributes,
    selectsUniqueValue: called.some(({ outermost }) => outermost === true),
    redacts: called.some(({ redacts }) => redacts === true),
    volatile: called.some(({ dependsOn }) => dependsOn === 'volatile'),
    evaluate: evaluator(root),
  };
}

const IGNORED: Evaluation = { kind: 'ignored' };
const IGNORED_OBJECT: Evaluation = { kind: 'ignoredObject' };

/** Constants and lone attributes, which most mappings are, get closures with nothing in between. */
function evaluator({ node, evaluate, constant }: Program['root']): CompiledExpression['evaluate'] {
  if (constant !== undefined) {
    const evaluation: Evaluation = { kind: 'value', value: constant };
    return () => evaluation;
  }
  if (node.kind === 'attribute') {
    const { name } = node;
    return (read) => ({ kind: 'value', value: wellFormedValue(read(name)) });
  }
  return (read, context) => {
    let outcome: Outcome;
    try {
      outcome = evaluate(read, context);
    } catch (thrown) {
      return interrupted(thrown);
    }
    return typeof outcome === 'symbol' ? interrupted(outcome) : { kind: 'value', value: outcome };
  };
}

function interrupted(thrown: unknown): Evaluation {
  if (thrown === IGNORE_ATTRIBUTE) return IGNORED;
  if (thrown === IGNORE_OBJECT) return IGNORED_OBJECT;
  if (thrown instanceof EvaluationFailure) {
    const { code, message, column } = thrown;
    return { kind: 'failed', failure: { code, message, column } };
  }
  throw thrown;
}

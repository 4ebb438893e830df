/** Compiles and evaluates an expression in one go, for tests that care about the result only. */
import { compileExpression, type EvaluationContext } from '../../../shared/engine/expression';
import type { Value } from '../../../shared/value';

export type Source = Readonly<Record<string, Value>>;

export type Outcome =
  | { readonly value: Value }
  | { readonly ignored: 'attribute' | 'object' }
  | { readonly failed: string; readonly column: number }
  | { readonly noUniqueValue: string; readonly column: number }
  | { readonly fault: string; readonly message: string; readonly column: number };

export const CONTEXT: EvaluationContext = {
  now: Date.UTC(2021, 6, 2, 15, 33, 38),
  defaultDomain: 'contoso.example',
  randomBytes: counting(),
  isTaken: () => false,
};

/** The first fault of an expression that does not compile, or what became of it. */
export function evaluate(expression: string, source: Source = {}, context: Partial<EvaluationContext> = {}): Outcome {
  const compilation = compileExpression(expression);
  if (!compilation.ok) {
    const [first] = compilation.faults;
    if (!first) throw new Error(`${expression} does not compile, and does not say why.`);
    return { fault: first.kind, message: first.message, column: first.column };
  }
  const evaluation = compilation.expression.evaluate((name) => source[name] ?? null, { ...CONTEXT, ...context });
  switch (evaluation.kind) {
    case 'value':
      return { value: evaluation.value };
    case 'ignored':
      return { ignored: 'attribute' };
    case 'ignoredObject':
      return { ignored: 'object' };
    case 'failed': {
      const { code, message, column } = evaluation.failure;
      return code === 'NoUniqueValue' ? { noUniqueValue: message, column } : { failed: message, column };
    }
  }
}

/** The value an expression must have. */
export function valueFrom(expression: string, source: Source = {}, context: Partial<EvaluationContext> = {}): Value {
  const outcome = evaluate(expression, source, context);
  if ('value' in outcome) return outcome.value;
  throw new Error(`${expression} has no value: ${JSON.stringify(outcome)}`);
}

/** A text literal of the language. */
export function literal(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Bytes that run through all values, beginning anew for each source. */
export function counting(start = 0): EvaluationContext['randomBytes'] {
  let next = start;
  return (length) =>
    Uint8Array.from({ length }, () => {
      const byte = next;
      next = (next + 1) % 256;
      return byte;
    });
}

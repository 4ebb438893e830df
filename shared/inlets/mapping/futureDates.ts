/** Dates on which a person is to be fetched again, because no event will come (spec/hands.md 3.7, `refetchOn`). */
import { parseInstant } from '../../engine/values/instant';
import { compileAttributePath } from '../../scim/attributePath';
import { listOf, printScalar } from '../../value';
import { compileInletExpression, contextAt, type Documents } from './rules';

/**
 * @param expressions of a definition that was parsed: they compile
 * @returns days as `YYYY-MM-DD`, each once, in order; what gives no date gives none
 */
export function datesIn(expressions: readonly string[], documents: Documents, now: number): readonly string[] {
  const days = expressions.flatMap((text) => {
    const expression = compileInletExpression(text);
    if (!('evaluate' in expression)) return [];
    const evaluation = expression.evaluate((name) => compileAttributePath(name).read(documents), contextAt(now));
    return evaluation.kind === 'value' ? listOf(evaluation.value).map((value) => dayOf(printScalar(value))) : [];
  });
  return [...new Set(days.filter((day) => day !== undefined))].sort();
}

/** The day as it is written: a zone would only shift it. */
function dayOf(text: string): string | undefined {
  const at = parseInstant(text.trim());
  if (at === undefined) return undefined;
  return /^\d{4}-\d\d-\d\d/.exec(text.trim())?.[0] ?? new Date(at).toISOString().slice(0, 10);
}

/** Patterns that were compiled lately. Those in data rather than in the expression come again with the next person. */
import { compilePattern, type PatternCompilation } from './pattern';

const MAX_KEPT = 64;

const kept = new Map<string, PatternCompilation>();

export function recentPattern(text: string): PatternCompilation {
  const known = kept.get(text);
  if (known) return known;
  const compilation = compilePattern(text);
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(text, compilation);
  return compilation;
}

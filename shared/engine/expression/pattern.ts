/** Regular expressions in .NET's syntax, matched in time linear in the text (spec/engine.md 2.4). */
import { RE2JS } from 're2js';

/** A compiled pattern. It matches anywhere in the text unless it is anchored, as .NET's `Regex.IsMatch` does. */
export interface Pattern {
  readonly text: string;
  test(text: string): boolean;
}

export type PatternCompilation =
  | { readonly ok: true; readonly pattern: Pattern }
  /** `offset`: where in the pattern the fault lies, from 0, in UTF-16 code units. */
  | { readonly ok: false; readonly message: string; readonly offset: number };

export function compilePattern(text: string): PatternCompilation {
  try {
    const program = RE2JS.compile(text);
    return { ok: true, pattern: { text, test: (subject) => program.test(subject) } };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error), offset: 0 };
  }
}

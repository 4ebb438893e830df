/** Asks a matcher for what tests compare. */
import { compilePattern } from '../../../../shared/engine/expression/pattern';
import { BacktrackingMatcher } from '../../../../shared/engine/expression/regex/backtracking/backtrackingMatcher';
import type { Matcher } from '../../../../shared/engine/expression/regex/match';

/** The text with every match in brackets, and behind it what each group took. */
export function shown(matcher: Matcher, text: string): string {
  let result = '';
  let done = 0;
  for (const match of matcher.matches(text, tooLong)) {
    const groups = Array.from({ length: match.groupCount }, (_each, index) => {
      const span = match.group(index + 1);
      return `,${span ? text.slice(span.start, span.end) : '-'}`;
    });
    result += `${text.slice(done, match.start)}<${text.slice(match.start, match.end)}${groups.join('')}>`;
    done = match.end;
  }
  return result + text.slice(done);
}

function tooLong(): never {
  throw new Error('The pattern takes too long.');
}

/** By the matcher that a mapping would use. */
export function matched(pattern: string, text: string): string {
  const compilation = compilePattern(pattern);
  if (!compilation.ok) throw new Error(`${pattern}: ${compilation.message}`);
  return shown(compilation.pattern, text);
}

export function backtracked(pattern: string, text: string): string {
  return shown(new BacktrackingMatcher(pattern, 'unbounded'), text);
}

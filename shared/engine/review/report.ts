/** Results of mapping tests as text for a terminal. */
import type { ValueExplanation } from '../person/explain';
import type { CaseResult, Difference } from './runCase';

/** @param file where the case stands */
export function reportCase(name: string, file: string, { differences }: CaseResult): string {
  if (differences.length === 0) return `  ✓ ${name}`;
  return [`  ✗ ${name}  (${file})`, ...differences.flatMap(reportDifference)].join('\n');
}

function reportDifference({ what, expected, actual, because }: Difference): readonly string[] {
  const lines = [`      ${what}`, `        - expected  ${expected}`, `        + actual    ${actual}`];
  return because === undefined ? lines : [...lines, `          ${because}`];
}

/** Every value of a case and the reason for it. */
export function reportExplanations(explanations: readonly ValueExplanation[]): string {
  return explanations
    .map(({ target, expression, sourceValues, result, comparedWith, written, reason }) => {
      const read = Object.entries(sourceValues).map(([name, value]) => `${name} = ${value ?? 'null'}`);
      return [
        `      ${written ? '→' : '·'} ${target} = ${result ?? 'null'}${comparedWith === null ? '' : `  (now ${comparedWith})`}`,
        `          ${expression ?? 'no source'}${read.length > 0 ? `  with ${read.join(', ')}` : ''}`,
        `          ${reason}`,
      ].join('\n');
    })
    .join('\n');
}

export function reportSummary(passed: number, failed: number): string {
  return `${passed} passed, ${failed} failed`;
}

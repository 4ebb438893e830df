/** One line of the table: what was measured against what was promised. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly budget: number;
  /** Whether the value must not be above the budget, or not below it. */
  readonly bound: 'most' | 'least';
}

export function isMet({ value, budget, bound }: BenchRow): boolean {
  return bound === 'most' ? value <= budget : value >= budget;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share from 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

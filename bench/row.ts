/** One line of the table: what was measured against what was promised. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly budget: number;
  /** Whether the value must not be above the budget, or not below it; `told`: it is only told. */
  readonly bound: 'most' | 'least' | 'told';
  /** What else is worth knowing of the same run. */
  readonly beside?: string;
}

export function isMet({ value, budget, bound }: BenchRow): boolean {
  return bound === 'told' || (bound === 'most' ? value <= budget : value >= budget);
}

export const told = (name: string, value: number): BenchRow => ({ name, value, budget: 0, bound: 'told' });

/** What a stretch of work took of this process: the worker, for emulator and floor server are processes of their own. */
export interface Spent {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** User and system time of the worker, and time by the clock. What others do on the machine shows in the second alone. */
export async function spent(work: () => Promise<unknown>): Promise<Spent> {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - start };
}

/** @param people how many the work was for */
export function perPerson({ cpuMs, wallMs }: Spent, people: number): string {
  return `${((1_000 * cpuMs) / people).toFixed(0)} µs CPU a person, ${((1_000 * people) / wallMs).toFixed(0)} people/s`;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share from 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

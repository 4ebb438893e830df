/** What would happen to a person, as one of a few words, by which a plan is filtered. */

export const GROUPS = ['create', 'update', 'disable', 'delete', 'skip', 'fail', 'warn'] as const;
export type PlanGroup = (typeof GROUPS)[number];

interface Planned {
  readonly action: string;
  readonly status: string;
  readonly warnings: readonly unknown[];
}

/** One of what happens, and `warn` beside it. */
export function groupOf({ action, status, warnings }: Planned): readonly PlanGroup[] {
  const warned: readonly PlanGroup[] = warnings.length > 0 ? ['warn'] : [];
  if (status === 'failure') return ['fail', ...warned];
  if (status === 'skipped') return ['skip', ...warned];
  const deed = GROUPS.find((group) => group === action);
  return [deed ?? 'update', ...warned];
}

export function groupSizes(lines: readonly Planned[]): Readonly<Record<PlanGroup, number>> {
  const sizes = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, fail: 0, warn: 0 };
  for (const line of lines) for (const group of groupOf(line)) sizes[group] += 1;
  return sizes;
}

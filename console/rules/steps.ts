/** An entry's way: the steps it took, and those of the usual ones that it did not come to. */

export interface Step {
  readonly provisioningStepType: string;
  readonly status: string;
}

/** In the order of seed 004. A reference is resolved beside them, and not for everybody. */
export const USUAL = ['import', 'scoping', 'matching', 'export'] as const;
export type UsualStep = (typeof USUAL)[number];

/** @returns the usual steps that are missing; none where the entry is about something else than a person's way */
export function notReached(steps: readonly Step[]): readonly UsualStep[] {
  const types = new Set(steps.map(({ provisioningStepType }) => provisioningStepType));
  if (!types.has('import')) return [];
  return USUAL.filter((type) => !types.has(type));
}

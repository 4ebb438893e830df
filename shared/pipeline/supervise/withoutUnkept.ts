/** Leaves out whose row storage takes nothing into: no round gives work out for them before their time (`tellErrand.ts`). */
import type { Needs } from '../ports';

export async function withoutUnkept<T>(
  jobId: string,
  people: readonly T[],
  anchorOf: (one: T) => string,
  { unkept, clock }: Needs<'unkept' | 'clock'>,
): Promise<readonly T[]> {
  if (people.length === 0) return people;
  const left = await unkept.list(jobId, clock.now());
  return left.size === 0 ? people : people.filter((one) => !left.has(anchorOf(one)));
}

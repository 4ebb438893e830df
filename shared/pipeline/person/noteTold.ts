/** What outlets are to be told of a person is counted with the person, so that whoever is told knows the order. */
import type { Job } from '../../store/jobs/jobs';
import type { Change } from '../../store/people/ledger';

/** Of a job without outlets nothing is counted, and nothing written that was not before. */
export function noteTold<T extends Change>(change: T, { hasOutlets }: Job): T {
  const { person, saved, entries } = change;
  if (hasOutlets !== true || entries.length === 0) return change;
  const before = person.told ?? 0;
  const endsFailure = saved.escrow !== null && person.escrow === null;
  return {
    ...change,
    person: { ...person, told: before + entries.length },
    entries: entries.map((entry, index) => ({
      ...entry,
      told: before + index + 1,
      ...(endsFailure && index === entries.length - 1 && entry.status !== 'failure' && { endsFailure: true as const }),
    })),
  };
}

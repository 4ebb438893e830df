/**
 * Operations that storage refuses, as far as they are still unanswered: the deletion guard does not wait for them, for they
 * may not be through for minutes, or never (I6). Whatever they come to then is counted like any other.
 */
import type { Needs } from '../../ports';

/** Looked at person by person; of more the guard waits for the rest. */
const MOST_LOOKED_AT = 100;

/** @returns the numbers of those from `from` to below `end` */
export async function listSetAside(
  jobId: string,
  from: number,
  end: number,
  { putOff, people }: Needs<'putOff' | 'people'>,
): Promise<readonly number[]> {
  const refused = (await putOff.list(jobId, from, end)).filter(({ why }) => why === 'refused');
  const looked = await Promise.all(
    refused.slice(0, MOST_LOOKED_AT).map(async ({ sequence, anchor }) => {
      try {
        const person = (await people.load(jobId, [anchor])).get(anchor)?.person;
        const isSettled = person?.logged.includes(sequence) || person?.held?.operation?.sequence === sequence;
        return isSettled ? [] : [sequence];
      } catch {
        return [sequence]; // whose row is not even given cannot have been answered
      }
    }),
  );
  return looked.flat();
}

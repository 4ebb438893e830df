/** Deletions that the guard held back and that wait for an administrator. */
import type { Trip } from '../../engine/job/trips';
import { listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { quarantineJob } from './quarantineJob';

async function countStaged(jobId: string, ports: Needs<'people' | 'index'>): Promise<number> {
  return (await listHeld(jobId, ports)).filter(({ held }) => held.staged).length;
}

/**
 * Whether the guard keeps anything from running still: what it has staged, and what it is about to, which are those of the
 * cycles that tripped it. Of a quarantine that names none, everything that is held.
 */
export async function holdsBack(
  jobId: string,
  trips: readonly Trip[] | undefined,
  { index }: Needs<'index'>,
): Promise<boolean> {
  const tripped = trips && new Set(trips.map(({ cycleId }) => cycleId));
  for await (const { held } of index.list(jobId, 'held')) {
    if (held === undefined) return true; // a row of older code, which does not say more
    if (held.staged || tripped === undefined || tripped.has(held.cycleId)) return true;
  }
  return false;
}

/** Other trouble took the place of `TooManyDeletes` and is over: what was held back before still waits, and must show. */
export async function remindOfStaged(
  jobId: string,
  ports: Needs<'people' | 'index'> &
    Needs<'clock' | 'logger' | 'jobs' | 'contexts' | 'audit' | 'notify' | 'quarantine'>,
): Promise<void> {
  const staged = await countStaged(jobId, ports);
  if (staged === 0) return;
  const message = `${staged} accounts would be deleted or disabled; they are held back until you allow or reject them.`;
  await quarantineJob(jobId, { reason: 'TooManyDeletes', code: 'TooManyDeletes', message }, ports);
}

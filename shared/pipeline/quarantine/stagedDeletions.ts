/** Deletions that the guard held back and that wait for an administrator. */
import { listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { quarantineJob } from './quarantineJob';

export async function countStaged(jobId: string, ports: Needs<'people' | 'index'>): Promise<number> {
  return (await listHeld(jobId, ports)).filter(({ held }) => held.staged).length;
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

/** The end of what inlets received: by its age, and with the inlet. */
import type { Needs } from '../ports';

type Ports = Needs<'inlets' | 'inletEvents' | 'fences' | 'clock' | 'keepMs'>;

/** @returns how many rows were removed, `most` at most */
export async function purgeInlets(jobId: string, most: number, ports: Ports): Promise<number> {
  const { inlets, inletEvents, fences, clock, keepMs } = ports;
  const before = clock.now() - keepMs;
  let removed = 0;
  for (const { value } of await inlets.list(jobId)) {
    if (value.state !== 'removed') {
      removed += await inletEvents.purge(value, before, most - removed);
      continue;
    }
    removed += await fences.purge(value, most - removed);
    removed += await inletEvents.purgeAll(value, most - removed);
    // Senders are told for as long as they are known to try that it is gone for good.
    if (removed < most && value.savedAt < before) await inlets.forget(value);
  }
  return removed;
}

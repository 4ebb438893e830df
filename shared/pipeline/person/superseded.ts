/** The entry of a held operation whose place a newer one took (I4, I5). */
import type { LogEntry } from '../../engine/person/logEntry';
import { importStep, type Systems, skipError, skippedStep } from '../../engine/person/steps';
import type { Held, Person } from '../../store/people/people';
import { toLogged } from './story';
import { Trail } from './trail';

/**
 * @param newer sequence number of what took the place; `null` for an evaluation that answers no operation
 * @param now milliseconds since the epoch
 */
export function supersededEntry(
  held: Held,
  { anchor, data }: Person,
  newer: number | null,
  systems: Systems,
  now: number,
): LogEntry {
  const trail = new Trail({
    anchor,
    data: data ?? {},
    cycleId: held.cycleId,
    startedAt: now,
    attempt: 1,
    operation: toLogged(held.operation),
  });
  const by = newer === null ? 'a newer evaluation' : `a newer operation (${newer})`;
  const reason = `It was held by the deletion guard, and ${by} took its place.`;
  trail.step(importStep(systems, anchor, true, {}));
  trail.step(skippedStep('Superseded', reason));
  trail.end('skipped', skipError('EntrySynchronizationSkipped', reason, null));
  return trail.entry(now);
}

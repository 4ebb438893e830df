/** The entry of a held operation whose place a newer one took (I4, I5). */
import type { LogEntry } from '../engine/logEntry';
import { importStep, skipError, skippedStep } from '../engine/steps';
import type { Held } from '../store/people';
import { changeId } from './changeId';
import { type Story, toLogged } from './story';
import { Trail } from './trail';

export function supersededEntry({ run, stored, operation }: Story, held: Held): LogEntry {
  const { anchor, data } = stored.person;
  const now = run.clock.now();
  const trail = new Trail({
    anchor,
    data: data ?? {},
    changeId: changeId(held.cycleId, anchor),
    cycleId: held.cycleId,
    startedAt: now,
    attempt: 1,
    operation: toLogged(held.operation),
  });
  const by = operation === null ? 'a newer evaluation' : `a newer operation (${operation.sequence})`;
  const reason = `It was held by the deletion guard, and ${by} took its place.`;
  trail.step(importStep(run.context.systems, anchor, true, {}));
  trail.step(skippedStep('Superseded', reason));
  trail.end('skipped', skipError('EntrySynchronizationSkipped', reason, null));
  return trail.entry(now);
}

/** The guard tripped: a held deletion gets its `stagedDelete` entry and goes on being held, for an administrator to decide. */
import { NOTHING_OWED } from '../../engine/person/owed';
import { importStep, skipError, skippedStep } from '../../engine/person/steps';
import { NO_TOTALS } from '../../store/people/entryPacks';
import type { StoredPerson } from '../../store/people/people';
import type { Attempt } from './attempt';
import { isMeant } from './heldDeletions';
import type { Run } from './run';
import { toLogged } from './story';
import { Trail } from './trail';

const REASON =
  'More accounts would be deleted or disabled than the threshold allows, so none of them is touched. ' +
  'Allow it by restarting with ForceDeletes, or correct the cause and restart.';

/** @param since which deletion: since when it is held; `undefined`: whatever is held */
export function stageDeletion(stored: StoredPerson, since: number | undefined, run: Run): Attempt {
  const { person } = stored;
  const { held, anchor, data, link } = person;
  if (held === null || !isMeant(held, { since, allowed: false })) return { kind: 'alreadyDone' };
  const now = run.clock.now();
  const trail = new Trail({
    anchor,
    data: data ?? {},
    cycleId: run.cycleId,
    startedAt: now,
    attempt: 1,
    operation: toLogged(held.operation),
  });
  if (link !== null) trail.account(link.targetAnchor, link.displayName);
  trail.step(importStep(run.context.systems, anchor, true, {}));
  tellStaged(trail, anchor);
  const answered = held.operation === null ? [] : [held.operation.sequence];
  return {
    kind: 'done',
    stored: {
      ...stored,
      person: { ...person, held: { ...held, staged: true }, logged: [...person.logged, ...answered] },
    },
    entries: [trail.entry(now)],
    totals: { ...NO_TOTALS, operations: answered.length, skipped: 1 },
    about: NOTHING_OWED,
  };
}

export function tellStaged(trail: Trail, anchor: string): void {
  trail.attempting('stagedDelete', []);
  trail.step(skippedStep('TooManyDeletes', `User '${anchor}' is held back. ${REASON}`));
  trail.end('skipped', skipError('TooManyDeletes', REASON, 'Review what is held, then allow or reject it.'));
}

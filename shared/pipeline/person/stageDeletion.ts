/**
 * A held deletion that does not run. The guard tripped: it gets its `stagedDelete` entry and goes on being held, for an
 * administrator to decide. Or one has rejected it: it is held no more, and the account stays as it is.
 */
import { NOTHING_OWED, type Owed } from '../../engine/person/owed';
import { namesIn } from '../../engine/person/record';
import { importStep, skipError, skippedStep } from '../../engine/person/steps';
import type { CompiledSchema } from '../../engine/schema/compileSchema';
import { NO_TOTALS } from '../../store/people/entryPacks';
import type { Held, Person, StoredPerson } from '../../store/people/people';
import type { Attempt } from './attempt';
import { busyUntil } from './doubt';
import { isMeant } from './heldDeletions';
import type { Run } from './run';
import { toLogged } from './story';
import { Trail } from './trail';

const REASON =
  'More accounts would be deleted or disabled than the threshold allows, so none of them is touched. ' +
  'Allow or reject it among the held deletions, allow all by restarting with ForceDeletes, or correct the cause and restart.';

/** @param since which deletion: since when it is held; `undefined`: whatever is held */
export function stageDeletion(stored: StoredPerson, since: number | undefined, run: Run): Attempt {
  const { held, anchor } = stored.person;
  if (held === null || !isMeant(held, { since, allowed: false })) return { kind: 'alreadyDone' };
  const until = busyUntil(stored.person, run); // somebody may be carrying it out
  if (until !== undefined) return { kind: 'busy', until };
  const trail = beginTrail(stored, held, run);
  tellStaged(trail, anchor);
  return leave(stored, held, { held: { ...held, staged: true } }, trail, run);
}

export function tellStaged(trail: Trail, anchor: string): void {
  trail.attempting('stagedDelete', []);
  trail.step(skippedStep('TooManyDeletes', `User '${anchor}' is held back. ${REASON}`));
  trail.end('skipped', skipError('TooManyDeletes', REASON, 'Review what is held, then allow or reject it.'));
}

const REJECTED =
  'An administrator rejected the deletion or disabling that was held. The account is left as it is until an upload, ' +
  'a change of the schema or a restart asks for it again.';

/** @param since which deletion: no other one was seen by whoever rejects it */
export function rejectDeletion(stored: StoredPerson, since: number | undefined, run: Run): Attempt {
  const { held, anchor } = stored.person;
  if (held === null || !isMeant(held, { since, allowed: true })) return { kind: 'alreadyDone' };
  const until = busyUntil(stored.person, run);
  if (until !== undefined) return { kind: 'busy', until };
  const trail = beginTrail(stored, held, run);
  trail.attempting(held.action ?? 'other', []);
  trail.step(skippedStep('RejectedByAdministrator', `User '${anchor}' is left as it is. ${REJECTED}`));
  const advice = 'Correct what asks for it, or upload the person again.';
  trail.end('skipped', skipError('EntrySynchronizationSkipped', REJECTED, advice));
  const owed = owedWithoutAccess(stored.person, run.context.compiled);
  return leave(stored, held, { held: null, rejected: true, owed }, trail, run);
}

/** What waited with the deletion is owed still; what would disable the account is not any more. */
function owedWithoutAccess({ owed, data }: Person, { enabledMapping, vocabulary }: CompiledSchema): Owed {
  const all = owed === 'all' ? namesIn(data ?? {}, vocabulary) : owed;
  return all.filter((key) => enabledMapping?.reads.includes(key) !== true);
}

function beginTrail({ person: { anchor, data, link } }: StoredPerson, held: Held, run: Run): Trail {
  const trail = new Trail({
    anchor,
    data: data ?? {},
    cycleId: run.cycleId,
    startedAt: run.clock.now(),
    attempt: held.staged ? 2 : 1,
    operation: toLogged(held.operation),
  });
  if (link !== null) trail.account(link.targetAnchor, link.displayName);
  trail.step(importStep(run.context.systems, anchor, true, {}));
  return trail;
}

/** What was staged has answered its operation already. */
function leave(stored: StoredPerson, held: Held, after: Partial<Person>, trail: Trail, { clock }: Run): Attempt {
  const { person } = stored;
  const answered = held.operation === null || held.staged ? [] : [held.operation.sequence];
  return {
    kind: 'done',
    stored: { ...stored, person: { ...person, ...after, logged: [...person.logged, ...answered] } },
    entries: [trail.entry(clock.now())],
    totals: { ...NO_TOTALS, operations: answered.length, skipped: 1 },
    about: NOTHING_OWED,
  };
}

/** Stops an account from being disabled or deleted before it is. When what is held runs is decided by the timer. */
import { type DeletionWish, type Deprovisioning, deletionWish } from '../../engine/person/deletionWish';
import type { LeavingScopePlan } from '../../engine/person/leavingScope';
import { type Owed, owing } from '../../engine/person/owed';
import type { Plan } from '../../engine/person/plan';
import { namesIn } from '../../engine/person/record';
import { skipError, skippedStep } from '../../engine/person/steps';
import { countStatus, NO_TOTALS } from '../../store/people/entryPacks';
import type { Held, HeldOperation } from '../../store/people/people';
import { type Attempt, applied, done, remember, settle } from './attempt';
import { isReleased } from './heldDeletions';
import type { Purpose } from './run';
import { tellStaged } from './stageDeletion';
import type { Story } from './story';

type Fate = 'hold' | 'refuse' | 'carryOut';

/** What becomes of a deletion that nobody has let go, by what its person is worked on for. */
export const FATES: Readonly<Record<Purpose, Fate>> = {
  upload: 'hold', // until the cycle's count is known (design, I5)
  onDemand: 'refuse', // the guard would not see it coming
  rehearsal: 'carryOut', // nothing is written: whoever asks is to see it
  plan: 'hold', // as the upload would, and it is let go at the end of the stretch
};

/**
 * @param scoping why the person is not in scope; absent: the person is
 * @returns how the attempt ends instead; `undefined` when the plan may be carried out
 */
export function holdDeletion(story: Story, plan: Plan | LeavingScopePlan, scoping?: string): Attempt | undefined {
  const { run, task, stored } = story;
  if (!deprovisions(plan)) return undefined;
  const fate = FATES[run.purpose];
  if (fate === 'refuse') return refused(story, plan);
  const { held, rejected } = stored.person;
  const wish = deletionWish(plan, run.context.compiled, scoping);
  const isMore = held?.action === 'disable' && wish.action === 'delete'; // the schema changed since it was seen
  const isLetGo = (task.kind === 'release' && !isMore) || isReleased(task, stored.person);
  if (fate !== 'hold' || !run.context.guard.enabled || isLetGo) return undefined;
  if (rejected === true && task.kind === 'converge') return { kind: 'alreadyDone' };
  story.about = owedSince(story, plan);
  return staysStaged(story, plan) ? leftStaged(story) : heldBack(story, wish);
}

/**
 * What a worker may have left in the account that died at a late operation is settled by this look, but for what differs: the deletion
 * may be held for long, and what another system writes meanwhile is not Muster's to write over when it is let go.
 */
function owedSince({ about, data, received, run }: Story, plan: Deprovisioning): Owed {
  if (plan.kind !== 'update') return about;
  const { mappings, vocabulary } = run.context.compiled;
  const differing = new Set([...plan.modified, ...plan.left].map(({ name }) => name));
  for (const { attribute } of plan.references) differing.add(attribute); // compared when they are written
  const read = new Set(mappings.flatMap(({ target, reads }) => (differing.has(target) ? reads : [])));
  const suspected = about === 'all' ? namesIn(data, vocabulary) : about;
  return owing(
    received.asked,
    suspected.filter((key) => read.has(key)),
  );
}

function deprovisions(plan: Plan | LeavingScopePlan): plan is Deprovisioning {
  if (plan.kind === 'failed') return plan.disabling !== undefined;
  return plan.kind === 'disable' || plan.kind === 'delete' || (plan.kind === 'update' && plan.disables);
}

/** An administrator is to decide, and this operation says nothing that bears on it: what was seen stays what it was. */
function staysStaged({ task, run, stored, received }: Story, plan: Deprovisioning): boolean {
  if (task.kind !== 'operation' || stored.person.held?.staged !== true) return false;
  const { enabledMapping, vocabulary } = run.context.compiled;
  const isMapped = plan.kind === 'update' || plan.kind === 'failed';
  const reasons = isMapped ? new Set(enabledMapping?.reads) : vocabulary.scoped;
  return !received.named.some((key) => reasons.has(key));
}

/** The operation waits with the deletion, and says so; it is planned together with it when that is decided. */
function leftStaged(story: Story): Attempt {
  tellStaged(story.trail, story.stored.person.anchor);
  return done(story, {});
}

/** The guard keeps the deletion until the cycle's count is known; its entry is written when it runs or is staged (I5). */
function heldBack(story: Story, wish: DeletionWish): Attempt {
  const { operation, overtaken, run, stored } = story;
  const { held } = stored.person;
  // What reached the target late came over newer data that takes access away: taking it away again is held like any other.
  if (overtaken) return done(story, { held: held ?? hold(run, null, wish) });
  const before = held === null || held.staged ? undefined : held;
  const isSame = before !== undefined && (before.action ?? wish.action) === wish.action;
  const newest = newestOf(operation, before?.operation ?? null);
  const kept = { ...hold(run, newest, wish), ...(isSame && { since: before.since }) };
  if (operation !== null && newest !== null && newest !== operation) return waitsWith(story, newest, kept);
  const { rejected: _, ...after } = applied(story);
  return settle(story, { ...after, escrow: null, held: kept }, [], NO_TOTALS);
}

/** Whose word decides what becomes of the deletion: a restart that purges what was older leaves it what it is. */
function newestOf(one: HeldOperation | null, other: HeldOperation | null): HeldOperation | null {
  if (one === null || other === null) return one ?? other;
  return one.sequence > other.sequence ? one : other;
}

/** An operation that came late, and says what the newer one that is held does not: it is carried out with that one. */
function waitsWith(story: Story, newer: HeldOperation, held: Held): Attempt {
  const reason = `A newer operation (${newer.sequence}) is held by the deletion guard, and this one is planned together with it.`;
  story.trail.step(skippedStep('PlannedTogether', reason));
  story.trail.end('skipped', skipError('EntrySynchronizationSkipped', reason, null));
  return done(story, { escrow: null, held });
}

const hold = ({ clock, cycleId }: Story['run'], operation: HeldOperation | null, wish: DeletionWish): Held => ({
  since: clock.now(),
  cycleId,
  operation: operation && withoutData(operation),
  staged: false,
  ...wish,
});

function withoutData({ sequence, uploadFirst, acceptedAt, bulkId, ahead }: HeldOperation): HeldOperation {
  return { sequence, uploadFirst, acceptedAt, bulkId, ...(ahead && { ahead }) };
}

const NOT_ON_DEMAND =
  'On-demand provisioning neither disables nor deletes accounts, because the deletion guard would not see them coming.';

/** Nothing is written and the person stays as stored, given data or not; the entry says what would have been done. */
function refused(story: Story, plan: Deprovisioning): Attempt {
  const { trail, stored, operation, run } = story;
  const { person } = stored;
  const modified = plan.kind === 'delete' ? [] : (plan.kind === 'failed' ? plan.disabling : plan).modified;
  trail.attempting(plan.kind === 'delete' ? 'delete' : 'disable', modified);
  trail.step(skippedStep('NotOnDemand', `User '${person.anchor}' is left as it is. ${NOT_ON_DEMAND}`));
  trail.end('skipped', skipError('EntrySynchronizationSkipped', NOT_ON_DEMAND, 'Upload the person instead.'));
  const logged = operation === null ? person.logged : remember(person.logged, operation.sequence);
  return settle(story, { ...person, claim: null, logged }, [trail.entry(run.clock.now())], {
    ...NO_TOTALS,
    ...countStatus('skipped'),
    operations: operation === null ? 0 : 1,
  });
}

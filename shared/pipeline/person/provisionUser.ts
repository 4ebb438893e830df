/**
 * Provisions one person, from what was received to what is logged. Told here: whose account it is, whether the person is in scope,
 * what must change, and what came of it. Everything is decided on the person's row as it was read (`stored`) and takes
 * effect in the store only when the caller commits the attempt against that version; whoever loses that race runs again.
 *
 * docs/protocol.md tells what a crash after each write leaves behind.
 */
import { attributeMappingStep } from '../../engine/person/attributeMappingStep';
import { isActiveInSource } from '../../engine/person/enabling';
import { explainPlan } from '../../engine/person/explain';
import { planLeavingScope } from '../../engine/person/leavingScope';
import type { LogStep } from '../../engine/person/logEntry';
import { type MatchKey, matchKeys } from '../../engine/person/matching';
import type { Plan } from '../../engine/person/plan';
import { importStep, retrievedStep, scopingStep } from '../../engine/person/steps';
import { notAppliedStep } from '../../engine/person/untaken';
import type { ScopeVerdict } from '../../engine/schema/scoping';
import { ProvisioningError } from '../../errors';
import { flattenUser } from '../../scim/flatten';
import type { Person, StoredPerson } from '../../store/people/people';
import { ALONE, type Asking, type TargetUser } from '../../targets/target';
import type { ProvisioningTask } from '../queue/tasks';
import { type Attempt, failed, finished, refusedForGood, skipped, touched } from './attempt';
import type { ClaimTicket } from './claims';
import { busyUntil } from './doubt';
import { withBelief } from './exporting/exported';
import { exportLeaving, exportPlan } from './exporting/exportPlan';
import { findAccount, readOwn } from './findAccount';
import { planWithFreeNames } from './freeNames';
import { isMeant } from './heldDeletions';
import { holdDeletion } from './holdDeletion';
import { firstLook, secondLook } from './looks';
import { isPurged } from './receive';
import { goOnAsBefore, NO_REFERENCES, resolveReferences } from './references/resolveReferences';
import { tellRejectedTooLate } from './rejectedTooLate';
import { isAsked, type Run } from './run';
import { beginStory, type Story } from './story';

export async function provisionUser(
  task: ProvisioningTask,
  stored: StoredPerson,
  run: Run,
  ticket: ClaimTicket,
  asking: Asking,
): Promise<Attempt> {
  const { person } = stored;
  if (isDone(task, person)) return { kind: 'alreadyDone' };
  const until = busyUntil(person, run);
  if (until !== undefined) return { kind: 'busy', until };

  const story = beginStory(task, stored, run, ticket, asking);
  const { compiled } = run.context;
  const { data, trail, planContext, operation, received } = story;
  try {
    trail.step(describeImport(story));
    if (operation !== null && isPurged(operation, run.context) && !isAllowed(task)) {
      return skipped(story, 'PurgedByRestart', PURGED);
    }
    if (received.refusal !== undefined) return refusedForGood(story, received.refusal);

    // Whoever has an account is not looked for: what would be missing for that keeps nobody from being disabled.
    const keys = person.link === null ? matchKeys(compiled, data, planContext) : LINKED;
    if (keys.kind === 'skipped') return skipped(story, 'ImportSkipped', keys.reason);
    if (keys.kind === 'failed') throw ProvisioningError.of(keys.failures[0]);

    const verdict = compiled.judgeScope(data);
    trail.step(scopingStep(person.anchor, verdict, isActiveInSource(compiled, data), person.link !== null));
    // What cannot be judged leaves the scope as it was; whoever has no account gets none by it.
    if (verdict.undecided !== undefined && person.link === null) throw ProvisioningError.of(verdict.undecided);
    story.isOut = verdict.undecided === undefined ? !verdict.inScope : person.outOfScope;
    if (story.isOut) return await leaveScope(story, verdict);

    const account = await firstLook(story, () => findAccount(story, keys.keys));
    return await provisionInto(story, account, keys.keys);
  } catch (error) {
    return failed(story, error);
  }
}

/** From the account as it was found to what it should be; planned anew where the directory knows better (`createConflict.ts`). */
async function provisionInto(story: Story, found: TargetUser | undefined, keys: readonly MatchKey[]): Promise<Attempt> {
  const account = found && withBelief(story, found);
  const { run, trail, data, stored, ticket } = story;
  const { anchor } = stored.person;
  const plan = await planWithFreeNames(story, account);
  if (plan === undefined) return provisionInto(story, await secondLook(story, () => findAccount(story, keys)), keys);
  if (isAsked(run)) {
    const explanations = explainPlan(run.context.compiled, data, account, plan);
    const references = plan.references.map(({ attribute }) => attribute);
    trail.step(attributeMappingStep(anchor, explanations, plan.kind === 'failed', references));
  }
  const stopped = holdDeletion(story, plan);
  if (stopped !== undefined) return stopped;
  tellLeft(story, account, plan);
  tellRejectedTooLate(story, account, plan);
  const exported = await exportPlan(story, account, plan, keys);
  if (exported.kind === 'lost') return { kind: 'lost', about: touched(story) };
  if (exported.kind === 'replan') return provisionInto(story, exported.account, keys);

  run.accounts.settle(anchor, exported.link);
  ticket.pass(); // from here on this person waits for others, who must not wait for it
  const references =
    exported.link && exported.refused === undefined
      ? await resolveReferences(
          story,
          exported.link,
          exported.account,
          plan.references,
          goOnAsBefore(story, plan),
          story.task.kind === 'converge' ? 'again' : 'asked',
        )
      : NO_REFERENCES;
  return finished(story, exported, references);
}

/** What did not take when it was written, and is not written again: told each time. */
function tellLeft({ trail, run }: Story, account: TargetUser | undefined, { left }: Plan): void {
  if (account === undefined || left.length === 0) return;
  trail.step(notAppliedStep(run.context.systems, account.reportableIdentifier, left, true));
}

const LINKED = { kind: 'keys', keys: [] } as const;

/** What an administrator let go is done, whatever else the same restart purges. */
const isAllowed = (task: ProvisioningTask) => task.kind === 'release' && task.allowed;

const PURGED =
  'Provisioning was restarted while this operation was waiting; what was uploaded before is not processed.';

/** A redelivered operation has its entry or is held; an errand may have been run meanwhile by somebody else. */
function isDone(task: ProvisioningTask, { logged, held, escrow, data }: Person): boolean {
  switch (task.kind) {
    case 'operation':
      return logged.includes(task.operation.sequence) || held?.operation?.sequence === task.operation.sequence;
    case 'retry':
      return escrow === null || data === null;
    case 'reevaluate':
    case 'converge':
      return data === null;
    case 'release':
      return held === null || data === null || !isMeant(held, task);
  }
}

function describeImport({ run, stored: { person }, data, task }: Story): LogStep {
  const { systems, compiled } = run.context;
  const shown = flattenUser(data, compiled.redacted);
  if (isAsked(run)) return retrievedStep(systems, person.anchor, task.kind === 'operation', shown);
  return importStep(systems, person.anchor, person.data !== null, shown);
}

/** Somebody never provisioned is skipped; an account that is there is disabled or deleted (spec/engine.md 5.3). */
async function leaveScope(story: Story, verdict: ScopeVerdict): Promise<Attempt> {
  const { run, stored } = story;
  const { compiled, target } = run.context;
  if (stored.person.link === null || verdict.keepsAccount) return skipped(story, 'NotInScope', verdict.reason);
  story.asking = ALONE;
  const account = withBelief(story, await readOwn(story, stored.person.link));
  const plan = planLeavingScope(compiled, account, {
    enabledAttribute: target.capabilities.enabledAttribute,
    skipOutOfScopeDeletions: run.context.skipOutOfScopeDeletions,
  });
  const stopped = holdDeletion(story, plan, verdict.reason);
  if (stopped !== undefined) return stopped;
  tellRejectedTooLate(story, account, plan);
  const exported = await exportLeaving(story, account, plan);
  return exported.kind === 'exported'
    ? finished(story, exported, NO_REFERENCES)
    : { kind: 'lost', about: touched(story) };
}

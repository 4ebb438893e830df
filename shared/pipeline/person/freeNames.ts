/**
 * Finds names that are free for this person. What SelectUniqueValue picks is looked up in the directory and then reserved,
 * because somebody else may be picking the same one at this moment, here, in another worker, or in another job of the same
 * directory (spec/engine.md 2.5, `reservedNames.ts`).
 */
import { planChanges } from '../../engine/person/changes';
import { flowOf } from '../../engine/person/owed';
import type { CreatePlan, Flow, Plan, UniqueValue, UpdatePlan } from '../../engine/person/plan';
import type { NameWish } from '../../store/people/reservedNames';
import { containerFor, type Target, type TargetUser } from '../../targets/target';
import { isListEnough } from './looks';
import type { Story } from './story';

/**
 * How long a name stays promised. Longer than directories take to show it everywhere, and than the retries of trouble of
 * the moment (40 minutes at most): an attempt whose create was lost must come back to the same name, not to the next one.
 */
const PROMISED_MS = 2 * 60 * 60_000;

/**
 * Plans until every name that was picked is this person's; each round rules at least one name out.
 *
 * @returns `undefined` where the account is to be looked at alone first (`looks.ts`)
 */
export async function planWithFreeNames(story: Story, account: TargetUser | undefined): Promise<Plan | undefined> {
  const { run, planContext, data } = story;
  const flow = flowInto(story, account);
  for (;;) {
    const returns = story.stored.person.disabledByScope === true;
    const context = { ...planContext, ...(flow && { flow }), ...(returns && { returns }) };
    const plan = planChanges(run.context.compiled, data, account, context);
    if (account?.listed === true && !isListEnough(plan, account, story)) return undefined;
    forgetSettled(story, plan);
    if (plan.kind !== 'create' && plan.kind !== 'update') return plan;
    const obtained = await Promise.all(namesOf(plan, account, run.context.target).map((name) => obtain(story, name)));
    if (!obtained.includes(false)) return plan;
  }
}

/**
 * What the attempt is about (spec/payload.md 2): what the operation names and what is owed from before; or all that was ever
 * said, where the account has to catch up with the record.
 *
 * @returns `undefined` for a new account, into which everything flows
 */
function flowInto(story: Story, account: TargetUser | undefined): Flow | undefined {
  if (account === undefined) return undefined;
  if (hasToCatchUp(story, account)) story.about = 'all';
  return flowOf(story.about, story.received.knowledge.said);
}

/** What was not known to have taken, and is as it should be by now or about to be something else, is forgotten. */
function forgetSettled({ run, writes }: Story, plan: Plan): void {
  if (plan.kind === 'nothing' && plan.skip !== 'RedundantExport') return; // nothing was compared
  const { mapped, left } = plan;
  const open = new Set([...left, ...(plan.kind === 'nothing' ? [] : plan.modified)].map(({ name }) => name));
  run.context.compiled.mappings.forEach(({ target, isReference }, index) => {
    const state = mapped.states[index];
    const isCompared = state === 'value' || state === 'clear' || state === 'creationOnly';
    if (isCompared && !isReference && !open.has(target)) writes.settle(target);
  });
}

/** The first link to an account, back in scope, out of the recycle bin; or the schema changed, or somebody asks. */
function hasToCatchUp({ task, stored: { person } }: Story, { softDeleted }: TargetUser): boolean {
  return task.kind === 'reevaluate' || person.link === null || person.outOfScope || softDeleted;
}

/**
 * The directory has refused what was written. Were names among it that SelectUniqueValue picked, and are taken by now?
 *
 * @returns whether any was, so that planning again picks another
 */
export async function ruleOutTakenNames(story: Story, plan: CreatePlan): Promise<boolean> {
  const { run, planContext } = story;
  const taken = await Promise.all(
    namesOf(plan, undefined, run.context.target).map(async ({ attribute, value, container }) => {
      const isTaken = await run.context.target.isTaken(attribute, value, container);
      if (isTaken) planContext.markTaken(attribute, value);
      return isTaken;
    }),
  );
  return taken.includes(true);
}

/** A value that was picked, and where it has to be the only one. */
interface PickedName extends UniqueValue {
  readonly container: string | undefined;
}

function namesOf(
  plan: CreatePlan | UpdatePlan,
  account: TargetUser | undefined,
  { capabilities }: Target,
): readonly PickedName[] {
  const planned = plan.kind === 'create' ? plan.attributes : plan.changes;
  const attributes = { ...account?.attributes, ...planned };
  return plan.uniqueValues.map((name) => ({
    ...name,
    container: containerFor(name.attribute, attributes, capabilities),
  }));
}

async function obtain(story: Story, { attribute, value, container }: PickedName): Promise<boolean> {
  const { run, planContext, stored } = story;
  const { jobId, anchor } = stored.person;
  const { realm } = run.context.target.capabilities;
  const promised = container === undefined ? value : `${value}\n${container}`;
  const wish: NameWish = { realm, attribute, value: promised, jobId, anchor };
  const now = run.clock.now();
  const isFree = !(await run.context.target.isTaken(attribute, value, container));
  // Whoever has a name that was promised to this person before is most likely an account of the attempt it was promised
  // to. Picking the next name would make a second account; the create of this one finds the first (`createConflict.ts`).
  const isOurs = isFree ? await run.names.reserve(wish, now, now + PROMISED_MS) : await run.names.isPromised(wish, now);
  if (!isOurs) planContext.markTaken(attribute, value);
  return isOurs;
}

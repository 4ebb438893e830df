/**
 * Makes a new account, and only one. Several workers may be at it, answers get lost, and names are taken meanwhile (I3).
 */
import type { MatchKey } from '../../../engine/person/matching';
import type { CreatePlan } from '../../../engine/person/plan';
import { exportedStep } from '../../../engine/person/steps';
import { ProvisioningError } from '../../../errors';
import { CreatedBefore, type CreatedUser } from '../../../targets/target';
import { KEEP_MS } from '../../jobContext';
import { readAccount, requireOwn } from '../findAccount';
import { noteCreated } from '../ownership';
import { isDry } from '../run';
import type { Story } from '../story';
import { claim } from './claim';
import { resolveCreateConflict } from './createConflict';
import {
  type Broken,
  type Exported,
  exported,
  linkAfter,
  remark,
  tellFailed,
  told,
  withBelief,
  write,
} from './exported';
import { judgeWrite, tellMissed } from './judgeWrite';

/**
 * @param keys what the person was looked for by
 * @throws {ProvisioningError} whatever the target refuses, after the step that says so
 */
export async function createAccount(
  story: Story,
  plan: CreatePlan,
  keys: readonly MatchKey[],
): Promise<Exported | Broken> {
  const { run, trail } = story;
  remark(story, plan);
  trail.attempting('create', plan.modified);
  const { target } = run.context;
  if (mustClaim(story) && !(await claim(story))) return { kind: 'lost' };
  let created: CreatedUser;
  try {
    created = await target.create(plan.attributes, creationKey(story));
  } catch (error) {
    if (error instanceof CreatedBefore) return adopt(story, error.anchor);
    const resolved = await resolveCreateConflict(story, keys, plan, error);
    if (resolved === undefined) throw told(story, 'create', error);
    trail.attempting('other', []);
    // What is written must follow from the person as stored: whoever made the account may have committed it by now.
    if (resolved.account !== undefined && (await isOutdated(story))) return { kind: 'lost' };
    return { kind: 'replan', ...resolved };
  }
  await noteCreated(story, created);
  trail.account(created.anchor, created.displayName || created.reportableIdentifier);
  trail.step(exportedStep(run.context.systems, 'create', created.reportableIdentifier, isDry(run)));
  withBelief(story, created);
  const keptAccess = await judgeCreated(story, created, plan);
  if (keptAccess === 'outdated') return { kind: 'lost' };
  const link = linkAfter(story, created, story.isSilent ? plan.attributes : {});
  return { ...exported(undefined, link, true), ...(keptAccess && { keptAccess }) };
}

/**
 * Services there are that create everybody enabled. Whoever was to be created disabled is disabled at once then.
 *
 * @returns why the account is enabled all the same; `outdated`: because somebody else, who went on with the account, has said
 * so since, and what is written now must follow from that
 */
async function judgeCreated(
  story: Story,
  created: CreatedUser,
  { attributes }: CreatePlan,
): Promise<ProvisioningError | 'outdated' | undefined> {
  const { missed, keptAccess } = await judgeWrite(story, created.anchor, attributes, created.told);
  tellMissed(story, created.reportableIdentifier, missed);
  if (keptAccess === undefined) return undefined;
  // Who read the row before may have enabled it, and waits for nobody: that commit fails now. Whoever reads it after this waits.
  if (!(await claim(story, 'takeAtOnce'))) return 'outdated';
  const { name } = story.run.context.target.capabilities.enabledAttribute;
  try {
    const again = await write(story, created, { [name]: attributes[name] ?? null });
    if (again.keptAccess !== undefined) tellFailed(story, 'disable', again.keptAccess);
    return again.keptAccess;
  } catch (error) {
    told(story, 'disable', error);
    if (error instanceof ProvisioningError) return error;
    throw error;
  }
}

/**
 * A target that creates once does so for one key. Around a restart that forgets links two workers may have two keys: one that
 * knows of it, and one that has been at work since before. Then the person's row decides between them.
 */
function mustClaim({ run, stored: { person } }: Story): boolean {
  const { target, readAt } = run.context;
  const mayBeOutdated = run.clock.now() - readAt > 2 * KEEP_MS;
  return !target.capabilities.createsOnce || person.generation.links > 0 || mayBeOutdated;
}

/** One account a person, until a restart forgets whose is whose. */
function creationKey({ stored: { person } }: Story): string {
  return JSON.stringify([person.jobId, person.generation.links, person.anchor]);
}

/**
 * Somebody else at work on this person was quicker, with data that may be older or newer than ours. Usually it is committed
 * by now: then this attempt begins again on what is there, before it writes anything. Otherwise the other may have died,
 * and the account is taken over, unless it was handed to somebody else since (spec/payload.md 5.4).
 */
async function adopt(story: Story, anchor: string): Promise<Broken> {
  if (await isOutdated(story)) return { kind: 'lost' };
  story.trail.attempting('other', []);
  const account = await readAccount(story, anchor, 'created for this User moments ago');
  if (account === undefined) return { kind: 'lost' };
  await requireOwn(story, account);
  return { kind: 'replan', account };
}

async function isOutdated({ run, stored: { person, etag } }: Story): Promise<boolean> {
  const now = (await run.people.load(person.jobId, [person.anchor])).get(person.anchor);
  return now?.etag !== etag;
}

/**
 * Whose account it is: the linked one, or the one the matching attributes find (spec/engine.md 6). The link is looked at
 * first and alone; matching attributes are not consulted for a person who has one.
 */

import { decideMatch, type MatchKey } from '../../engine/person/matching';
import { matchedStep, matchFailedStep, noMatchStep } from '../../engine/person/steps';
import { ProvisioningError } from '../../errors';
import type { Link } from '../../store/people/people';
import type { Asking, TargetUser } from '../../targets/target';
import { unlessTooSoon } from './notFoundYet';
import { newOwnerOf, otherOwnerOf } from './ownership';
import type { Story } from './story';

/** @throws {ProvisioningError} InvalidAnchor, DuplicateTargetEntries, DuplicateSourceEntries, or whatever the target reports */
export async function findAccount(story: Story, keys: readonly MatchKey[]): Promise<TargetUser | undefined> {
  const { link } = story.stored.person;
  return link === null ? match(story, keys) : readOwn(story, link);
}

/**
 * The linked account, unless it says that it belongs to another person of the job by now: after a rehire under a new number
 * the old record harms nobody (spec/payload.md 5.4).
 *
 * @throws {ProvisioningError} InvalidAnchor, DuplicateSourceEntries
 */
export async function readOwn(story: Story, link: Link): Promise<TargetUser> {
  const account = await readLinked(story, link);
  await requireOwn(story, account);
  return account;
}

/** An account that was this person's and may have been handed to another. @throws {ProvisioningError} DuplicateSourceEntries */
export async function requireOwn(story: Story, account: TargetUser): Promise<void> {
  const owner = await newOwnerOf(story, account);
  if (owner === undefined) return;
  const { anchor } = story.stored.person;
  const message = `The account '${account.reportableIdentifier}', which was the one of User '${anchor}', belongs to User '${owner}' by now, and is left alone.`;
  const error = new ProvisioningError('DuplicateSourceEntries', message);
  story.trail.step(matchFailedStep(story.run.context.systems, anchor, error.toFailure(), { id: account.anchor }));
  throw error;
}

/** @throws {ProvisioningError} InvalidAnchor when the account is gone for good, EndpointUnavailable when it may only not show yet */
export async function readLinked(story: Story, { targetAnchor }: Link): Promise<TargetUser> {
  const account = await readAccount(story, targetAnchor, 'linked', story.asking);
  if (account !== undefined) return account;
  const { systems } = story.run.context;
  const message = `The linked account '${targetAnchor}' does not exist in ${systems.target} any more.`;
  throw unlessTooSoon(story, new ProvisioningError('InvalidAnchor', message));
}

/**
 * @param how it is known to be this person's account, for the step
 * @param asking how well it must be known; without it, alone
 */
export async function readAccount(
  story: Story,
  targetAnchor: string,
  how: string,
  asking?: Asking,
): Promise<TargetUser | undefined> {
  const { target, compiled, systems } = story.run.context;
  const account = await target.read(targetAnchor, compiled.wanted, asking);
  if (account === undefined) return undefined;
  story.trail.account(account.anchor, account.displayName || account.reportableIdentifier);
  story.trail.step(matchedStep(systems, account.reportableIdentifier, how, { id: account.anchor }));
  return account;
}

async function match(story: Story, keys: readonly MatchKey[]): Promise<TargetUser | undefined> {
  const account = await findMatch(story, keys, story.asking);
  if (account !== undefined) return account;
  const tried = Object.fromEntries(keys.map(({ attribute, value }) => [attribute, value]));
  story.trail.step(noMatchStep(story.run.context.systems, story.stored.person.anchor, tried));
  return undefined;
}

/**
 * The account the first key finds that finds any.
 *
 * @param asking how well it must be known; without it, alone
 * @throws {ProvisioningError} when it cannot be this person's
 */
export async function findMatch(
  story: Story,
  keys: readonly MatchKey[],
  asking?: Asking,
): Promise<TargetUser | undefined> {
  const { target, compiled } = story.run.context;
  const tried: Record<string, string> = {};
  for (const key of keys) {
    tried[key.attribute] = key.value;
    const found = await target.find(key.attribute, key.value, compiled.wanted, asking);
    const account = await takeAsMatch(story, key, found, tried);
    if (account !== undefined) return account;
  }
  return undefined;
}

/**
 * @param tried by attribute: what was searched for so far
 * @throws {ProvisioningError} DuplicateTargetEntries; DuplicateSourceEntries when the account belongs to somebody else
 */
export async function takeAsMatch(
  story: Story,
  key: MatchKey,
  found: readonly TargetUser[],
  tried: Readonly<Record<string, string>>,
): Promise<TargetUser | undefined> {
  const { run, trail, stored } = story;
  const { systems } = run.context;
  const { anchor } = stored.person;
  const [account] = found;
  const linkedTo = account !== undefined && found.length === 1 ? await otherOwnerOf(story, account) : undefined;
  const candidates = found.map((candidate) => ({ anchor: candidate.anchor, linkedTo }));
  const decision = decideMatch(key, candidates, anchor);
  if (decision.kind === 'failed') {
    trail.step(matchFailedStep(systems, anchor, decision.failure, tried));
    throw ProvisioningError.of(decision.failure);
  }
  if (decision.kind === 'none' || account === undefined) return undefined;
  const how = `${key.attribute} '${key.value}'`;
  trail.account(account.anchor, account.displayName || account.reportableIdentifier);
  trail.step(matchedStep(systems, account.reportableIdentifier, how, { id: account.anchor, ...tried }));
  return account;
}

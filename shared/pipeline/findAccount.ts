/**
 * Whose account it is: the linked one, or the one the matching attributes find (spec/engine.md 6). The link is looked at
 * first and alone; matching attributes are not consulted for a person who has one.
 */

import { decideMatch, type MatchKey } from '../engine/matching';
import { matchedStep, matchFailedStep, noMatchStep } from '../engine/steps';
import { ProvisioningError } from '../errors';
import type { Link } from '../store/people';
import type { TargetUser } from '../targets/target';
import type { Story } from './story';

/** @throws {ProvisioningError} InvalidAnchor, DuplicateTargetEntries, or whatever the target reports */
export async function findAccount(story: Story, keys: readonly MatchKey[]): Promise<TargetUser | undefined> {
  const { link } = story.stored.person;
  return link === null ? match(story, keys) : readLinked(story, link);
}

/** @throws {ProvisioningError} InvalidAnchor when the account is gone for good */
export async function readLinked(story: Story, { targetAnchor }: Link): Promise<TargetUser> {
  const { target, compiled, systems } = story.run.context;
  const account = await target.read(targetAnchor, compiled.wanted);
  if (account === undefined) {
    throw new ProvisioningError(
      'InvalidAnchor',
      `The linked account '${targetAnchor}' does not exist in ${systems.target} any more.`,
    );
  }
  story.trail.account(account.anchor, account.displayName || account.reportableIdentifier);
  story.trail.step(matchedStep(systems, account.reportableIdentifier, 'linked', { id: account.anchor }));
  return account;
}

async function match(story: Story, keys: readonly MatchKey[]): Promise<TargetUser | undefined> {
  const { run, trail } = story;
  const { target, compiled, systems } = run.context;
  const { anchor } = story.stored.person;
  const tried: Record<string, string> = {};
  for (const key of keys) {
    tried[key.attribute] = key.value;
    const found = await target.find(key.attribute, key.value, compiled.wanted);
    const decision = decideMatch(key, found, anchor);
    if (decision.kind === 'failed') {
      trail.step(matchFailedStep(systems, anchor, decision.failure, tried));
      throw ProvisioningError.of(decision.failure);
    }
    const account = found[0];
    if (decision.kind === 'matched' && account !== undefined) {
      const how = `${key.attribute} '${key.value}'`;
      trail.account(account.anchor, account.displayName || account.reportableIdentifier);
      trail.step(matchedStep(systems, account.reportableIdentifier, how, { id: account.anchor, ...tried }));
      return account;
    }
  }
  trail.step(noMatchStep(systems, anchor, tried));
  return undefined;
}

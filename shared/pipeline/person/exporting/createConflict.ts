/**
 * A create that is refused because a value is taken. Three things may be behind it:
 *
 * - The account is this person's own after all: made by a worker that died before it could say so, or by an attempt whose
 *   answer was lost, and hidden from the search by a directory that lags. Then it is taken over (I3).
 * - A name that SelectUniqueValue picked has been taken in the meantime. Then the next one is picked.
 * - Somebody else has it. Then the refusal stands.
 */
import type { MatchKey } from '../../../engine/person/matching';
import type { CreatePlan } from '../../../engine/person/plan';
import { ProvisioningError } from '../../../errors';
import type { TargetUser } from '../../../targets/target';
import { printValue } from '../../../value';
import { findMatch, takeAsMatch } from '../findAccount';
import { ruleOutTakenNames } from '../freeNames';
import type { Story } from '../story';

/** What to plan for anew. */
export interface Resolved {
  /** The person's account; `undefined`: there is none, and one is to be created under another name. */
  readonly account: TargetUser | undefined;
}

/** @returns `undefined` when the refusal stands */
export async function resolveCreateConflict(
  story: Story,
  keys: readonly MatchKey[],
  plan: CreatePlan,
  error: unknown,
): Promise<Resolved | undefined> {
  if (!(error instanceof ProvisioningError) || error.code !== 'EntryConflict') return undefined;
  const account = (await findMatch(story, keys)) ?? (await findByName(story, keys, plan, error.attribute));
  if (account !== undefined) return { account };
  return (await ruleOutTakenNames(story, plan)) ? { account: undefined } : undefined;
}

/**
 * Who holds the value, where that account also has what the person is matched by: directories know their unique names at
 * once, even where searches by other attributes lag.
 */
async function findByName(
  story: Story,
  keys: readonly MatchKey[],
  { attributes }: CreatePlan,
  attribute: string | undefined,
): Promise<TargetUser | undefined> {
  const { target, compiled } = story.run.context;
  const value = attribute === undefined ? null : printValue(attributes[attribute] ?? null);
  if (attribute === undefined || value === null) return undefined;
  const found = await target.find(attribute, value, compiled.wanted);
  const key = keys.find((one) => found.length === 1 && found.every((holder) => holds(holder, one, story)));
  return key && takeAsMatch(story, key, found, { [attribute]: value });
}

function holds({ attributes }: TargetUser, { attribute, value }: MatchKey, { run }: Story): boolean {
  const held = printValue(attributes[attribute] ?? null) ?? '';
  if (!run.context.target.capabilities.caseInsensitiveLookup) return held === value;
  return held.toLowerCase() === value.toLowerCase();
}

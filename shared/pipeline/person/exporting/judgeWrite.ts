/**
 * Whether a write took. A target that answers with success may have kept the value as it was, under another name or in
 * another form: what its answer says it holds is compared with what was written. Of what the answer does not speak the
 * account is read once more: where access is taken away, where the last write is not known to have taken, and until
 * something of the kind was seen to take in this target. After that its word is believed, and the next attempt looks. So it
 * is where that look fails; but nobody who leaves counts as disabled before that was seen.
 */

import { shown } from '../../../engine/person/changes';
import { isDisabled } from '../../../engine/person/enabling';
import type { ModifiedProperty } from '../../../engine/person/plan';
import { hasTaken, notApplied, notAppliedStep } from '../../../engine/person/untaken';
import type { CompiledMapping } from '../../../engine/schema/compileMapping';
import { ProvisioningError } from '../../../errors';
import type { AttributeChanges, TargetAttributes, Told } from '../../../targets/target';
import type { Value } from '../../../value';
import { isDry } from '../run';
import type { Story } from '../story';

export interface Judgement {
  /** What the account does not have: the value held as the old one, the value written as the new one. */
  readonly missed: readonly ModifiedProperty[];
  /** The account was to be disabled, and says that it is enabled; or could not be asked, although it would say. */
  readonly keptAccess: ProvisioningError | undefined;
}

/** What was rehearsed cannot be judged. */
const TAKEN: Judgement = { missed: [], keptAccess: undefined };

/** @param anchor of the account @param told what the target said of the write @throws whatever is no trouble of the target */
export async function judgeWrite(
  story: Story,
  anchor: string,
  written: AttributeChanges,
  told: Told,
): Promise<Judgement> {
  if (isDry(story.run)) return TAKEN;
  const look = await lookAgain(story, anchor, written, told);
  const held = { ...look.held, ...told };
  story.seen.holds({ ...written, ...held });
  const missed: ModifiedProperty[] = [];
  let keptAccess = look.unproven;
  for (const [attribute, value] of Object.entries(written)) {
    const isSeen = Object.hasOwn(held, attribute);
    if (takesAccess(story, attribute, value)) {
      if (isSeen && keepsAccess(story, attribute, held)) keptAccess = notDisabled(story, attribute);
      continue;
    }
    const mapping = mappingOf(story, attribute);
    if (mapping === undefined) continue;
    if (!isSeen) story.writes.unseen(attribute);
    else if (hasTaken(mapping, value, held[attribute] ?? null)) noteTaken(story, attribute, value);
    else missed.push(noteMissed(story, mapping, value, held[attribute] ?? null));
  }
  return { missed, keptAccess };
}

/** The step that says so; the log's modified properties are only what took. */
export function tellMissed({ trail, run }: Story, identifier: string, missed: readonly ModifiedProperty[]): void {
  if (missed.length === 0) return;
  trail.unmodified(missed.map(({ name }) => name));
  trail.step(notAppliedStep(run.context.systems, identifier, missed));
}

interface Look {
  readonly held: TargetAttributes;
  /** Whether the account is disabled was to be seen, and the look failed. */
  readonly unproven?: ProvisioningError;
}

/** What the account is read for although the write was answered. What cannot be read is believed until the next attempt. */
async function lookAgain(story: Story, anchor: string, written: AttributeChanges, told: Told): Promise<Look> {
  const unsaid = Object.entries(written).filter(
    ([attribute, value]) => !Object.hasOwn(told, attribute) && mustSee(story, attribute, value),
  );
  const names = unsaid.map(([attribute]) => attribute);
  if (names.length === 0) return { held: {} };
  try {
    const account = await story.run.context.target.read(anchor, names);
    if (account === undefined || account.softDeleted) return { held: {} };
    return { held: Object.fromEntries(names.map((name) => [name, account.attributes[name] ?? null])) };
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    const takes = unsaid.some(([attribute, value]) => takesAccess(story, attribute, value));
    return { held: {}, ...(takes && { unproven: notSeenDisabled(story, error) }) };
  }
}

function mustSee(story: Story, attribute: string, value: Value): boolean {
  if (takesAccess(story, attribute, value)) return !story.isSilent;
  if (mappingOf(story, attribute) === undefined) return false;
  return story.writes.isDoubtful(attribute) || !story.run.context.proven.has(kindOf(attribute, value));
}

/** Setting and clearing are proven apart: many targets take the one and not the other. */
const kindOf = (attribute: string, value: Value) => `${value === null ? 'clear' : 'set'} ${attribute}`;

function noteTaken({ writes, run }: Story, attribute: string, value: Value): void {
  writes.settle(attribute);
  run.context.proven.add(kindOf(attribute, value));
}

function noteMissed({ writes }: Story, mapping: CompiledMapping, written: Value, held: Value): ModifiedProperty {
  writes.untaken(mapping, written, held);
  const { target, redacts } = mapping;
  return { name: target, oldValue: shown(redacts, held), newValue: shown(redacts, written) };
}

function mappingOf({ run }: Story, attribute: string): CompiledMapping | undefined {
  return run.context.compiled.mappings.find(({ target }) => target === attribute);
}

function takesAccess({ run }: Story, attribute: string, value: Value): boolean {
  const { enabledAttribute } = run.context.target.capabilities;
  return attribute === enabledAttribute.name && isDisabled(enabledAttribute, { [attribute]: value });
}

/** A target that says nothing is believed (spec/payload.md 5.5). */
function keepsAccess({ run }: Story, attribute: string, held: TargetAttributes): boolean {
  const { name, whenEnabled } = run.context.target.capabilities.enabledAttribute;
  return attribute === name && isDisabled({ name, whenEnabled: !whenEnabled }, held);
}

function notDisabled({ run, stored }: Story, attribute: string): ProvisioningError {
  const { whenEnabled } = run.context.target.capabilities.enabledAttribute;
  const [enabled, disabled] = whenEnabled ? ['True', 'False'] : ['False', 'True'];
  return new ProvisioningError(
    'NotApplied',
    `The account of User '${stored.person.anchor}' is still enabled, although ${run.context.systems.target} answered the disabling with success. ${notApplied(disabled ?? null, enabled ?? null)}`,
    { attribute },
  );
}

/**
 * Tried again as what the look failed for is. A look that was throttled is no turn that is still to come: the write had its
 * turn, and what came of it is to be told.
 */
function notSeenDisabled({ run, stored }: Story, error: ProvisioningError): ProvisioningError {
  const { message, code, retryAfterMs, details } = error;
  return new ProvisioningError(
    code === 'TooManyRequests' ? 'EndpointUnavailable' : code,
    `${run.context.systems.target} answered the disabling of User '${stored.person.anchor}' with success, but the account could not be looked at since, so it does not count as disabled. ${message}`,
    { cause: error, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(details !== undefined && { details }) },
  );
}

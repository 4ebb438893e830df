/**
 * How well the account of a person must be known, and the second look at it (decision 0058).
 *
 * People worked on side by side may be asked for together, and lists lag behind writes. So the first look is by a list only
 * where Muster has not written to the account lately, as far as the row tells, and where nothing suggests that somebody wrote
 * without a word in the row. What a list shows as it should be is believed. Where it leads to anything else, or to a leaver,
 * the account is asked for alone before anything is written, held or told (I4, I5).
 */
import { isDisabled } from '../../engine/person/enabling';
import type { Plan } from '../../engine/person/plan';
import { ProvisioningError } from '../../errors';
import type { Job } from '../../store/jobs/jobs';
import { packAt } from '../../store/people/entryPacks';
import type { Person } from '../../store/people/people';
import { ALONE, type Asking, type TargetUser } from '../../targets/target';
import type { ProvisioningTask } from '../queue/tasks';
import { isLate } from './receive';
import { isAsked, type Run } from './run';
import type { Story } from './story';

/** Lists show a write by then; the documents of directories speak of minutes. */
export const LISTED_AFTER_MS = 15 * 60_000;

/** What matters of a run. */
interface Inquiry extends Pick<Run, 'purpose' | 'clock'> {
  readonly context: { readonly job: Pick<Job, 'writesBack'> };
}

/** @param person as the row has it: whatever was done in this attempt is not told there */
export function askingFor(task: ProvisioningTask, person: Person, run: Inquiry): Asking {
  const isOrdinary = task.kind === 'reevaluate' || (task.kind === 'operation' && !isLate(task.operation, person));
  return { settled: isOrdinary && mayBeListed(run) && isAtRest(person) && isQuiet(person, run.clock.now()) };
}

/** Nobody waits for the answer, and what the account holds is not written back: an older value would come over a newer one. */
const mayBeListed = (run: Inquiry) => !isAsked(run) && run.context.job.writesBack === undefined;

/**
 * Nothing in the row is open. A worker that died may have made an account, or carried out what was held or escrowed; what is
 * owed may be so for a write that has no entry. Whoever lacks what did not take would be looked at alone after the list.
 */
const isAtRest = ({ claim, held, escrow, owed, writes }: Person) =>
  claim === null && held === null && escrow === null && owed.length === 0 && writes?.untaken === undefined;

/** Each write ends in an entry; without one, nobody has written but to those whose history is not known. */
function isQuiet({ link, history: { packs, all } }: Person, now: number): boolean {
  const [newest] = packs;
  if (newest === undefined) return link === null && all;
  return packAt(newest) < now - LISTED_AFTER_MS;
}

/**
 * Whether what a list shows is enough for this plan: nothing is to be written, and there is nothing to tell of what was.
 * That somebody has no access any more is believed of no list. References are looked at one by one.
 */
export function isListEnough(plan: Plan, account: TargetUser, { run }: Story): boolean {
  const isAsItShouldBe = plan.kind === 'nothing' && plan.left.length === 0;
  return isAsItShouldBe && !isDisabled(run.context.target.capabilities.enabledAttribute, account.attributes);
}

/** What a list alone may have made of an account that is fine. */
const VERDICTS: ReadonlySet<string> = new Set(['DuplicateTargetEntries', 'DuplicateSourceEntries']);

/** Looks for the account, once more alone where that fails by what a list may have told wrongly. */
export async function firstLook<T>(story: Story, look: () => Promise<T>): Promise<T> {
  story.trail.looks();
  try {
    return await look();
  } catch (error) {
    const mayBeLate = story.asking.settled && error instanceof ProvisioningError && VERDICTS.has(error.code);
    if (!mayBeLate) throw error;
    return secondLook(story, look);
  }
}

/** Looks for the account alone; what was told of the first look is forgotten. */
export function secondLook<T>(story: Story, look: () => Promise<T>): Promise<T> {
  story.asking = ALONE;
  story.trail.looksAgain();
  return look();
}
